package dispatchtest

import "testing"

func TestMemoryStore(t *testing.T) {
	t.Parallel()
	RunOutboxStore(t, func(*testing.T) OutboxStore { return NewMemoryStore() })
}

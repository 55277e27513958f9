package outbox_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/outbox"
)

// TestSettleOutlivesAKilledProgram finds a lease whose program is gone, and sends once it has lapsed.
func TestSettleOutlivesAKilledProgram(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		id := b.queue(b.account)
		now := b.clock.Now()
		if ok, err := b.store.TakeLease(t.Context(), "killed", now, now.Add(30*time.Second)); !ok || err != nil {
			t.Fatal(ok, err)
		}
		settled := make(chan error, 1)
		go func() { settled <- outbox.New(b.config(b.store)).Settle(t.Context()) }()
		b.pass(time.Minute, time.Second)
		b.must(<-settled)
		b.wantState(id, dispatch.Accepted)
	})
}

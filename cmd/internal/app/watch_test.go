package app

import (
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// TestProgressEndsWithItsAttempt: an attempt that breaks off half-way tells no last progress.
func TestProgressEndsWithItsAttempt(t *testing.T) {
	t.Parallel()
	c := Config{Home: filepath.Join(t.TempDir(), "home"), Passphrase: "correct horse battery"}
	if _, err := Init(t.Context(), c, InitOptions{Vault: PassphraseVault}); err != nil {
		t.Fatal(err)
	}
	a, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	const broken, running = dispatch.ID("aaaaaaaaaaaaaaaaaaaaaaaaaa"), dispatch.ID("aaaaaaaaaaaaaaaaaaaaaaaaba")
	for _, id := range []dispatch.ID{broken, running} {
		a.outbox.Progress(id, dispatch.Progress{Done: 1, Total: 2})
	}
	_ = a.outbox.Store.Apply(t.Context(), dispatch.Transition{
		Dispatch: broken, From: dispatch.Sending, To: dispatch.Failed,
	}) // however it is stored, the attempt is over
	progress := a.Progress()
	if _, still := progress[broken]; still || len(progress) != 1 {
		t.Errorf("%v", progress)
	}
}

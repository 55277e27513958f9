package desk_test

import (
	"context"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/store"
)

// vault seals the homes of all tests of this package, each of which begins as a copy of one.
var vault = sync.OnceValue(func() *crypto.Vault { return crypto.NewVault(rand.Reader) })

// emptyHome is the database of a home that nobody has used: making its tables anew took a quarter of all time here.
var emptyHome = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "souspli-desk-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	made, err := store.Open(context.Background(), store.Options{
		Dir: dir, Sealer: vault(), Now: dispatchtest.NewClock(dispatchtest.Epoch()).Now, Random: rand.Reader,
	})
	if err != nil {
		return nil, err
	}
	if err := made.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, databaseName))
})

const databaseName = "souspli.db"

// openHome opens a copy of it, in a folder of its own.
func openHome(t *testing.T, clock *dispatchtest.Clock) (kept *store.Store, dir string) {
	t.Helper()
	empty, err := emptyHome()
	must(t, err)
	dir = t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, databaseName), empty, 0o600))
	kept, err = store.Open(t.Context(), store.Options{Dir: dir, Sealer: vault(), Now: clock.Now, Random: rand.Reader})
	must(t, err)
	t.Cleanup(func() { must(t, kept.Close()) })
	return kept, dir
}

// sqlite3 alters the home as somebody would who has the file and no vault.
func (r *rig) sqlite3(script string) {
	r.t.Helper()
	out, err := exec.CommandContext(r.t.Context(), "sqlite3", "-bail", filepath.Join(r.dir, databaseName), ".timeout 5000", script).CombinedOutput()
	if err != nil {
		r.t.Fatalf("%v: %s", err, out)
	}
}

package desk_test

import (
	"context"
	"crypto/rand"
	"os"
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

// openHome opens a copy of it.
func openHome(t *testing.T, clock *dispatchtest.Clock) *store.Store {
	t.Helper()
	empty, err := emptyHome()
	must(t, err)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, databaseName), empty, 0o600))
	kept, err := store.Open(t.Context(), store.Options{Dir: dir, Sealer: vault(), Now: clock.Now, Random: rand.Reader})
	must(t, err)
	t.Cleanup(func() { must(t, kept.Close()) })
	return kept
}

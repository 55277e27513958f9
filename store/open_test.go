package store_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store"
)

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	write := func(name string, content []byte) func(*testing.T, home) {
		return func(t *testing.T, h home) {
			if err := os.WriteFile(filepath.Join(h.dir, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, test := range map[string]struct {
		spoil func(*testing.T, home)
		want  wantError
	}{
		"nothing wrong":       {func(*testing.T, home) {}, wantError{}},
		"no such folder":      {func(t *testing.T, h home) { mustRemove(t, h.dir) }, notFound("home_missing")},
		"a file for a folder": {func(t *testing.T, h home) { mustRemove(t, h.dir); mustWrite(t, h.dir) }, notFound("home_missing")},
		"no database at all":  {write("souspli.db", randomBytes(8192)), integrity("database_damaged")},
		"the database removed": {func(t *testing.T, h home) {
			for _, name := range []string{"souspli.db", "souspli.db-wal", "souspli.db-shm"} {
				mustRemove(t, filepath.Join(h.dir, name))
			}
		}, integrity("database_missing")},
		"a newer schema": {func(t *testing.T, h home) {
			h.sql(t, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
		}, wantError{dispatch.KindNewer, "home_newer"}},
		"a log that a trial version wrote": {func(t *testing.T, h home) { h.mark(t, "souspli home v1") }, wantError{dispatch.KindOlder, "home_trial"}},
		"a log that a newer one writes":    {func(t *testing.T, h home) { h.mark(t, "souspli home v3") }, wantError{dispatch.KindNewer, "home_newer"}},
		"the canary altered":               {func(t *testing.T, h home) { h.sql(t, `UPDATE home SET canary = zeroblob(60)`) }, wantError{dispatch.KindCredentials, "vault_mismatch"}},
		"the canary of others":             {func(t *testing.T, h home) { h.sql(t, `UPDATE home SET id = 'other'`) }, wantError{dispatch.KindCredentials, "vault_mismatch"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			create(t, h, held())
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
			test.spoil(t, h)
			s, err := store.Open(t.Context(), options(h.dir, h.vault))
			test.want.check(t, err)
			if err == nil && s.Close() != nil {
				t.Error("does not close")
			}
		})
	}
}

// mark gives a home the mark of another version.
func (h home) mark(t *testing.T, canary string) {
	t.Helper()
	id := strings.TrimSpace(h.sqlite3(t, `SELECT id FROM home;`))
	h.sqlite3(t, fmt.Sprintf(`UPDATE home SET canary = x'%x';`, h.vault.Seal("home/canary/"+id, []byte(canary))))
}

func mustRemove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

func mustWrite(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesAnotherVault(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	_, err := store.Open(t.Context(), options(h.dir, crypto.NewVault(rand.Reader)))
	wantError{dispatch.KindCredentials, "vault_mismatch"}.check(t, err)
}

func TestOpenRefusesADatabaseDamagedInside(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for range 50 {
		create(t, h, held())
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(h.dir, "souspli.db")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copy(content[4096:], make([]byte, len(content)-4096))
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), options(h.dir, h.vault))
	integrity("database_damaged").check(t, err)
}

func TestHomeIsForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Log("modes mean nothing here; the folder's access list rules")
		return
	}
	h := newHome(t)
	addDocument(t, h, []byte("rapport"))
	for path := range files(t, h.dir) {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", filepath.Base(path), info.Mode(), err)
		}
	}
	if info, err := os.Stat(filepath.Join(h.dir, "documents")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("documents: %v, %v", info.Mode(), err)
	}
}

func TestOpenAtOnceFromManySides(t *testing.T) {
	t.Parallel()
	dir, vault := t.TempDir(), crypto.NewVault(rand.Reader)
	ctx := t.Context()
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			s, err := store.Open(ctx, options(dir, vault))
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			if err := s.Append(ctx, event(dispatch.EventAsked, start)); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	verified(t, openHome(t, dir, vault), 8)
}

func TestCancelledIsNotStored(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := h.Create(ctx, held(), "", event(dispatch.EventCreated, start))
	wantError{dispatch.KindStorage, "storage_stopped"}.check(t, err)
	verified(t, h, 0)
}

// lockedByAnother takes the write lock of a home as another program would, and gives how to let go of it.
func lockedByAnother(t *testing.T, h home) (unlock func()) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "souspli.db")+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(); err != nil {
			t.Error(err)
		}
	}
}

func TestBusyDatabase(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	defer lockedByAnother(t, h)()
	hurried := options(h.dir, h.vault)
	hurried.Patience = 100 * time.Millisecond
	s, err := store.Open(t.Context(), hurried)
	if err != nil {
		t.Fatalf("opening waits for a writer: %v", err)
	}
	defer s.Close()
	wantError{dispatch.KindStorage, "database_busy"}.check(t, s.Append(t.Context(), event(dispatch.EventAsked, start)))
	if _, err := s.Search(t.Context(), dispatch.Filter{}); err != nil {
		t.Errorf("reading waits for a writer: %v", err)
	}
}

func TestWhoWaitsForATurnCanBeStopped(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	unlock := lockedByAnother(t, h)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	wantError{dispatch.KindStorage, "storage_stopped"}.check(t, h.Append(ctx, event(dispatch.EventAsked, start)))
	unlock()
	verified(t, h, 0)
}

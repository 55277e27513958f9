package store_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store"
)

// A home opens and is written to on a disk that has less and less space: what fails says that the disk is full, and what
// did not fail is there.
func TestEveryWriteOnADiskThatIsFull(t *testing.T) {
	t.Parallel()
	dir, mounted := smallDisk(t)
	vault := crypto.NewVault(rand.Reader)
	s, err := store.Open(t.Context(), options(dir, vault))
	wantError{}.check(t, err)
	h := home{s, dir, vault}
	create(t, h, held())
	wantError{}.check(t, h.Close())
	stored, failed := 1, 0
	for left := int64(0); mounted && left <= 256<<10; left += 4 << 10 {
		drop := leave(t, dir, left)
		d, err := onFullDisk(t, dir, vault)
		drop()
		if err == nil {
			stored++
		} else if failed++; dispatch.CodeOf(err) != "disk_full" {
			t.Errorf("%d bytes left: %v", left, err)
		}
		s, err2 := store.Open(t.Context(), options(dir, vault))
		wantError{}.check(t, err2)
		if _, err3 := s.Dispatch(t.Context(), d.ID); (err3 == nil) != (err == nil) {
			t.Errorf("%d bytes left: it was told %v, and then %v", left, err, err3)
		}
		verified(t, home{s, dir, vault}, int64(stored))
		wantError{}.check(t, s.Close())
	}
	if mounted && (failed == 0 || stored == 1) {
		t.Errorf("%d failed, %d stored", failed, stored)
	}
}

func onFullDisk(t *testing.T, dir string, vault *crypto.Vault) (d dispatch.Dispatch, err error) {
	t.Helper()
	d = held()
	s, err := store.Open(t.Context(), options(dir, vault))
	if err != nil {
		return d, err
	}
	defer s.Close()
	return d, s.Create(t.Context(), d, "", event(dispatch.EventCreated, d.Created))
}

// leave fills a disk but for some bytes.
func leave(t *testing.T, dir string, bytes int64) (drop func()) {
	t.Helper()
	var disk syscall.Statfs_t
	wantError{}.check(t, syscall.Statfs(dir, &disk))
	path := filepath.Join(dir, "ballast")
	file, err := os.Create(path)
	wantError{}.check(t, err)
	if size := int64(disk.Bavail)*disk.Bsize - bytes; size > 0 { //nolint:gosec // a few megabytes
		wantError{}.check(t, syscall.Fallocate(int(file.Fd()), 0, 0, size))
	}
	wantError{}.check(t, file.Close())
	return func() { _ = os.Remove(path) }
}

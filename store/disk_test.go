package store_test

import (
	"bytes"
	"crypto/rand"
	"os/exec"
	"testing"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store"
)

// smallDisk is a folder on a disk of its own, of a few megabytes.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	mount(t, "-t", "tmpfs", "-o", "size="+size+",mode=0700", "tmpfs", dir)
	t.Cleanup(func() {
		if err := exec.Command("umount", "-l", dir).Run(); err != nil {
			t.Error("umount:", err)
		}
	})
	return dir
}

func mount(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "mount", args...).CombinedOutput(); err != nil {
		t.Fatalf("mount needs Linux and root (run the tests in a container, or with sudo): %v: %s", err, out)
	}
}

func TestDiskFull(t *testing.T) {
	t.Parallel()
	full := wantError{dispatch.KindStorage, "disk_full"}
	for name, fill := range map[string]func(*testing.T, home) error{
		"with dispatches": func(t *testing.T, h home) (err error) {
			for err == nil {
				err = h.Create(t.Context(), held(), "", event(dispatch.EventCreated, start))
			}
			return err
		},
		"with a document": func(t *testing.T, h home) error {
			_, _, err := h.AddDocument(t.Context(), newID(), bytes.NewReader(randomBytes(8<<20)))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openHome(t, smallDisk(t, "4m"), crypto.NewVault(rand.Reader))
			first := create(t, h, held())
			before := len(files(t, h.dir))
			full.check(t, fill(t, h))
			if after := len(files(t, h.dir)); after != before {
				t.Errorf("%d files, before %d", after, before)
			}
			if got := stored(t, h, first.ID); got.Subject != first.Subject {
				t.Errorf("the earlier dispatch reads %+v", got)
			}
			counts, err := h.CountByState(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			verified(t, h, int64(counts[dispatch.Held]))
			if got := h.integrityCheck(t); got != "ok" {
				t.Error("integrity_check:", got)
			}
		})
	}
}

func TestHomeThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for name, existing := range map[string]bool{"a home": true, "an empty folder": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, vault := smallDisk(t, "4m"), crypto.NewVault(rand.Reader)
			if existing {
				s, err := store.Open(t.Context(), options(dir, vault))
				if err != nil || s.Close() != nil {
					t.Fatal(err)
				}
			}
			mount(t, "-o", "remount,ro", dir)
			_, err := store.Open(t.Context(), options(dir, vault))
			wantError{dispatch.KindStorage, "home_read_only"}.check(t, err)
		})
	}
}

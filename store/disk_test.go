package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store"
)

const smallDiskSize = "4m"

// smallDisk mounts a disk of a few megabytes; it reports false where the system does not let it.
func smallDisk(t *testing.T) (dir string, mounted bool) {
	t.Helper()
	dir = t.TempDir()
	mounted = mount("-t", "tmpfs", "-o", "size="+smallDiskSize+",mode=0700", "tmpfs", dir)
	if mounted {
		t.Cleanup(func() {
			if err := exec.CommandContext(context.Background(), "umount", "-l", dir).Run(); err != nil {
				t.Error("umount:", err)
			}
		})
	}
	return dir, mounted
}

func mount(args ...string) bool {
	return exec.CommandContext(context.Background(), "mount", args...).Run() == nil
}

// fullSoon is a home that soon meets the end of its disk: a real one, or limits that answer alike.
func fullSoon(t *testing.T) home {
	t.Helper()
	vault := crypto.NewVault(rand.Reader)
	dir, mounted := smallDisk(t)
	if mounted {
		return openHome(t, dir, vault)
	}
	s, err := store.Open(t.Context(), options(dir, fullSealer{vault}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := store.LimitPages(t.Context(), s, 200); err != nil {
		t.Fatal(err)
	}
	return home{s, dir, vault}
}

// fullSealer finds the disk full when a document is written.
type fullSealer struct{ *crypto.Vault }

func (fullSealer) SealStream(string, io.Writer) (io.WriteCloser, error) { return fullDisk{}, nil }

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "/home", Err: syscall.ENOSPC}
}
func (fullDisk) Close() error { return nil }

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
			h := fullSoon(t)
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
			wantError{}.check(t, h.Check(t.Context()))
		})
	}
}

// readOnly gives a folder that cannot be written: dir itself, or for root, whom no mode stops and who
// may not always mount, one that the kernel keeps.
func readOnly(t *testing.T, dir string) string {
	t.Helper()
	switch {
	case mount("-o", "remount,ro", dir):
		return dir
	case os.Geteuid() == 0:
		return "/sys"
	}
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) }) //nolint:gosec // so that it can be removed
	return dir
}

func TestHomeThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for name, existing := range map[string]bool{"a home": true, "an empty folder": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vault := crypto.NewVault(rand.Reader)
			dir, _ := smallDisk(t)
			if existing {
				s, err := store.Open(t.Context(), options(dir, vault))
				if err != nil || s.Close() != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(dir+"/souspli.db", 0o400); err != nil {
					t.Fatal(err)
				}
			}
			_, err := store.Open(t.Context(), options(readOnly(t, dir), vault))
			wantError{dispatch.KindStorage, "home_read_only"}.check(t, err)
		})
	}
}

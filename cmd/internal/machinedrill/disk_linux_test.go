package machinedrill_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// smallDisk mounts a disk of its own for a home. Where that is not allowed, the home stands on the disk that there is,
// and what is tried is only that it works: it needs root, as in CI.
func smallDisk(t *testing.T) (dir string, mounted bool) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "home")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	mounted = exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", dir).Run() == nil
	if !mounted {
		t.Log("no disk can be mounted here: the disk never fills")
		return dir, false
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir, true
}

// ballast fills the disk of a home but for some bytes.
func (h *home) ballast(left int64) (drop func()) {
	h.Helper()
	var disk syscall.Statfs_t
	if err := syscall.Statfs(h.dir, &disk); err != nil {
		h.Fatal(err)
	}
	size := int64(disk.Bavail)*disk.Bsize - left //nolint:gosec // a few megabytes
	path := filepath.Join(h.dir, "ballast")
	file, err := os.Create(path)
	if err == nil {
		err = syscall.Fallocate(int(file.Fd()), 0, 0, size) //nolint:gosec // a descriptor
	}
	if err != nil || file.Close() != nil {
		h.Fatal(err)
	}
	return func() { _ = os.Remove(path) }
}

// The disk is full at one write after the other of a sending. Space comes back, and all is as the log says.
func TestADiskThatFills(t *testing.T) {
	t.Parallel()
	dir, mounted := smallDisk(t)
	h := newHome(t, dir)
	const step, most = 24 << 10, 408 << 10
	stopped, sentences := 0, map[string]bool{}
	for left := int64(0); left <= most; left += step {
		name := fmt.Sprintf("letter %d", left)
		path, content := h.letter(name)
		drop := func() {}
		if mounted {
			drop = h.ballast(left)
		}
		a := h.whileFull(path, content, drop)
		if a.code != 0 {
			stopped++
			h.open("outbox", "run")
		}
		if strings.Contains(a.stdout, `{"error":`) {
			sentences[a.stdout] = true
		}
		switch d := h.agree(name, content); {
		case d == nil && a.code == 0:
			t.Errorf("%s: pli was content, and the log knows nothing", name)
		case d != nil && d.State != dispatch.Accepted && (d.State != dispatch.Queued || d.AwaitsPerson):
			t.Errorf("%s: %s after there was space again: %+v", name, d.State, d.Attempts)
		}
	}
	h.sound()
	if mounted && stopped == 0 {
		t.Error("the disk was never full")
	}
	for sentence := range sentences {
		if !strings.Contains(sentence, "disk is full") {
			t.Errorf("a full disk is told by %q", sentence)
		}
	}
}

// whileFull sends on a full disk. There is space again once the server holds the document, or after a while.
func (h *home) whileFull(path string, content []byte, drop func()) answer {
	h.Helper()
	cmd, end := h.command(h.Context(), h.sending(path)...)
	if err := cmd.Start(); err != nil {
		h.Fatal(err)
	}
	ended := make(chan answer, 1)
	go func() { ended <- end() }()
	look, patience := time.NewTicker(50*time.Millisecond), time.After(4*time.Second)
	defer look.Stop()
	for {
		select {
		case a := <-ended:
			drop()
			return a
		case <-look.C:
			if h.held(content) == 0 {
				continue
			}
		case <-patience:
		}
		drop()
		return <-ended
	}
}

// A home that may only be read keeps everything, sends nothing, and says why.
func TestAHomeThatMayOnlyBeRead(t *testing.T) {
	t.Parallel()
	dir, mounted := smallDisk(t)
	h := newHome(t, dir)
	before, first := h.letter("before")
	h.must(h.sending(before)...)
	path, content := h.letter("while")
	if mounted {
		remount(t, dir, "ro")
		a := h.run(h.sending(path)...)
		if a.code == 0 || !strings.Contains(a.stderr+a.stdout, "cannot write") {
			t.Errorf("exit %d: %s%s", a.code, a.stdout, a.stderr)
		}
		remount(t, dir, "rw")
		h.agree("while", content)
	}
	h.must(h.sending(path)...)
	h.agree("while", content)
	h.agree("before", first)
	h.sound()
}

func remount(t *testing.T, dir, how string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "mount", "-o", "remount,"+how, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

package machinedrill_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"

	"github.com/souspli/souspli/dispatch"
)

// How long a slow disk takes: a share of a busy office, over a bad line.
const (
	slowRead, slowWrite = 2 * time.Millisecond, 4 * time.Millisecond
	slowSync            = 200 * time.Millisecond
)

// disk is what the files of a file system of ours have in common.
type disk struct {
	dir     string
	mounted bool
	slow    atomic.Bool
	syncs   atomic.Int64 // while it was slow
}

// takes waits for as long as something takes while the disk is slow.
func (d *disk) takes(long time.Duration) {
	if d.slow.Load() {
		<-time.After(long)
	}
}

// mountDisk mounts a file system of ours, which keeps its files in another folder. Where that is not allowed, the disk
// is one that is never slow: it needs /dev/fuse, and root or fusermount, as in CI.
func mountDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{dir: t.TempDir()}
	root, err := fs.NewLoopbackRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	server, err := fs.Mount(d.dir, &slowNode{root.(*fs.LoopbackNode), d}, &fs.Options{
		MountOptions: fuse.MountOptions{DirectMount: true, FsName: "slow", Name: "slow"},
	})
	if err != nil {
		t.Logf("no file system can be mounted here, the disk is never slow: %v", err)
		return d
	}
	d.mounted = true
	t.Cleanup(func() {
		if server.Unmount() != nil {
			_ = syscall.Unmount(d.dir, syscall.MNT_DETACH)
		}
	})
	return d
}

type slowNode struct {
	*fs.LoopbackNode
	disk *disk
}

func (n *slowNode) WrapChild(_ context.Context, child fs.InodeEmbedder) fs.InodeEmbedder {
	return &slowNode{child.(*fs.LoopbackNode), n.disk}
}

func (n *slowNode) Open(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	file, how, errno := n.LoopbackNode.Open(ctx, flags)
	return n.slow(file), how, errno
}

func (n *slowNode) Create(ctx context.Context, name string, flags, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	inode, file, how, errno := n.LoopbackNode.Create(ctx, name, flags, mode, out)
	return inode, n.slow(file), how, errno
}

func (n *slowNode) slow(file fs.FileHandle) fs.FileHandle {
	if loopback, ok := file.(*fs.LoopbackFile); ok {
		return &slowFile{loopback, n.disk}
	}
	return file
}

type slowFile struct {
	*fs.LoopbackFile
	disk *disk
}

// PassthroughFd keeps the kernel from going past us.
func (f *slowFile) PassthroughFd() (int, bool) { return 0, false }

func (f *slowFile) Read(ctx context.Context, to []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	f.disk.takes(slowRead)
	return f.LoopbackFile.Read(ctx, to, at)
}

func (f *slowFile) Write(ctx context.Context, data []byte, at int64) (uint32, syscall.Errno) {
	f.disk.takes(slowWrite)
	return f.LoopbackFile.Write(ctx, data, at)
}

func (f *slowFile) Fsync(ctx context.Context, flags uint32) syscall.Errno {
	if f.disk.slow.Load() {
		f.disk.syncs.Add(1)
	}
	f.disk.takes(slowSync)
	return f.LoopbackFile.Fsync(ctx, flags)
}

// A home stands on a disk that is slow from the first sending on. Three programs send from it at once, and another is
// killed in the middle of a sending: everything arrives once, nothing is called unknown that was not killed, and the
// log proves.
func TestAHomeOnASlowDisk(t *testing.T) {
	t.Parallel()
	d := mountDisk(t)
	h := newHome(t, filepath.Join(d.dir, "home"))
	d.slow.Store(true)
	var sending sync.WaitGroup
	letters := map[string][]byte{}
	for _, name := range []string{"one", "two", "three"} {
		path, content := h.letter(name)
		letters[name] = content
		cmd, end := h.command(t.Context(), h.sending(path)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		sending.Go(func() {
			if a := end(); a.code != 0 {
				t.Errorf("%s: exit %d: %s%s", name, a.code, a.stdout, a.stderr)
			}
		})
	}
	sending.Wait()
	for name, content := range letters {
		if d := h.agree(name, content); d == nil || d.State != dispatch.Accepted || len(d.Attempts) != 1 {
			t.Errorf("%s stands as %+v", name, d)
		}
	}
	path, content := h.large("killed", 400_000)
	g, through := behindGate(t, h.url, 100_000)
	h.leadThrough(through)
	killed, end := h.command(t.Context(), h.sending(path)...)
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	<-g.reached
	signal(t, killed, os.Kill.(syscall.Signal)) //nolint:forcetypeassert // what it is on Linux
	close(g.open)
	end()
	h.run(h.opened("outbox", "run")...)
	d.slow.Store(false)
	h.agree("killed", content)
	h.sound()
	if n := d.syncs.Load(); d.mounted && n < 20 {
		t.Errorf("the slow disk was asked %d times to keep what was written", n)
	}
}

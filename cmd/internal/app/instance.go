package app

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/souspli/souspli/dispatch"
)

// Bounds of what a program hands to the window that is already open.
const (
	maxHandedFiles = 500
	maxHandedPath  = 4096    // bytes
	maxHanded      = 1 << 20 // bytes of a whole message
	handPatience   = 5 * time.Second
)

// Instance is the one window of a home. Others hand it their files over a socket in a folder that only this person
// reads: there is no port, and nothing but the paths of files is taken.
type Instance struct {
	lock     *os.File
	listener *net.UnixListener
	take     func(files []string)
	serving  sync.WaitGroup
}

// handed is a message: what is to be opened. An empty one only asks for the window to be seen.
type handed struct {
	Files []string `json:"files"`
}

// handedAnswer says that a message was taken.
const handedAnswer = "ok\n"

// OnlyInstance makes this program the one window of the home of c, which take hands files to from then on, from any
// goroutine. When another program is that window, it takes the files instead, and the instance is nil.
func OnlyInstance(c Config, files []string, take func(files []string)) (*Instance, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	folder, err := runtimeFolder()
	if err != nil {
		return nil, homeError("home_unwritable", err)
	}
	path := filepath.Join(folder, instanceName(c.Home))
	lock, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, privateFile)
	if err != nil {
		return nil, homeError("home_unwritable", err)
	}
	if lockFile(lock) != nil {
		_ = lock.Close()
		return nil, handOver(path+".sock", files)
	}
	i, err := listenInstance(path+".sock", take)
	if err != nil {
		_ = lock.Close()
		return nil, homeError("home_unwritable", err)
	}
	i.lock = lock
	return i, nil
}

// instanceName tells homes apart without naming them: a socket's path is short.
func instanceName(home string) string {
	sum := sha256.Sum256([]byte(resolved(home)))
	return hex.EncodeToString(sum[:8])
}

// resolved follows the links of a path as far as there is something: a home has one name before it is made and after.
func resolved(path string) string {
	if whole, err := filepath.EvalSymlinks(path); err == nil {
		return whole
	}
	parent := filepath.Dir(path)
	if parent == path {
		return path
	}
	return filepath.Join(resolved(parent), filepath.Base(path))
}

// listenInstance replaces a socket that a program left: whoever holds the lock is the only one that may be there.
func listenInstance(path string, take func([]string)) (*Instance, error) {
	_ = os.Remove(path)
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, withoutAddress(err)
	}
	_ = os.Chmod(path, privateFile) // the folder keeps others out already
	i := &Instance{listener: listener, take: take}
	i.serving.Go(i.serve)
	return i, nil
}

// withoutAddress keeps an error's cause without the socket's path.
func withoutAddress(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	return err
}

func (i *Instance) serve() {
	for {
		peer, err := i.listener.AcceptUnix()
		if err != nil {
			return // closed
		}
		i.serving.Go(func() { i.answer(peer) })
	}
}

// answer takes what another program of the same person hands over; anything else is left without an answer.
func (i *Instance) answer(peer *net.UnixConn) {
	defer func() { _ = peer.Close() }()
	_ = peer.SetDeadline(time.Now().Add(handPatience))
	if !samePerson(peer) {
		return
	}
	message, err := readHanded(peer)
	if err != nil {
		return
	}
	i.take(message.Files)
	_, _ = io.WriteString(peer, handedAnswer)
}

// readHanded reads one line, and refuses what is not a list of whole paths.
func readHanded(r io.Reader) (message handed, err error) {
	line, err := bufio.NewReader(io.LimitReader(r, maxHanded)).ReadBytes('\n')
	if err != nil {
		return handed{}, err
	}
	if err := json.Unmarshal(line, &message); err != nil {
		return handed{}, err
	}
	return message, checkHanded(message.Files)
}

func checkHanded(files []string) error {
	refused := &dispatch.Error{Op: "instance", Kind: dispatch.KindInvalid, Code: "window_files", Field: "files"}
	if len(files) > maxHandedFiles {
		return refused
	}
	for _, path := range files {
		if len(path) > maxHandedPath || !filepath.IsAbs(path) || !utf8.ValidString(path) || filepath.Clean(path) != path || hasNull(path) {
			return refused
		}
	}
	return nil
}

func hasNull(path string) bool {
	for _, b := range []byte(path) {
		if b == 0 {
			return true
		}
	}
	return false
}

// handOver gives files to the window that is open, and waits until it took them.
func handOver(path string, files []string) error {
	message := handed{Files: make([]string, 0, len(files))}
	for _, file := range files {
		absolute, err := filepath.Abs(file)
		if err != nil {
			return &dispatch.Error{Op: "instance", Kind: dispatch.KindStorage, Code: "window_files", Err: withoutPath(err)}
		}
		message.Files = append(message.Files, absolute)
	}
	if err := checkHanded(message.Files); err != nil {
		return err
	}
	busy := &dispatch.Error{Op: "instance", Kind: dispatch.KindConflict, Code: "window_busy"}
	ctx, cancel := context.WithTimeout(context.Background(), handPatience)
	defer cancel()
	peer, err := dialPatiently(ctx, path)
	if err != nil {
		return busy
	}
	defer func() { _ = peer.Close() }()
	_ = peer.SetDeadline(time.Now().Add(handPatience))
	if err := json.NewEncoder(peer).Encode(message); err != nil {
		return busy
	}
	answer, err := bufio.NewReader(io.LimitReader(peer, int64(len(handedAnswer)))).ReadString('\n')
	if err != nil || answer != handedAnswer {
		return busy
	}
	return nil
}

// dialPatiently goes on trying: a window that has just taken the lock listens a moment later.
func dialPatiently(ctx context.Context, path string) (net.Conn, error) {
	var dialer net.Dialer
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		peer, err := dialer.DialContext(ctx, "unix", path)
		if err == nil {
			return peer, nil
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-again.C:
		}
	}
}

// Close lets another program become the window. Closing nil is harmless.
func (i *Instance) Close() error {
	if i == nil {
		return nil
	}
	err := i.listener.Close() // removes the socket
	i.serving.Wait()
	return errors.Join(withoutAddress(err), i.lock.Close())
}

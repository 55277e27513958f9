package sftp

import (
	"context"
	"net"
	"sync/atomic"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

const (
	dialPatience = 15 * time.Second
	packet       = 32 << 10 // bytes of a write, which every server takes
	underWay     = 64       // writes that may wait for their answer

	extensionFlush  = "fsync@openssh.com"
	extensionRename = "posix-rename@openssh.com"
)

// Window is how many bytes of a document may be under way, and have to go again after a cut.
const Window = packet * underWay

// stride is how many bytes must move for patience to begin anew: with a patience of a minute, the slowest line that
// is waited for carries 17 bytes a second. Any less could be a server that holds us by one byte now and then.
const stride = 1 << 10

// line is a connection that ends when too little has moved on it for as long as patience lasts.
type line struct {
	net.Conn
	patience time.Duration
	timer    *time.Timer
	still    atomic.Bool
	carried  atomic.Int64 // bytes, either way, since patience began
	lost     atomic.Bool  // the other side's end, or the network's, came while we listened
}

func newLine(conn net.Conn, patience time.Duration) *line {
	l := &line{Conn: conn, patience: patience}
	l.timer = time.AfterFunc(patience, func() {
		l.still.Store(true)
		_ = conn.Close()
	})
	return l
}

func (l *line) stalled() bool { return l.still.Load() }

// Read counts what came.
func (l *line) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if err != nil {
		l.lost.Store(true)
	}
	return l.moved(n), err
}

// Write counts what left.
func (l *line) Write(p []byte) (int, error) {
	n, err := l.Conn.Write(p)
	return l.moved(n), err
}

// moved starts patience anew with every stride.
func (l *line) moved(n int) int {
	if l.carried.Add(int64(n)) >= stride && !l.stalled() {
		l.carried.Store(0)
		l.timer.Reset(l.patience)
	}
	return n
}

// Close ends the connection.
func (l *line) Close() error {
	l.timer.Stop()
	return l.Conn.Close()
}

// session is a connection that signed in and speaks SFTP. It ends with its context, because the library's
// calls know none.
type session struct {
	*sftp.Client
	line *line
	ssh  *ssh.Client
	undo func() bool
}

// connect signs in to the server whose key is pinned.
func (c *Channel) connect(ctx context.Context) (*session, error) {
	shown := ""
	for _, family := range c.pin.families {
		w := &witness{pin: c.pin}
		s, err := c.shake(ctx, family, w)
		switch {
		case err == nil:
			return s, nil
		case w.shown != "" && w.shown != c.pin.fingerprint:
			if shown == "" {
				shown = w.shown
			}
			if c.pin.fingerprint == "" {
				return nil, distrusted(c.pin, shown)
			}
		case noCommonKey(err):
		default:
			return nil, c.unreached(ctx, err)
		}
	}
	return nil, distrusted(c.pin, shown)
}

// shake makes one connection with the keys of one family, and opens SFTP on it.
func (c *Channel) shake(ctx context.Context, family []string, w *witness) (*session, error) {
	conn, err := (&net.Dialer{Timeout: dialPatience}).DialContext(ctx, "tcp", c.place.address)
	if err != nil {
		return nil, err
	}
	s := &session{line: newLine(failpoint.Conn(conn), c.patience)}
	s.undo = context.AfterFunc(ctx, func() { _ = s.line.Close() })
	config := &ssh.ClientConfig{
		User: c.user, Auth: c.auth, HostKeyCallback: w.judge, HostKeyAlgorithms: family, ClientVersion: "SSH-2.0-Souspli",
	}
	pipe, channels, requests, err := ssh.NewClientConn(s.line, c.place.address, config)
	if err != nil {
		defer s.close()
		if s.line.stalled() {
			return nil, s.cutOff(ctx, "sftp.connect")
		}
		return nil, err
	}
	s.ssh = ssh.NewClient(pipe, channels, requests)
	s.Client, err = sftp.NewClient(s.ssh, sftp.MaxPacket(packet), sftp.MaxConcurrentRequestsPerFile(underWay), sftp.UseConcurrentWrites(true))
	if err != nil {
		defer s.close()
		// A server that serves no SFTP says so on a line that stays.
		if s.line.lost.Load() || s.line.stalled() || ctx.Err() != nil {
			return nil, s.cutOff(ctx, "sftp.connect")
		}
		return nil, &dispatch.Error{Op: "sftp.connect", Kind: dispatch.KindRejected, Code: "sftp_not_sftp"}
	}
	return s, nil
}

// unreached is why there is no session.
func (c *Channel) unreached(ctx context.Context, err error) error {
	e := &dispatch.Error{Op: "sftp.connect", Kind: dispatch.KindUnreachable, Code: "portal_unreachable", Retry: true}
	switch told, ours := err.(*dispatch.Error); { //nolint:errorlint // made above
	case ours:
		return told
	case ctx.Err() != nil:
		e.Code, e.Err = "portal_interrupted", ctx.Err()
	case refusedLogin(err):
		e.Kind, e.Code, e.Retry = dispatch.KindCredentials, "portal_auth_failed", false
	}
	return e
}

// close ends the session. The line goes first: a server that does not answer must not hold us.
func (s *session) close() {
	s.undo()
	_ = s.line.Close()
	if s.Client != nil {
		_ = s.Close()
	}
	if s.ssh != nil {
		_ = s.ssh.Close()
	}
}

// has reports whether the server has an extension.
func (s *session) has(extension string) bool {
	_, ok := s.HasExtension(extension)
	return ok
}

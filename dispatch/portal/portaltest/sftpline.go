package portaltest

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/souspli/souspli/dispatch"
)

// What a request or an answer of SFTP is (draft-ietf-secsh-filexfer-02, 3).
const (
	sftpVersion  = 2
	sftpWrite    = 6
	sftpMkdir    = 14
	sftpRename   = 18
	sftpStatus   = 101
	sftpExtended = 200
)

// SFTP is OpenSSH's own sftp-server behind an SSH server of ours, whose line can be cut at any byte of a
// document and whose answers can be changed.
type SFTP struct {
	Address  string // host:port
	Password string
	HostKey  string // the server's, as OpenSSH writes it
	Dir      string // where its files are

	t         testing.TB
	listener  net.Listener
	mu        sync.Mutex
	allowed   int64 // bytes of documents that may still pass; negative: all
	uploaded  int64
	loseReply bool
	fault     SFTPFault
	lines     map[net.Conn]bool
	closed    bool
	running   sync.WaitGroup
}

// SFTPFault is what a line does wrong from the beginning.
type SFTPFault int

// The faults of a line.
const (
	SFTPFaultless SFTPFault = iota
	SFTPFlood               // answers the first request with a packet without end
	SFTPBabble              // answers the renaming with nonsense
	SFTPRefuse              // refuses to make a folder
	SFTPSilent              // answers nothing any more
)

// StartSFTP starts the server. It asks for the password of User.
func StartSFTP(t testing.TB, fault SFTPFault) *SFTP {
	t.Helper()
	requireSSH(t)
	secret, line := newSSHKey(t)
	s := &SFTP{
		Password: string(dispatch.NewID(rand.Reader)), HostKey: line, Dir: t.TempDir(), t: t,
		allowed: -1, fault: fault, lines: map[net.Conn]bool{},
	}
	signer, err := ssh.ParsePrivateKey(secret)
	requireNoError(t, err)
	config := &ssh.ServerConfig{PasswordCallback: s.password}
	config.AddHostKey(signer)
	s.listener, err = (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	requireNoError(t, err)
	s.Address = s.listener.Addr().String()
	s.running.Go(func() { s.accept(config) })
	t.Cleanup(s.Close)
	return s
}

// Close ends the server with all its lines.
func (s *SFTP) Close() {
	s.mu.Lock()
	s.closed = true
	_ = s.listener.Close()
	for conn := range s.lines {
		_ = conn.Close()
	}
	s.mu.Unlock()
	s.running.Wait()
}

// URL is the address of the server's folder for an account.
func (s *SFTP) URL() string { return "sftp://" + s.Address + s.Dir }

// CutAfter cuts the line once so many more bytes of documents have reached the server.
func (s *SFTP) CutAfter(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.allowed = n
}

// LoseReply cuts the line instead of the next answer to the renaming that makes a deposit count.
func (s *SFTP) LoseReply() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.loseReply = true
}

// Uploaded is how many bytes of documents have reached the server.
func (s *SFTP) Uploaded() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.uploaded
}

func (s *SFTP) password(_ ssh.ConnMetadata, given []byte) (*ssh.Permissions, error) {
	if string(given) != s.Password {
		return nil, os.ErrPermission
	}
	return &ssh.Permissions{}, nil
}

func (s *SFTP) accept(config *ssh.ServerConfig) {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.lines[conn] = true
		over := s.closed
		s.mu.Unlock()
		if over {
			_ = conn.Close()
			return
		}
		s.running.Go(func() { s.serve(conn, config) })
	}
}

func (s *SFTP) serve(conn net.Conn, config *ssh.ServerConfig) {
	defer conn.Close()
	_, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for wanted := range channels {
		channel, asked, err := wanted.Accept()
		if err != nil {
			return
		}
		s.running.Go(func() {
			for request := range asked {
				known := request.Type == "subsystem"
				_ = request.Reply(known, nil)
				if known {
					s.running.Go(func() { s.relay(conn, channel) })
				}
			}
		})
	}
}

// relay passes requests to OpenSSH's server and answers back, one by one.
func (s *SFTP) relay(conn net.Conn, channel ssh.Channel) {
	defer conn.Close()
	command := exec.Command(sftpServerProgram, "-d", s.Dir) //nolint:gosec,noctx // ends with its input
	in, err := command.StdinPipe()
	if err != nil {
		return
	}
	out, err := command.StdoutPipe()
	if err != nil || command.Start() != nil {
		return
	}
	l := &sftpLine{s: s, conn: conn, commits: map[uint32]bool{}, mkdirs: map[uint32]bool{}}
	var answers sync.WaitGroup
	answers.Go(func() { _ = l.answers(out, channel) })
	_ = l.requests(channel, in)
	_ = in.Close() // what it was given before, it carries out
	answers.Wait()
	_ = command.Wait()
}

// sftpLine is one line, and which of its requests make a deposit count.
type sftpLine struct {
	s    *SFTP
	conn net.Conn

	mu      sync.Mutex
	commits map[uint32]bool
	mkdirs  map[uint32]bool
}

func readPacket(r io.Reader) ([]byte, error) {
	var length [4]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	packet := make([]byte, binary.BigEndian.Uint32(length[:]))
	_, err := io.ReadFull(r, packet)
	return packet, err
}

func writePacket(w io.Writer, packet []byte) error {
	_, err := w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(packet))), packet...)) //nolint:gosec // a packet
	return err
}

// requests passes requests on until the line is cut.
func (l *sftpLine) requests(from io.Reader, to io.Writer) error {
	for {
		packet, err := readPacket(from)
		if err != nil {
			return err
		}
		l.note(packet)
		packet, last := l.s.pass(packet)
		if packet != nil {
			if err := writePacket(to, packet); err != nil {
				return err
			}
		}
		if last {
			return l.conn.Close()
		}
	}
}

// note remembers which request commits, and which makes a folder.
func (l *sftpLine) note(packet []byte) {
	if len(packet) < 5 {
		return
	}
	id, text := binary.BigEndian.Uint32(packet[1:5]), string(packet[5:])
	l.mu.Lock()
	defer l.mu.Unlock()
	renames := packet[0] == sftpRename || packet[0] == sftpExtended && strings.Contains(text, "posix-rename")
	l.commits[id] = renames && !strings.Contains(text, ".void") && strings.Count(text, ".part") == 1
	l.mkdirs[id] = packet[0] == sftpMkdir
}

// pass is what of a request reaches the server, and whether the line ends with it. The manifest is no part
// of a document.
func (s *SFTP) pass(packet []byte) (passed []byte, last bool) {
	if packet[0] != sftpWrite || len(packet) < 21 {
		return packet, false
	}
	head := 5 + 4 + int(binary.BigEndian.Uint32(packet[5:9])) + 8
	data := packet[head+4:]
	if isManifest(data) {
		return packet, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.allowed < 0 || int64(len(data)) <= s.allowed {
		if s.allowed >= 0 {
			s.allowed -= int64(len(data))
		}
		s.uploaded += int64(len(data))
		return packet, false
	}
	n := s.allowed
	s.allowed, s.uploaded = -1, s.uploaded+n
	if n == 0 {
		return nil, true
	}
	cut := append(append([]byte{}, packet[:head]...), binary.BigEndian.AppendUint32(nil, uint32(n))...) //nolint:gosec // less than a packet
	return append(cut, data[:n]...), true
}

// isManifest knows a manifest from a document by its first line.
func isManifest(data []byte) bool {
	return len(data) > 66 && string(data[64:66]) == "  " && strings.HasSuffix(string(data), "\n") && len(data) < 1<<12
}

// answers passes answers back.
func (l *sftpLine) answers(from io.Reader, to io.Writer) error {
	for {
		packet, err := readPacket(from)
		if err != nil {
			return err
		}
		switch packet = l.changed(packet); {
		case packet == nil:
			return l.conn.Close()
		case len(packet) == 0:
			continue
		}
		if err := writePacket(to, packet); err != nil {
			return err
		}
	}
}

// changed is an answer as the fault has it: nil cuts the line, an empty one is never given.
func (l *sftpLine) changed(packet []byte) []byte {
	if packet[0] == sftpVersion || len(packet) < 9 {
		return packet
	}
	id := binary.BigEndian.Uint32(packet[1:5])
	l.mu.Lock()
	commits, mkdir := l.commits[id], l.mkdirs[id]
	l.mu.Unlock()
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	switch {
	case commits && l.s.loseReply:
		l.s.loseReply = false
		return nil
	case commits && l.s.fault == SFTPBabble:
		return []byte("babble")
	case l.s.fault == SFTPFlood:
		return make([]byte, 1<<20)
	case l.s.fault == SFTPSilent:
		return []byte{}
	case mkdir && l.s.fault == SFTPRefuse:
		return append([]byte{sftpStatus}, append(binary.BigEndian.AppendUint32(nil, id), refusal...)...)
	}
	return packet
}

// refusal is the status 3, permission denied, with empty words.
var refusal = []byte{0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0}

// Names lists every name below the server's folder.
func (s *SFTP) Names() []string {
	var names []string
	_ = filepath.WalkDir(s.Dir, func(path string, _ os.DirEntry, err error) error {
		if relative, bad := filepath.Rel(s.Dir, path); err == nil && bad == nil && relative != "." {
			names = append(names, relative)
		}
		return err
	})
	return names
}

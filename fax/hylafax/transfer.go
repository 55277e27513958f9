package hylafax

import (
	"context"
	"io"
	"net"
	"strings"
)

// listingPatience is how many answers' time a whole listing may take.
const listingPatience = 4

// transfer opens a data connection for verb and runs move on it. The answer of the server's end of the
// transfer is read unless move fails.
func (s *session) transfer(ctx context.Context, verb string, move func(net.Conn, reply) error) error {
	conn, err := s.data(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	opening, err := s.command(150, verb)
	if err != nil {
		return err
	}
	if err := move(conn, opening); err != nil {
		return err
	}
	_, err = s.expect(226, verb)
	return err
}

// data opens the connection that the next transfer uses.
func (s *session) data(ctx context.Context) (net.Conn, error) {
	verb, want := "PASV", 227
	if s.server.Is6() {
		verb, want = "EPSV", 229
	}
	answer, err := s.command(want, verb)
	if err != nil {
		return nil, err
	}
	target, err := passiveTarget(answer, s.server)
	if err != nil {
		return nil, err
	}
	return connect(ctx, target.String(), s.timeout)
}

// list reads the listing of a directory, at most limit bytes.
func (s *session) list(ctx context.Context, directory string, limit int64) ([]byte, error) {
	if _, err := s.command(250, "CWD", directory); err != nil {
		return nil, err
	}
	var listing []byte
	err := s.transfer(ctx, "LIST", func(conn net.Conn, _ reply) (err error) {
		defer closeAfter(conn, listingPatience*s.timeout)()
		listing, err = io.ReadAll(io.LimitReader(conn, limit+1))
		if err == nil && int64(len(listing)) > limit {
			err = errTooLong
		}
		return err
	})
	return listing, err
}

// store uploads source under a name of the server's choice, which it returns.
func (s *session) store(ctx context.Context, source io.Reader) (name string, err error) {
	err = s.transfer(ctx, "STOT", func(conn net.Conn, opening reply) (err error) {
		if name, err = storedName(opening); err != nil {
			return err
		}
		if _, err = io.Copy(conn, source); err != nil {
			return err
		}
		return conn.Close()
	})
	return name, err
}

// storedName reads the name in 150 FILE: /tmp/doc3.pdf (Opening new data connection).
func storedName(answer reply) (string, error) {
	rest, ok := strings.CutPrefix(answer.text, "FILE: ")
	name, _, _ := strings.Cut(rest, " ")
	if !ok || !strings.HasPrefix(name, "/") || !sayable(name) {
		return "", errAnswer
	}
	return name, nil
}

package webservice

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"strings"
)

// Body is what a request carries.
type Body struct {
	Type string // media type
	Size int64  // bytes that Open's reader gives
	Open func(ctx context.Context) (io.ReadCloser, error)
	// Progress is told how many bytes have left so far; it may be nil.
	Progress func(done int64)
}

// Text is a short body.
func Text(mediaType, content string) Body { return Compose(mediaType, Literal(content)) }

// Piece is a part of a body.
type Piece struct {
	size int64
	open func(ctx context.Context) (io.ReadCloser, error)
}

// Literal is text as it stands.
func Literal(text string) Piece {
	return Piece{int64(len(text)), func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(text)), nil
	}}
}

// Stream is size bytes as open gives them.
func Stream(size int64, open func(ctx context.Context) (io.ReadCloser, error)) Piece {
	return Piece{size, open}
}

// Base64 is size bytes as open gives them, in standard base64 on one line.
func Base64(size int64, open func(ctx context.Context) (io.ReadCloser, error)) Piece {
	return Piece{int64(base64.StdEncoding.EncodedLen(int(size))), func(ctx context.Context) (io.ReadCloser, error) {
		source, err := open(ctx)
		if err != nil {
			return nil, err
		}
		return &encoding{source: source}, nil
	}}
}

// Compose is pieces one after the other, in constant memory.
func Compose(mediaType string, pieces ...Piece) Body {
	var size int64
	for _, piece := range pieces {
		size += piece.size
	}
	return Body{Type: mediaType, Size: size, Open: func(ctx context.Context) (io.ReadCloser, error) {
		return &sequence{ctx: ctx, rest: pieces}, nil
	}}
}

// sequence reads pieces, opening each when the one before has ended.
type sequence struct {
	ctx     context.Context //nolint:containedctx // of the one exchange that reads it
	rest    []Piece
	current io.ReadCloser
}

// Read implements io.Reader.
func (s *sequence) Read(p []byte) (int, error) {
	for {
		if s.current == nil {
			if len(s.rest) == 0 {
				return 0, io.EOF
			}
			opened, err := s.rest[0].open(s.ctx)
			if err != nil {
				return 0, err
			}
			s.current, s.rest = opened, s.rest[1:]
		}
		n, err := s.current.Read(p)
		if errors.Is(err, io.EOF) {
			err = s.Close()
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// Close closes the piece that is being read.
func (s *sequence) Close() error {
	if s.current == nil {
		return nil
	}
	closing := s.current
	s.current = nil
	return closing.Close()
}

// encodedChunk is how many bytes are encoded at a time: whole groups of three.
const encodedChunk = 3 << 12

// encoding reads its source as base64.
type encoding struct {
	source io.ReadCloser
	plain  [encodedChunk]byte
	buffer []byte // of what is encoded
	coded  []byte // the part of it not yet given
	err    error
}

// Read implements io.Reader.
func (e *encoding) Read(p []byte) (int, error) {
	if len(e.coded) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		e.fill()
	}
	n := copy(p, e.coded)
	e.coded = e.coded[n:]
	if len(e.coded) == 0 && n == 0 {
		return 0, e.err
	}
	return n, nil
}

func (e *encoding) fill() {
	n, err := io.ReadFull(e.source, e.plain[:])
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.err = io.EOF
	case err != nil:
		e.err = err
		return // a document that broke off must not look whole
	}
	e.buffer = base64.StdEncoding.AppendEncode(e.buffer[:0], e.plain[:n])
	e.coded = e.buffer
}

// Close implements io.Closer.
func (e *encoding) Close() error { return e.source.Close() }

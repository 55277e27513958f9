package email

import (
	"bytes"
	"io"
)

// crlfWriter ends lines as mail does: a bare LF becomes CRLF.
type crlfWriter struct {
	w    io.Writer
	last byte
	buf  []byte
}

// Write passes p on with its line ends mended.
func (c *crlfWriter) Write(p []byte) (int, error) {
	c.buf = c.buf[:0]
	for _, b := range p {
		if b == '\n' && c.last != '\r' {
			c.buf = append(c.buf, '\r')
		}
		c.buf = append(c.buf, b)
		c.last = b
	}
	if _, err := c.w.Write(c.buf); err != nil {
		return 0, err
	}
	return len(p), nil
}

const base64Line = 76 // RFC 2045, 6.8

// lineBreaker breaks base64 into lines.
type lineBreaker struct {
	w      io.Writer
	column int
	buf    bytes.Buffer
}

// Write passes p on in lines of 76 characters.
func (l *lineBreaker) Write(p []byte) (int, error) {
	l.buf.Reset()
	for rest := p; len(rest) > 0; {
		n := min(base64Line-l.column, len(rest))
		l.buf.Write(rest[:n])
		rest, l.column = rest[n:], l.column+n
		if l.column == base64Line {
			l.buf.WriteString("\r\n")
			l.column = 0
		}
	}
	if _, err := l.w.Write(l.buf.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

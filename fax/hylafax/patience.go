package hylafax

import (
	"io"
	"net"
	"time"
)

// patient is a connection that closes itself when one read or write takes too long. A slow line may take
// its time as long as it moves.
type patient struct {
	net.Conn
	patience time.Duration
}

// Read implements io.Reader.
func (p *patient) Read(b []byte) (int, error) {
	defer closeAfter(p.Conn, p.patience)()
	return p.Conn.Read(b)
}

// Write implements io.Writer.
func (p *patient) Write(b []byte) (int, error) {
	defer closeAfter(p.Conn, p.patience)()
	return p.Conn.Write(b)
}

// closeAfter closes c after d, unless stop is called before.
func closeAfter(c io.Closer, d time.Duration) (stop func() bool) {
	return time.AfterFunc(d, func() { _ = c.Close() }).Stop
}

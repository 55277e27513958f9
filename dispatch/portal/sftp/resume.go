package sftp

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/pkg/sftp"

	"github.com/souspli/souspli/dispatch/portal"
)

// right is how many bytes at the beginning of a file are those of the item: what an earlier attempt sent is
// read back and compared before anything is put behind it.
func (d *deposit) right(ctx context.Context, file *sftp.File, i portal.Item) (int64, error) {
	info, err := file.Stat()
	if err != nil {
		return 0, d.failed(ctx, "sftp.stat", err)
	}
	if info.Size() == 0 {
		return 0, nil
	}
	source, err := i.Open(ctx)
	if err != nil {
		return 0, portal.Unreadable("portal.open", err)
	}
	defer source.Close()
	c := &comparison{source: source}
	_, err = file.WriteTo(c)
	switch {
	case c.err != nil:
		return 0, portal.Unreadable("portal.open", c.err)
	case err != nil && !errors.Is(err, errDiffers):
		return 0, d.failed(ctx, "sftp.read", err)
	}
	return min(c.same, i.Size), nil
}

var errDiffers = errors.New("what stands there is something else")

// comparison is a writer that holds what it is given against a source, as far as both agree.
type comparison struct {
	source io.Reader
	same   int64
	buffer []byte
	err    error // of the source
}

// Write stops with the first byte that differs, or that the source does not have.
func (c *comparison) Write(p []byte) (int, error) {
	if len(c.buffer) < len(p) {
		c.buffer = make([]byte, len(p))
	}
	n, err := io.ReadFull(c.source, c.buffer[:len(p)])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		c.err = err
		return 0, err
	}
	same := agree(p[:n], c.buffer[:n])
	c.same += int64(same)
	if same < len(p) {
		return same, errDiffers
	}
	return len(p), nil
}

// agree is how many bytes of a and b, which are equally long, agree.
func agree(a, b []byte) int {
	if bytes.Equal(a, b) {
		return len(a)
	}
	for n := range a {
		if a[n] != b[n] {
			return n
		}
	}
	return len(a)
}

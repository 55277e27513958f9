package email

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"

	"github.com/souspli/souspli/dispatch"
)

// meter counts bytes of documents and reports them.
type meter struct {
	done, total int64
	report      func(dispatch.Progress)
}

func newMeter(total int64, report func(dispatch.Progress)) *meter {
	return &meter{total: total, report: report}
}

// Write counts p.
func (m *meter) Write(p []byte) (int, error) {
	m.done += int64(len(p))
	if m.report != nil && len(p) > 0 {
		m.report(dispatch.Progress{Done: m.done, Total: m.total, Unit: dispatch.ProgressBytes})
	}
	return len(p), nil
}

// verified reads a document and fails instead of ending when its size or its SHA-256 is not what was
// queued, so that nobody mistakes the end of wrong bytes for the end of the document.
type verified struct {
	ctx  context.Context
	src  io.Reader
	want dispatch.Document
	sum  hash.Hash
	n    int64
	err  error // why it failed, kept because writers between may replace it
}

func newVerified(ctx context.Context, src io.Reader, want dispatch.Document) *verified {
	return &verified{ctx: ctx, src: src, want: want, sum: sha256.New()}
}

// Read gives the next bytes of the document.
func (v *verified) Read(p []byte) (int, error) {
	if v.ctx.Err() != nil {
		return 0, v.fail(interrupted(v.ctx))
	}
	n, err := v.src.Read(p)
	v.n += int64(n)
	v.sum.Write(p[:n])
	switch {
	case v.n > v.want.Size:
		return 0, v.fail(unsent(dispatch.KindIntegrity, "mail_document_changed"))
	case err == io.EOF:
		return n, v.end()
	case err != nil:
		return n, v.fail(sourceFailed(err))
	}
	return n, nil
}

func (v *verified) end() error {
	if v.n != v.want.Size || hex.EncodeToString(v.sum.Sum(nil)) != v.want.SHA256 {
		return v.fail(unsent(dispatch.KindIntegrity, "mail_document_changed"))
	}
	return io.EOF
}

func (v *verified) fail(err error) error {
	v.err = err
	return err
}

// copyDocument writes a document to w once, verified. The error says whether the document or w failed:
// only the document's is a *dispatch.Error.
func copyDocument(ctx context.Context, w io.Writer, d dispatch.Content, count *meter) error {
	src, err := d.Open(ctx)
	if err != nil {
		return sourceFailed(err)
	}
	defer func() { _ = src.Close() }() // read only: what counts was verified
	doc := newVerified(ctx, src, d.Document)
	_, err = io.Copy(io.MultiWriter(w, count), doc)
	if doc.err != nil {
		return doc.err
	}
	return err
}

// readDocument holds a whole document, whose size Check has bounded.
func readDocument(ctx context.Context, d dispatch.Content) ([]byte, error) {
	var buf bytes.Buffer
	buf.Grow(int(d.Size) + bytes.MinRead)
	err := copyDocument(ctx, &buf, d, newMeter(d.Size, nil))
	return buf.Bytes(), err
}

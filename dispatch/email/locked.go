package email

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
)

// lockedFile is a locked PDF as it is attached.
type lockedFile struct {
	name string
	data []byte
}

var errTooLarge = errors.New("larger than a message may be")

// lockAll locks every document before a connection is opened: it can fail, and it takes a while. Both
// forms of a document stand in memory, never on disk; Check has bounded their size.
func lockAll(ctx context.Context, p dispatch.Parcel, limit int64) ([]lockedFile, error) {
	var files []lockedFile
	for i, d := range p.Documents {
		data, err := lockOne(ctx, d, p.Passphrase, limit)
		if err != nil {
			return nil, err
		}
		limit -= base64Size(int64(len(data)))
		files = append(files, lockedFile{name: lockedName(p, i), data: data})
	}
	return files, nil
}

func lockOne(ctx context.Context, d dispatch.Content, passphrase string, limit int64) ([]byte, error) {
	plain, err := readDocument(ctx, d)
	defer func() { clear(plain) }()
	if err != nil {
		return nil, err
	}
	out := limitedBuffer{left: limit * 3 / 4}
	if err := crypto.LockPDF(&out, bytes.NewReader(plain), passphrase); err != nil {
		return nil, lockFailed(err, out.full)
	}
	return out.Bytes(), nil
}

// lockedName tells nothing but which attempt it was.
func lockedName(p dispatch.Parcel, i int) string {
	if len(p.Documents) == 1 {
		return fmt.Sprintf("document-%.4s.pdf", p.Attempt)
	}
	return fmt.Sprintf("document-%.4s-%d.pdf", p.Attempt, i+1)
}

func lockFailed(err error, full bool) *dispatch.Error {
	codes := []struct {
		err  error
		code string
	}{
		{crypto.ErrPDFTooLarge, "mail_too_large"},
		{crypto.ErrPDFEncrypted, "mail_pdf_encrypted"},
		{crypto.ErrPDFDamaged, "mail_pdf_damaged"},
		{crypto.ErrNotPDF, "mail_pdf_damaged"},
		{crypto.ErrPDFSigned, "mail_pdf_signed"},
		{crypto.ErrPassphraseUnusable, "mail_passphrase_missing"},
	}
	if full {
		return unsent(dispatch.KindInvalid, "mail_too_large")
	}
	for _, known := range codes {
		if errors.Is(err, known.err) {
			return unsent(dispatch.KindInvalid, known.code)
		}
	}
	return unsent(dispatch.KindInvalid, "mail_pdf_not_lockable")
}

// limitedBuffer refuses to grow beyond its limit.
type limitedBuffer struct {
	bytes.Buffer
	left int64
	full bool
}

// Write keeps p, or fails.
func (b *limitedBuffer) Write(p []byte) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		b.full = true
		return 0, errTooLarge
	}
	return b.Buffer.Write(p)
}

// ReadFrom keeps all of r, or fails: the embedded one would not know the limit.
func (b *limitedBuffer) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{b}, r)
}

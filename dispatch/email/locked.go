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
	data []byte           // nil: made while it leaves
	src  dispatch.Content // to enclose, when it is no PDF
}

// size is what counts as progress.
func (f lockedFile) size() int64 {
	if f.data == nil {
		return f.src.Size
	}
	return int64(len(f.data))
}

var errTooLarge = errors.New("larger than a message may be")

// writeLocked writes an ordinary message around locked documents. Nothing of it is hidden on the way.
func (l letter) writeLocked(ctx context.Context, w io.Writer, files []lockedFile) error {
	return l.writeMixed(w, l.outerFields(l.lockedSubject()), l.lockedText(), func(parts attachments) error {
		for _, file := range files {
			if err := l.attachLocked(ctx, parts, file); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l letter) attachLocked(ctx context.Context, parts attachments, file lockedFile) error {
	w, err := createAttachment(parts, pdfType, disposition("attachment", file.name, "document.pdf"))
	if err != nil {
		return err
	}
	if file.data == nil {
		if err := l.enclose(ctx, w, file.src); err != nil {
			return err
		}
		return w.Close()
	}
	if _, err := w.Write(file.data); err != nil {
		return err
	}
	if _, err := l.count.Write(file.data); err != nil {
		return err
	}
	return w.Close()
}

// enclose locks a document that is no PDF inside one that says how to open it.
func (l letter) enclose(ctx context.Context, w io.Writer, d dispatch.Content) error {
	src, err := d.Open(ctx)
	if err != nil {
		return sourceFailed(err)
	}
	defer func() { _ = src.Close() }() // read only: what counts was verified
	doc := newVerified(ctx, src, d.Document)
	err = crypto.LockEnclosed(w, io.TeeReader(doc, l.count), crypto.Enclosure{
		Name: d.Name, MediaType: mediaType(d.MediaType), Page: l.bothLanguages("mail_enclosed_page"),
	}, l.parcel.Passphrase)
	if doc.err != nil {
		return doc.err
	}
	return err
}

const pdfType = "application/pdf"

func isPDF(d dispatch.Content) bool { return mediaType(d.MediaType) == pdfType }

// lockAll locks every PDF before a connection is opened: it can fail, and it takes a while. Both forms of
// a PDF stand in memory, never on disk; Check has bounded their size.
func lockAll(ctx context.Context, p dispatch.Parcel, limit int64) ([]lockedFile, error) {
	var files []lockedFile
	for i, d := range p.Documents {
		if !isPDF(d) {
			files = append(files, lockedFile{name: lockedName(p, i), src: d})
			continue
		}
		data, err := lockOne(ctx, d, p.Passphrase, limit)
		if err != nil {
			return nil, err
		}
		limit -= base64Size(int64(len(data)))
		files = append(files, lockedFile{name: lockedName(p, i), data: data, src: d})
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

package email

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"mime/multipart"
	"path"
	"slices"
	"strings"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
)

// attachments is where the parts of a message go.
type attachments = *multipart.Writer

// writeMixed writes an ordinary message: its headers, a text that anybody may read, and attachments.
func (l letter) writeMixed(w io.Writer, head []field, text string, attach func(attachments) error) error {
	parts := multipart.NewWriter(w)
	if err := parts.SetBoundary(l.boundary()); err != nil {
		return err
	}
	head = append(head, field{"MIME-Version", "1.0"},
		field{"Content-Type", "multipart/mixed;\r\n boundary=\"" + parts.Boundary() + "\""})
	if err := writeFields(w, head); err != nil {
		return err
	}
	if err := writeText(parts, "text/plain; charset=utf-8", text); err != nil {
		return err
	}
	if err := attach(parts); err != nil {
		return err
	}
	return parts.Close()
}

// writeSealedFiles writes an ordinary message around OpenPGP files, which survives servers that take
// PGP/MIME apart and opens in programs that know files only. What a person wrote is one of the files.
func (l letter) writeSealedFiles(ctx context.Context, w io.Writer) error {
	cover := "mail_cover_sealed_files"
	if l.parcel.Form == dispatch.OpenPGPPassphrase {
		cover = "mail_cover_passphrase"
	}
	return l.writeMixed(w, l.outerFields(l.lockedSubject()), l.bothLanguages(cover), func(parts attachments) error {
		if l.parcel.Subject != "" || l.parcel.Message != "" {
			if err := l.attachSealed(parts, "message.txt", l.writeWords); err != nil {
				return err
			}
		}
		for i, d := range l.parcel.Documents {
			err := l.attachSealed(parts, neutralName(i, d), func(w io.Writer) error { return copyDocument(ctx, w, d, l.count) })
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (l letter) writeWords(w io.Writer) error {
	_, err := io.WriteString(w, l.sealedSubject()+"\n\n"+l.sealedText())
	return err
}

// attachSealed attaches what write writes, sealed by itself.
func (l letter) attachSealed(parts attachments, name string, write func(io.Writer) error) error {
	w, err := createAttachment(parts, "application/octet-stream", disposition("attachment", name+".pgp", "document.pgp"))
	if err != nil {
		return err
	}
	sealed, err := l.seal(w)
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	if err := write(sealed); err != nil {
		return err // left open: a file closed here would pass for a whole one
	}
	if err := sealed.Close(); err != nil {
		return err
	}
	return w.Close()
}

// seal begins one OpenPGP file: for the recipient's key and signed, or under the passphrase.
func (l letter) seal(w io.Writer) (io.WriteCloser, error) {
	if l.parcel.Form == dispatch.OpenPGPPassphrase {
		return crypto.SealWithPassphrase(w, l.parcel.Passphrase, l.at)
	}
	return crypto.Seal(w, crypto.SealOptions{Signer: l.identity, Recipients: [][]byte{l.parcel.Key.Certificate}, At: l.at})
}

// bothLanguages is a neutral text in the recipient's language and then in the other.
func (c cover) bothLanguages(key string) string {
	return paragraphs(c.say(c.language(), key), "* * *", c.say(c.otherLanguage(), key))
}

// plainExtensions are those of types that documents have. What follows the last point of any other name may be a
// word of it, and would lie open.
var plainExtensions = []string{
	".pdf", ".txt", ".csv", ".rtf", ".doc", ".docx", ".odt", ".xls", ".xlsx", ".ods", ".jpg", ".jpeg", ".png", ".tif", ".tiff",
	".gif", ".bmp", ".webp", ".heic", ".dcm", ".xml", ".json", ".html", ".zip",
}

// neutralName tells of a document its place and its type, and no more.
func neutralName(i int, d dispatch.Content) string {
	extension := strings.ToLower(path.Ext(d.Name))
	if !slices.Contains(plainExtensions, extension) {
		extension = extensions[mediaType(d.MediaType)]
	}
	return fmt.Sprintf("document-%d%s", i+1, extension)
}

// extensions are for documents whose name tells none.
var extensions = map[string]string{
	"application/pdf": ".pdf", "text/plain": ".txt", "image/jpeg": ".jpg", "image/png": ".png", "image/tiff": ".tif",
}

// newBase64 writes base64 in lines. Close ends the last line too.
func newBase64(w io.Writer) io.WriteCloser {
	return &base64Body{base64.NewEncoder(base64.StdEncoding, &lineBreaker{w: w}), w}
}

type base64Body struct {
	io.WriteCloser
	w io.Writer
}

// Close writes what is left.
func (b *base64Body) Close() error {
	if err := b.WriteCloser.Close(); err != nil {
		return err
	}
	_, err := io.WriteString(b.w, "\r\n")
	return err
}

package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
)

const pdf = "application/pdf"

// seal copies one document into the home: the file itself, or the PDF made from it. The file must still be
// the one that was inspected.
func (d *Desk) seal(ctx context.Context, report inspect.Report, kind dispatch.DocumentKind) (dispatch.Document, error) {
	doc := document(report, kind)
	doc.ID = dispatch.NewID(d.config.Random)
	if madeHere(report) {
		return doc, d.add(ctx, doc, bytes.NewReader(report.Rendition.PDF))
	}
	file, err := os.Open(report.Path)
	if err != nil {
		return doc, invalid("file_unreadable", "document")
	}
	defer file.Close()
	content := io.LimitReader(file, report.Size+1)
	if report.Rendition != nil {
		if err := sameBytes(content, report); err != nil {
			return doc, err
		}
		content = bytes.NewReader(report.Rendition.PDF)
	}
	return doc, d.add(ctx, doc, content)
}

// add stores the bytes of a document, and none but those.
func (d *Desk) add(ctx context.Context, doc dispatch.Document, content io.Reader) error {
	size, sum, err := d.config.Store.AddDocument(ctx, doc.ID, content)
	if err != nil {
		return err
	}
	if size != doc.Size || sum != doc.SHA256 {
		d.dropAll(ctx, []dispatch.Document{doc})
		return invalid("file_changed", "document")
	}
	return nil
}

// document describes what is sent for a file.
func document(report inspect.Report, kind dispatch.DocumentKind) dispatch.Document {
	doc := dispatch.Document{
		Name: report.Name, Kind: kind, MediaType: report.MediaType, Pages: report.Pages,
		Size: report.SentSize(), SHA256: report.SentSHA256(),
	}
	if report.Rendition != nil && !madeHere(report) {
		doc.Original = &dispatch.Original{MediaType: report.MediaType, Size: report.Size, SHA256: report.SHA256}
		doc.Name, doc.MediaType = asPDF(report.Name), pdf
	}
	return doc
}

// madeHere reports whether a document lives in memory only: this program wrote it, or had kept it.
func madeHere(report inspect.Report) bool { return report.Path == "" && report.Rendition != nil }

// longestExtension is that of a file's type, with its dot: more is a part of the name.
const longestExtension = 5

// asPDF is the name of the PDF made from a file.
func asPDF(name string) string {
	extension := filepath.Ext(name)
	if len(extension) <= longestExtension && !strings.Contains(extension, " ") && extension != name {
		name = strings.TrimSuffix(name, extension)
	}
	return name + ".pdf"
}

// sameBytes refuses a file that is no longer the one that was inspected.
func sameBytes(file io.Reader, report inspect.Report) error {
	digest := sha256.New()
	size, err := io.Copy(digest, file)
	switch {
	case err != nil:
		return invalid("file_unreadable", "document")
	case size != report.Size || hex.EncodeToString(digest.Sum(nil)) != report.SHA256:
		return invalid("file_changed", "document")
	}
	return nil
}

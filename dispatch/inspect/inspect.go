// Package inspect reads a document before anything is decided about it.
//
// Promise: it says only what it saw, and never changes a file. Failure policy: what cannot be read is an
// error with a code for people; nothing is guessed, and unknown counts as protected.
package inspect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/facsimile"
)

// MaxSize is the largest document that is read, in bytes.
const MaxSize = 100 << 20

// Inspector reads documents. It is safe for concurrent use.
type Inspector struct{}

// File inspects the file at path. password opens an encrypted PDF, and is kept nowhere. Its errors are of
// KindInvalid with one of the codes file_not_found, file_unreadable, file_empty, file_too_large,
// file_changed, not_a_file, pdf_encrypted, pdf_password_wrong, pdf_damaged, pdf_no_pages, and those of
// packages reader and convert.
func (i *Inspector) File(ctx context.Context, path, password string) (Report, error) {
	file, before, err := open(path)
	if err != nil {
		return Report{}, err
	}
	defer file.Close()
	if err := startsAsPDF(file); err != nil {
		return Report{}, err
	}
	sum, size, err := hash(ctx, file)
	if err != nil {
		return Report{}, err
	}
	pages, err := pdfPages(file)
	if err != nil {
		return Report{}, err
	}
	if err := unchanged(path, before, size); err != nil {
		return Report{}, err
	}
	return Report{
		Path: path, Name: shown(filepath.Base(path)), MediaType: "application/pdf",
		Pages: pages, Size: size, SHA256: sum, Protected: true,
	}, nil
}

// Preview draws a page of a document that File read, from 1, as large as fits in width × height pixels.
func (i *Inspector) Preview(ctx context.Context, r Report, page, width, height int) (image.Image, error) {
	return nil, refuse("file_unreadable", nil)
}

// FaxPreview draws a page as the fax machine at the other end prints it, and says what may hurt it.
func (i *Inspector) FaxPreview(ctx context.Context, r Report, page int, mode facsimile.Mode) (facsimile.Preview, error) {
	return facsimile.Preview{}, refuse("file_unreadable", nil)
}

// Legibility judges all pages as a fax.
func (i *Inspector) Legibility(ctx context.Context, r Report) (facsimile.Legibility, error) {
	return facsimile.Legibility{}, refuse("file_unreadable", nil)
}

func open(path string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, refuse("file_not_found", nil)
	case err != nil:
		return nil, nil, refuse("file_unreadable", err)
	case !info.Mode().IsRegular():
		return nil, nil, refuse("not_a_file", nil)
	case info.Size() == 0:
		return nil, nil, refuse("file_empty", nil)
	case info.Size() > MaxSize:
		return nil, nil, refuse("file_too_large", nil)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, refuse("file_unreadable", err)
	}
	return file, info, nil
}

// shown is a file's name as it may be written on a screen: control characters and marks that turn the
// reading direction could make it look like another.
func shown(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(name, string(unicode.ReplacementChar)))
}

// hash reads no further than MaxSize, whatever the file has grown to since it was opened.
func hash(ctx context.Context, file io.ReadSeeker) (string, int64, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", 0, refuse("file_unreadable", err)
	}
	digest := sha256.New()
	size, err := io.Copy(digest, io.LimitReader(&contextReader{ctx, file}, MaxSize+1))
	switch {
	case ctx.Err() != nil:
		return "", 0, ctx.Err()
	case err != nil:
		return "", 0, refuse("file_unreadable", err)
	case size > MaxSize:
		return "", 0, refuse("file_too_large", nil)
	}
	return hex.EncodeToString(digest.Sum(nil)), size, nil
}

// unchanged refuses a file that another program wrote to while it was read.
func unchanged(path string, before fs.FileInfo, read int64) error {
	after, err := os.Stat(path)
	if err != nil || !os.SameFile(before, after) || after.Size() != read || !after.ModTime().Equal(before.ModTime()) {
		return refuse("file_changed", nil)
	}
	return nil
}

type contextReader struct {
	ctx    context.Context
	reader io.Reader
}

func (r *contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.reader.Read(p)
}

// refuse keeps the cause without its path, which may name a person.
func refuse(code string, cause error) error {
	if path, ok := errors.AsType[*fs.PathError](cause); ok {
		cause = path.Err
	}
	return &dispatch.Error{Op: "inspect", Kind: dispatch.KindInvalid, Code: code, Certainty: dispatch.Unsent, Err: cause}
}

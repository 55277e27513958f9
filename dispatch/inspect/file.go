package inspect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/souspli/souspli/dispatch/inspect/convert"
)

// headSize is how much of a file tells its format.
const headSize = 64 << 10

// file is the document as it lies on the disk.
type file struct {
	*os.File
	path     string
	name     string // as it may be written on a screen
	before   fs.FileInfo
	modified time.Time
	format   convert.Format
	size     int64
	sha256   string
}

// open looks at everything that can be refused before a document is read.
func open(ctx context.Context, path string) (*file, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, refuse("file_not_found", nil)
	case err != nil:
		return nil, refuse("file_unreadable", err)
	case !info.Mode().IsRegular():
		return nil, refuse("not_a_file", nil)
	case info.Size() == 0:
		return nil, refuse("file_empty", nil)
	case info.Size() > MaxSize:
		return nil, refuse("file_too_large", nil)
	}
	opened, err := os.Open(path)
	if err != nil {
		return nil, refuse("file_unreadable", err)
	}
	f := &file{File: opened, path: path, name: shown(filepath.Base(path)), before: info, modified: info.ModTime()}
	if err := f.measure(ctx); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// measure detects the format and hashes the bytes.
func (f *file) measure(ctx context.Context) error {
	head := make([]byte, headSize)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return refuse("file_unreadable", err)
	}
	f.format = convert.Detect(head[:n], f.name)
	f.sha256, f.size, err = hash(ctx, f.File)
	return err
}

// misnamed reports that an office document bears the name of another format; the reader tells of the others.
func (f *file) misnamed() bool {
	return slices.Contains(otherFormats, strings.ToLower(filepath.Ext(f.name)))
}

// otherFormats are the extensions of what is no office document.
var otherFormats = []string{".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".txt"}

// unchanged refuses a file that another program wrote to while it was read.
func (f *file) unchanged() error {
	after, err := os.Stat(f.path)
	if err != nil || !os.SameFile(f.before, after) || after.Size() != f.size || !after.ModTime().Equal(f.before.ModTime()) {
		return refuse("file_changed", nil)
	}
	return nil
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

// withoutPath is a cause without the path that file errors carry.
func withoutPath(cause error) error {
	if path, ok := errors.AsType[*fs.PathError](cause); ok {
		return path.Err
	}
	return cause
}

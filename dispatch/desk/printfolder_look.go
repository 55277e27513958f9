package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch/inspect"
)

func (p Printed) is(info fs.FileInfo) bool {
	return info.Mode().IsRegular() && info.Size() == p.size && info.ModTime().Equal(p.modified)
}

// key tells printed documents apart without naming them.
func (p Printed) key() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%d|%d", p.Path, p.size, p.modified.UnixNano()))
	return hex.EncodeToString(sum[:])
}

// look lists the files of a folder that may be printed documents.
func look(folder string) map[string]Printed {
	found := map[string]Printed{}
	dir, err := os.Open(folder) //nolint:gosec // the person chose the folder
	if err != nil {
		return found
	}
	defer func() { _ = dir.Close() }()
	entries, _ := dir.ReadDir(10 * mostPrinted) // what was read before an error is there
	for _, entry := range entries {
		ending := strings.ToLower(filepath.Ext(entry.Name()))
		if strings.HasPrefix(entry.Name(), ".") || !slices.Contains(printedEndings, ending) {
			continue
		}
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() || info.Size() == 0 || info.Size() > inspect.MaxSize {
			continue
		}
		path := filepath.Join(folder, entry.Name())
		found[path] = Printed{path, info.Size(), info.ModTime()}
	}
	return found
}

// incomplete reports whether the document is not there as a whole.
func (p Printed) incomplete() bool {
	file, err := os.Open(p.Path)
	if err != nil {
		return true
	}
	defer func() { _ = file.Close() }()
	if strings.ToLower(filepath.Ext(p.Path)) != ".pdf" {
		return false
	}
	tail := make([]byte, min(printTail, p.size))
	_, err = file.ReadAt(tail, p.size-int64(len(tail)))
	return err != nil && !errors.Is(err, io.EOF) || !bytes.Contains(tail, []byte("%%EOF"))
}

// makeFolder makes a folder for this person alone unless it is there, and reports whether it is.
func makeFolder(path string) bool {
	if !filepath.IsAbs(path) || os.MkdirAll(path, 0o700) != nil {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// abandonable does work with a folder, and leaves it to itself when ctx ends: a drive that does not answer must not
// keep the window open.
func abandonable[T any](ctx context.Context, work func() T) (T, error) {
	done := make(chan T, 1)
	go func() { done <- work() }()
	select {
	case value := <-done:
		return value, nil
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

package sftp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"

	"github.com/pkg/sftp"

	"github.com/souspli/souspli/dispatch/portal"
)

// reach proves that the folder for deposits is there.
func (s *session) reach(ctx context.Context, folder string) error {
	info, err := s.Stat(folder)
	if err == nil && !info.IsDir() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return s.failed(ctx, "sftp.stat", err)
	}
	return nil
}

// stands reports whether anything has a name.
func (s *session) stands(ctx context.Context, name string) (bool, error) {
	_, err := s.Lstat(name)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	default:
		return false, s.failed(ctx, "sftp.stat", err)
	}
}

// vacant proves that nothing has a name.
func (s *session) vacant(ctx context.Context, name string) error {
	there, err := s.stands(ctx, name)
	if err == nil && there {
		err = taken("sftp.stat")
	}
	return err
}

// give renames a folder to a name that must be free. The extension is one step; plain renaming in OpenSSH is
// two for a file, but one for a folder.
func (s *session) give(from, to string) error {
	if s.has(extensionRename) {
		return s.PosixRename(from, to)
	}
	return s.Rename(from, to)
}

// sum reads back a file that should have the given size, and returns its SHA-256.
func (s *session) sum(ctx context.Context, name string, size int64) (string, error) {
	hash := sha256.New()
	if err := s.fetch(ctx, name, hash, size); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// fetch writes a file to w; more than limit bytes are an error.
func (s *session) fetch(ctx context.Context, name string, w io.Writer, limit int64) error {
	file, err := s.OpenFile(name, os.O_RDONLY)
	if err != nil {
		return s.failed(ctx, "sftp.open", err)
	}
	defer func() { _ = file.Close() }() // what was only read loses nothing
	_, err = file.WriteTo(&bounded{w, limit})
	switch {
	case errors.Is(err, errTooLong):
		return portal.Damaged("sftp.read")
	case err != nil:
		return s.failed(ctx, "sftp.read", err)
	}
	return nil
}

// bounded takes no more than left bytes.
type bounded struct {
	io.Writer
	left int64
}

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		return 0, errTooLong
	}
	return b.Writer.Write(p)
}

// flush asks the server to write a file to its disk, where it can.
func (s *session) flush(file *sftp.File) error {
	if !s.has(extensionFlush) {
		return nil
	}
	return file.Sync()
}

// remove takes away a folder of ours: what its manifest names, the manifest, and itself. One that is not there
// is no error.
func (s *session) remove(ctx context.Context, folder string) error {
	there, err := s.stands(ctx, folder)
	if err != nil || !there {
		return err
	}
	manifest, err := s.manifest(ctx, folder)
	if err != nil && !answered(err) {
		return err
	}
	for _, entry := range append(manifest, portal.Entry{Name: portal.ManifestName}) {
		if err := s.Remove(path.Join(folder, entry.Name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return s.failed(ctx, "sftp.remove", err)
		}
	}
	if err := s.RemoveDirectory(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s.failed(ctx, "sftp.remove", err)
	}
	return nil
}

package store

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// snapshotPrefix begins the names of snapshots in the home, while they are being copied.
const snapshotPrefix = "copying-"

// Copy writes the database as it stands at one moment, and the files of its documents, as one tar stream in constant
// memory. Others go on changing the home meanwhile. What is written is sealed piece by piece as in the home, but says
// in clear what the home does: seal it again. Nothing stays behind but after a crash: see SweepCopies.
func (s *Store) Copy(ctx context.Context, w io.Writer) error {
	return border("store.copy", s.copy(ctx, w))
}

func (s *Store) copy(ctx context.Context, w io.Writer) error {
	snapshot := s.path(snapshotPrefix + string(dispatch.NewID(s.random)) + ".db")
	defer func() { _ = os.Remove(snapshot) }() // it is sealed, and swept later
	documents, err := s.snapshot(ctx, snapshot)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(w)
	if err := addFile(ctx, archive, databaseName, snapshot); err != nil {
		return err
	}
	failpoint.At(failpoint.CopyHalf)
	for _, id := range documents {
		err := addFile(ctx, archive, documentsName+"/"+string(id), s.documentPath(id))
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // destroyed since the snapshot
			return err
		}
	}
	return archive.Close()
}

// snapshot writes the database into a new file, and lists the documents in it.
func (s *Store) snapshot(ctx context.Context, path string) ([]dispatch.ID, error) {
	if err := touch(path); err != nil { // private from the beginning
		return nil, err
	}
	alone := writing("30000")
	pool, err := openPool(ctx, s.path(databaseName), alone)
	if err != nil {
		return nil, err
	}
	_, err = pool.ExecContext(ctx, `VACUUM INTO ?`, path)
	if err := errors.Join(err, pool.Close()); err != nil {
		return nil, err
	}
	taken, err := openPool(ctx, path, profile{mode: "ro", lock: "deferred", connections: 1})
	if err != nil {
		return nil, err
	}
	documents, err := collect(ctx, taken, scanOne[dispatch.ID], `SELECT id FROM documents ORDER BY id`)
	return documents, errors.Join(err, taken.Close())
}

func addFile(ctx context.Context, archive *tar.Writer, name, path string) error {
	file, err := os.Open(path) //nolint:gosec // a snapshot of ours, or the id of a row
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), Format: tar.FormatPAX}); err != nil {
		return err
	}
	_, err = io.Copy(archive, &interruptible{ctx, file})
	return err
}

// interruptible ends a long copy with its context.
type interruptible struct {
	ctx context.Context //nolint:containedctx // lives as long as one copy
	r   io.Reader
}

func (i *interruptible) Read(b []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(b)
}

// SweepCopies removes snapshots that a crash left in the home. Nobody else may be copying it.
func (s *Store) SweepCopies() error {
	left, err := filepath.Glob(filepath.Join(escapeGlob(s.dir), snapshotPrefix+"*"))
	for _, path := range left {
		err = errors.Join(err, os.Remove(path))
	}
	return border("store.sweep_copies", err)
}

func escapeGlob(dir string) string {
	return strings.NewReplacer(`[`, `[[]`, `*`, `[*]`, `?`, `[?]`).Replace(dir)
}

// Unpack lays what Copy wrote into an empty folder, on disk when it returns; the folder can then be opened. It fails
// with KindIntegrity, code "copy_damaged", for anything that Copy does not write.
func Unpack(ctx context.Context, dir string, r io.Reader) error {
	return border("store.unpack", unpack(ctx, dir, r))
}

func unpack(ctx context.Context, dir string, r io.Reader) error {
	if err := os.MkdirAll(filepath.Join(dir, documentsName, pendingName), 0o700); err != nil {
		return err
	}
	archive := tar.NewReader(&interruptible{ctx, r})
	for n := 0; ; n++ {
		header, err := archive.Next()
		if err == io.EOF { //nolint:errorlint // Next answers io.EOF itself
			return afterUnpacking(dir, n, r)
		}
		if err != nil {
			return unpackError(err)
		}
		if !ofCopy(header, n) {
			return problem(dispatch.KindIntegrity, "copy_damaged")
		}
		if err := layDown(filepath.Join(dir, filepath.FromSlash(header.Name)), archive); err != nil {
			return err
		}
	}
}

// afterUnpacking reads to the end of what surrounds the archive: only then is it known that nothing is missing.
func afterUnpacking(dir string, files int, rest io.Reader) error {
	if _, err := io.Copy(io.Discard, rest); err != nil || files == 0 {
		return unpackError(err)
	}
	return errors.Join(syncFolder(filepath.Join(dir, documentsName)), syncFolder(dir))
}

func unpackError(err error) error {
	if isSystem(err) || errors.Is(err, context.Canceled) {
		return err
	}
	return problem(dispatch.KindIntegrity, "copy_damaged")
}

// ofCopy says whether Copy writes such a file: the database first, then documents.
func ofCopy(header *tar.Header, n int) bool {
	if header.Typeflag != tar.TypeReg {
		return false
	}
	if n == 0 {
		return header.Name == databaseName
	}
	name, ok := strings.CutPrefix(header.Name, documentsName+"/")
	return ok && dispatch.ID(name).Valid()
}

func layDown(path string, r io.Reader) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // checked by ofCopy
	if err != nil {
		return err
	}
	_, err = io.Copy(file, r)
	if err != nil && !isSystem(err) {
		err = unpackError(err)
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

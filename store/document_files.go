package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// A document's file is written among the pending ones, and moves to its place once its row is
// committed; it moves back before its row goes. So after a crash only pending files need a look.

func (s *Store) documentPath(id dispatch.ID) string { return s.path(documentsName, string(id)) }

func (s *Store) pendingPath(id dispatch.ID) string {
	return s.path(documentsName, pendingName, string(id))
}

// writePending seals what r gives into a pending file, on disk when it returns.
func (s *Store) writePending(ctx context.Context, id dispatch.ID, secret []byte, r io.Reader,
) (added sealedDocument, err error) {
	path := s.pendingPath(id)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // a valid id
	if errors.Is(err, fs.ErrExist) {
		return added, problem(dispatch.KindConflict, "already_stored")
	}
	if err != nil {
		return added, err
	}
	added, err = s.sealInto(ctx, file, contentPlace(id, secret), r)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = syncFolder(s.path(documentsName, pendingName))
	}
	if err != nil {
		_ = os.Remove(path)
		return added, err
	}
	added.Secret = secret
	return added, nil
}

func (s *Store) sealInto(ctx context.Context, file *os.File, place string, r io.Reader) (d sealedDocument, err error) {
	sealed, err := s.sealer.SealStream(place, file)
	if err != nil {
		return d, err
	}
	failpoint.At(failpoint.DocumentFirstByte)
	hash := sha256.New()
	source := &source{ctx: ctx, r: r}
	d.Size, err = io.Copy(io.MultiWriter(hash, sealed), source)
	if source.err != nil {
		return d, source.err
	}
	if err != nil {
		return d, err
	}
	if err := sealed.Close(); err != nil {
		return d, err
	}
	d.SHA256 = hex.EncodeToString(hash.Sum(nil))
	info, err := file.Stat()
	if err != nil {
		return d, err
	}
	d.SealedSize = info.Size()
	return d, nil
}

// source reads what is to be sealed, and keeps its errors apart from those of our own file: they may
// quote the name that somebody gave a document.
type source struct {
	ctx context.Context //nolint:containedctx // lives as long as one AddDocument
	r   io.Reader
	err error
}

func (s *source) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		s.err = err
		return 0, err
	}
	n, err := s.r.Read(b)
	if err != nil && err != io.EOF { //nolint:errorlint // readers return io.EOF itself
		s.err = &dispatch.Error{Kind: dispatch.KindStorage, Code: "document_unreadable", Err: bare(err)}
	}
	return n, err
}

// publish moves a pending file to its place. Another program that just opened the home may have done so
// already.
func (s *Store) publish(id dispatch.ID) error {
	err := os.Rename(s.pendingPath(id), s.documentPath(id))
	if _, there := os.Stat(s.documentPath(id)); errors.Is(err, fs.ErrNotExist) && there == nil {
		return nil
	}
	return errors.Join(err, syncFolder(s.path(documentsName)))
}

// withdraw moves a file back among the pending ones. A file that is not there needs no moving.
func (s *Store) withdraw(id dispatch.ID) error {
	err := os.Rename(s.documentPath(id), s.pendingPath(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (s *Store) removeFiles(id dispatch.ID) error {
	for _, path := range []string{s.pendingPath(id), s.documentPath(id)} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// settle brings a pending file back to its place when its row is still there.
func (s *Store) settle(ctx context.Context, id dispatch.ID) error {
	known, err := exists(ctx, s.writer, `SELECT 1 FROM documents WHERE id = ?`, id)
	if err != nil || !known {
		return err
	}
	if err := s.publish(id); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// orphanAge is how long a document without a dispatch, or a file without a row, is left alone: another
// program may be about to use it.
const orphanAge = 24 * time.Hour

// sweepDocuments ends what a crash interrupted: a pending file whose row was committed moves to its
// place, an old one without a row is removed, and so is an old document that no dispatch came to hold.
func (s *Store) sweepDocuments(ctx context.Context) error {
	if err := s.sweepPending(ctx); err != nil {
		return err
	}
	loose, err := collect(ctx, s.writer, scanOne[dispatch.ID], `SELECT id FROM documents
		WHERE held = 0 AND added < ?`, micros(s.now().Add(-orphanAge)))
	if err != nil {
		return err
	}
	for _, id := range loose {
		if err := s.forget(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) sweepPending(ctx context.Context) error {
	entries, err := os.ReadDir(s.path(documentsName, pendingName))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := s.sweep(ctx, entry); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) sweep(ctx context.Context, entry fs.DirEntry) error {
	id := dispatch.ID(entry.Name())
	if !id.Valid() {
		return nil // not ours
	}
	known, err := exists(ctx, s.writer, `SELECT 1 FROM documents WHERE id = ?`, id)
	if err != nil {
		return err
	}
	if known {
		return s.publish(id)
	}
	info, err := entry.Info()
	if errors.Is(err, fs.ErrNotExist) || err == nil && s.now().Sub(info.ModTime()) < orphanAge {
		return nil
	}
	return errors.Join(err, s.removeFiles(id))
}

// openSealed opens a document's file, which must have the length that it was written with.
func openSealed(path string, size int64) (*os.File, error) {
	file, err := os.Open(path) //nolint:gosec // the id of a row
	if errors.Is(err, fs.ErrNotExist) {
		return nil, problem(dispatch.KindIntegrity, "document_missing")
	}
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && info.Size() != size {
		err = problem(dispatch.KindIntegrity, "document_altered")
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// streamError tells a disk that cannot be read from bytes that are not what was sealed.
func streamError(err error) error {
	if isSystem(err) {
		return err
	}
	return problem(dispatch.KindIntegrity, "document_altered")
}

// content reads a sealed document and hashes it on the way.
type content struct {
	file  *os.File
	plain io.Reader
	hash  hash.Hash
	read  int64
	want  sealedDocument
}

// Read reads on. The end comes only after everything was what was queued.
func (c *content) Read(b []byte) (int, error) {
	n, err := c.plain.Read(b)
	c.hash.Write(b[:n])
	c.read += int64(n)
	switch {
	case err == nil:
		return n, nil
	case err != io.EOF: //nolint:errorlint // readers return io.EOF itself
		return n, border("store.read_document", streamError(err))
	case c.read != c.want.Size || hex.EncodeToString(c.hash.Sum(nil)) != c.want.SHA256:
		return n, border("store.read_document", problem(dispatch.KindIntegrity, "document_altered"))
	default:
		return n, io.EOF
	}
}

// Close ends the reading.
func (c *content) Close() error { return border("store.close_document", c.file.Close()) }

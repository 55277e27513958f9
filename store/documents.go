package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// sealedDocument is what the row of a document seals. Secret is part of the place that the file is
// sealed for: when the row is destroyed, the file can no longer be read.
type sealedDocument struct {
	Size       int64  `json:"size"`
	SHA256     string `json:"sha256"`
	SealedSize int64  `json:"sealed_size"` // of the file
	Secret     []byte `json:"secret"`
}

const documentSecretSize = 32

func documentPlace(id dispatch.ID) string { return place("documents", "body", string(id)) }

func contentPlace(id dispatch.ID, secret []byte) string {
	return place("documents", "content", string(id)+"."+hex.EncodeToString(secret))
}

// AddDocument seals what it reads under a new document ID, and returns size and hash of it. When it
// fails, nothing stays behind.
func (s *Store) AddDocument(ctx context.Context, id dispatch.ID, r io.Reader) (int64, string, error) {
	added, err := s.addDocument(ctx, id, r)
	return added.Size, added.SHA256, border("store.add_document", err)
}

func (s *Store) addDocument(ctx context.Context, id dispatch.ID, r io.Reader) (sealedDocument, error) {
	if !id.Valid() {
		return sealedDocument{}, invalid("id_malformed", "id")
	}
	secret := make([]byte, documentSecretSize)
	s.draw(secret)
	added, err := s.writePending(ctx, id, secret, r)
	if err != nil {
		return sealedDocument{}, err
	}
	failpoint.At(failpoint.DocumentLastByte)
	if err := s.insertDocument(ctx, id, added); err != nil {
		_ = os.Remove(s.pendingPath(id))
		return sealedDocument{}, err
	}
	failpoint.At(failpoint.DocumentNoted)
	if err := s.publish(id); err != nil {
		return sealedDocument{}, errors.Join(err, s.forget(ctx, id))
	}
	failpoint.At(failpoint.DocumentStored)
	return added, nil
}

func (s *Store) insertDocument(ctx context.Context, id dispatch.ID, d sealedDocument) error {
	return s.change(ctx, "", func(tx *sql.Tx) error {
		body, err := s.sealJSON(documentPlace(id), d)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO documents (id, added, body) VALUES (?, ?, ?)`,
			id, micros(s.now()), body)
		return err
	})
}

// DropDocument forgets a document that no dispatch holds, and what could read its file.
func (s *Store) DropDocument(ctx context.Context, id dispatch.ID) error {
	if !id.Valid() {
		return border("store.drop_document", invalid("id_malformed", "id"))
	}
	return border("store.drop_document", s.forget(ctx, id))
}

// forget deletes a document's row, and then its file. A crash between leaves a file that nothing can
// read, among the pending ones, where the sweep finds it.
func (s *Store) forget(ctx context.Context, id dispatch.ID) error {
	err := s.change(ctx, "", func(tx *sql.Tx) error {
		if err := deleteLoose(ctx, tx, id); err != nil {
			return err
		}
		return s.withdraw(id)
	})
	if err != nil {
		return errors.Join(err, s.settle(ctx, id))
	}
	return s.removeFiles(id)
}

// deleteLoose deletes the row of a document that no dispatch holds.
func deleteLoose(ctx context.Context, tx *sql.Tx, id dispatch.ID) error {
	var held int
	err := tx.QueryRowContext(ctx, `SELECT held FROM documents WHERE id = ?`, id).Scan(&held)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return notFound("document_not_found")
	case err != nil:
		return err
	case held > 0:
		return problem(dispatch.KindConflict, "document_held")
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM documents WHERE id = ?`, id)
	return err
}

// holdDocuments ties documents to the dispatch that sends them. What is sent must be what was queued; a
// dispatch done by hand may name documents that were never given to the store.
func (s *Store) holdDocuments(ctx context.Context, tx *sql.Tx, seq int64, d dispatch.Dispatch) error {
	for _, document := range d.Documents {
		kept, err := s.document(ctx, tx, document)
		if d.State == dispatch.ByHand && dispatch.KindOf(err) == dispatch.KindNotFound {
			continue
		}
		if err != nil {
			return err
		}
		if document.Size != 0 && document.Size != kept.Size {
			return problem(dispatch.KindIntegrity, "document_altered")
		}
		if err := hold(ctx, tx, document.ID, seq); err != nil {
			return err
		}
	}
	return nil
}

func hold(ctx context.Context, tx *sql.Tx, document dispatch.ID, seq int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO dispatch_documents (document, dispatch) VALUES (?, ?)`,
		document, seq)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE documents SET held = held + 1 WHERE id = ?`, document)
	return err
}

// document opens the row of a document, which must have the hash that d names, if any.
func (s *Store) document(ctx context.Context, q querier, d dispatch.Document) (kept sealedDocument, err error) {
	var body []byte
	err = q.QueryRowContext(ctx, `SELECT body FROM documents WHERE id = ?`, d.ID).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return kept, notFound("document_not_found")
	}
	if err != nil {
		return kept, err
	}
	if err := s.openJSON(documentPlace(d.ID), body, &kept); err != nil {
		return kept, err
	}
	if d.SHA256 != "" && d.SHA256 != kept.SHA256 {
		return kept, problem(dispatch.KindIntegrity, "document_altered")
	}
	return kept, nil
}

// OpenDocument reads a document. A file that is not what was queued fails with KindIntegrity, at once
// when it has another length, otherwise at the altered part; its end is never reached.
func (s *Store) OpenDocument(ctx context.Context, d dispatch.Document) (io.ReadCloser, error) {
	content, err := s.openDocument(ctx, d)
	if err != nil {
		return nil, border("store.open_document", err)
	}
	return content, nil
}

func (s *Store) openDocument(ctx context.Context, d dispatch.Document) (*content, error) {
	kept, err := s.document(ctx, s.reader, d)
	if err != nil {
		return nil, err
	}
	file, err := openSealed(s.documentPath(d.ID), kept.SealedSize)
	if err != nil {
		return nil, err
	}
	plain, err := s.sealer.OpenStream(contentPlace(d.ID, kept.Secret), file)
	if err != nil {
		_ = file.Close()
		return nil, streamError(err)
	}
	return &content{file: file, plain: plain, hash: sha256.New(), want: kept}, nil
}

package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/souspli/souspli/dispatch"
)

// maxUploadState is the size in bytes above which an upload state is refused.
const maxUploadState = 64 << 10

func uploadPlace(id dispatch.ID) string { return place("uploads", "state", string(id)) }

// UploadState keeps what an adapter must know to go on with the upload of a dispatch, or to tidy up after one that
// failed or was cancelled. It keeps nothing more once nothing can follow on the dispatch.
func (s *Store) UploadState(id dispatch.ID) dispatch.UploadState { return uploadState{s, id} }

type uploadState struct {
	store *Store
	id    dispatch.ID
}

// Load returns what Save kept last, or nil. It fails with KindNotFound when there is no such dispatch.
func (u uploadState) Load(ctx context.Context) ([]byte, error) {
	state, err := u.store.loadUpload(ctx, u.id)
	return state, border("store.load_upload", err)
}

// Save is on disk when it returns; saving nothing forgets. More than 64 KiB is a fault of the program that called.
func (u uploadState) Save(ctx context.Context, state []byte) error {
	if len(state) > maxUploadState {
		return border("store.save_upload", misused("upload state too large"))
	}
	return u.store.change(ctx, "store.save_upload", func(tx *sql.Tx) error {
		return u.store.saveUpload(ctx, tx, u.id, state)
	})
}

func (s *Store) loadUpload(ctx context.Context, id dispatch.ID) ([]byte, error) {
	var sealed []byte
	err := s.reader.QueryRowContext(ctx, `SELECT u.state FROM dispatches AS d
		LEFT JOIN uploads AS u ON u.dispatch = d.seq WHERE d.id = ?`, id).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound("dispatch_not_found")
	}
	if err != nil || sealed == nil {
		return nil, err
	}
	return s.unseal(uploadPlace(id), sealed)
}

// saveUpload keeps nothing of a dispatch that is over: an adapter may be slower than a person.
func (s *Store) saveUpload(ctx context.Context, tx *sql.Tx, id dispatch.ID, state []byte) error {
	var seq int64
	var stands dispatch.State
	err := tx.QueryRowContext(ctx, `SELECT seq, state FROM dispatches WHERE id = ?`, id).Scan(&seq, &stands)
	if errors.Is(err, sql.ErrNoRows) {
		return notFound("dispatch_not_found")
	}
	switch {
	case err != nil:
		return err
	case len(state) == 0:
		return dropUpload(ctx, tx, seq)
	case stands.Final():
		return nil
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO uploads (dispatch, updated, state) VALUES (?, ?, ?)
		ON CONFLICT (dispatch) DO UPDATE SET updated = excluded.updated, state = excluded.state`,
		seq, micros(s.now()), s.sealer.Seal(uploadPlace(id), state))
	return err
}

// endUpload forgets the upload state of a dispatch that arrived. Where it did not, the state is kept for tidying, and
// the outbox is to look at once.
func endUpload(ctx context.Context, tx *sql.Tx, seq int64, t dispatch.Transition) error {
	switch {
	case !t.To.Final():
		return nil
	case t.To != dispatch.Failed && t.To != dispatch.Cancelled:
		return dropUpload(ctx, tx, seq)
	}
	_, err := tx.ExecContext(ctx, `UPDATE dispatches SET next_at = ?
		WHERE seq = ? AND EXISTS (SELECT 1 FROM uploads WHERE dispatch = seq)`, micros(t.Event.At), seq)
	return err
}

// dropUpload forgets the upload state of a dispatch.
func dropUpload(ctx context.Context, tx *sql.Tx, seq int64) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM uploads WHERE dispatch = ?`, seq)
	return err
}

package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"

	"github.com/souspli/souspli/dispatch"
	"golang.org/x/mod/sumdb/tlog"
)

const checkpointRecord recordTable = "checkpoints"

// AddCheckpoint lets sign make a checkpoint of the log as it stands, while nobody else changes it, and
// stores it with its event. A tree that does not go on from the last checkpoint is not signed: it fails
// with KindIntegrity and "log_altered".
func (s *Store) AddCheckpoint(ctx context.Context,
	sign func(size int64, root []byte) (dispatch.Checkpoint, dispatch.Event, error),
) (made dispatch.Checkpoint, err error) {
	err = s.change(ctx, "store.add_checkpoint", func(tx *sql.Tx) error {
		size, root, err := s.signable(ctx, tx)
		if err != nil {
			return err
		}
		var e dispatch.Event
		if made, e, err = sign(size, root[:]); err != nil {
			return err
		}
		return s.putCheckpoint(ctx, tx, &made, e)
	})
	return made, err
}

// signable is the log's size and root, once they are known to go on from the last checkpoint.
func (s *Store) signable(ctx context.Context, tx *sql.Tx) (size int64, root tlog.Hash, err error) {
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM events`).Scan(&size); err != nil {
		return 0, root, err
	}
	tree := treeReader(ctx, tx, size)
	if root, err = tlog.TreeHash(size, tree); err != nil {
		return 0, root, err
	}
	last, err := collect(ctx, tx, scanCheckpoint, selectCheckpoints+` ORDER BY size DESC, at DESC LIMIT 1`)
	if err != nil || len(last) == 0 {
		return size, root, err
	}
	return size, root, continues(last[0], size, root, tree)
}

// continues makes sure that a tree of that size and root holds, unchanged, what a checkpoint covers.
func continues(c dispatch.Checkpoint, size int64, root tlog.Hash, tree tlog.HashReader) error {
	if c.Size == 0 {
		return nil
	}
	if c.Size > size || len(c.Root) != tlog.HashSize {
		return altered(size + 1)
	}
	consistent, err := tlog.ProveTree(size, c.Size, tree)
	if err != nil {
		return err
	}
	if tlog.CheckTree(consistent, size, root, c.Size, tlog.Hash(c.Root)) != nil {
		return altered(c.Size)
	}
	return nil
}

// putCheckpoint stores a checkpoint under the id of the event that tells it.
func (s *Store) putCheckpoint(ctx context.Context, tx *sql.Tx, c *dispatch.Checkpoint, e dispatch.Event) error {
	e = s.complete(e)
	c.ID = e.ID
	sum, err := checkpointSum(*c)
	if err != nil {
		return err
	}
	if _, err := s.append(ctx, tx, e, &record{Table: checkpointRecord, ID: c.ID, Sum: sum}); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO checkpoints (id, size, at, root, reason, note) VALUES (?, ?, ?, ?, ?, ?)`,
		c.ID, c.Size, micros(c.At), c.Root, c.Reason, c.Note)
	return err
}

// checkpointSum is what the event of a checkpoint holds of it.
func checkpointSum(c dispatch.Checkpoint) ([]byte, error) {
	c.At = c.At.UTC()
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, misused("value without JSON")
	}
	sum := sha256.Sum256(plain)
	return sum[:], nil
}

const selectCheckpoints = `SELECT id, size, at, root, reason, note FROM checkpoints`

func scanCheckpoint(scan func(...any) error) (c dispatch.Checkpoint, err error) {
	var at int64
	err = scan(&c.ID, &c.Size, &at, &c.Root, &c.Reason, &c.Note)
	c.At = fromMicros(at)
	return c, err
}

// Checkpoints lists the stored checkpoints, oldest first.
func (s *Store) Checkpoints(ctx context.Context) (all []dispatch.Checkpoint, err error) {
	all, err = collect(ctx, s.reader, scanCheckpoint, selectCheckpoints+` ORDER BY size, at`)
	return all, border("store.checkpoints", err)
}

// LogSize is the number of events of the log.
func (s *Store) LogSize(ctx context.Context) (size int64, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM events`).Scan(&size)
	return size, border("store.log_size", err)
}

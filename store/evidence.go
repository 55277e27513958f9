package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"

	"github.com/souspli/souspli/dispatch"
	"golang.org/x/mod/sumdb/tlog"
)

// altered says that the log is not what was written, from line seq on.
func altered(seq int64) error {
	return &dispatch.Error{
		Kind: dispatch.KindIntegrity, Code: "log_altered", Detail: strconv.FormatInt(seq, 10),
	}
}

// growTree stores the hashes that the event adds to the tree: two on average, and at most as many
// reads as the tree has levels.
func growTree(ctx context.Context, tx *sql.Tx, row eventRow) error {
	n := row.Seq - 1
	hashes, err := tlog.StoredHashes(n, row.leaf(), treeReader(ctx, tx, row.Seq))
	if err != nil {
		return err
	}
	first := tlog.StoredHashIndex(0, n)
	for i, hash := range hashes {
		_, err := tx.ExecContext(ctx, `INSERT INTO tree_hashes (idx, hash) VALUES (?, ?)`, first+int64(i), hash[:])
		if isUnique(err) {
			return altered(row.Seq) // the tree knows more events than the log
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func treeReader(ctx context.Context, tx *sql.Tx, seq int64) tlog.HashReaderFunc {
	return func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			var hash []byte
			err := tx.QueryRowContext(ctx, `SELECT hash FROM tree_hashes WHERE idx = ?`, index).Scan(&hash)
			if errors.Is(err, sql.ErrNoRows) || err == nil && len(hash) != tlog.HashSize {
				return nil, altered(seq)
			}
			if err != nil {
				return nil, err
			}
			hashes[i] = tlog.Hash(hash)
		}
		return hashes, nil
	}
}

package store

import (
	"context"
	"database/sql"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/proof"
	"golang.org/x/mod/sumdb/tlog"
)

// ProofLines are the lines of a dispatch among the log's first size ones, oldest first: what a proof may
// show of each, and its path in the tree of that size.
func (s *Store) ProofLines(ctx context.Context, id dispatch.ID, size int64) (lines []proof.Line, err error) {
	err = s.view(ctx, "store.proof_lines", func(tx *sql.Tx) error {
		if _, err := seqOf(ctx, tx, id); err != nil {
			return err
		}
		rows, err := collect(ctx, tx, scanEvent, selectEvents+` WHERE dispatch = ? AND seq <= ? ORDER BY seq`, id, size)
		if err != nil {
			return err
		}
		for _, row := range rows {
			line, err := s.proofLine(ctx, tx, row, size)
			if err != nil {
				return err
			}
			lines = append(lines, line)
		}
		return nil
	})
	return lines, err
}

func (s *Store) proofLine(ctx context.Context, tx *sql.Tx, row eventRow, size int64) (proof.Line, error) {
	line := proof.Line{Seq: row.Seq, ID: row.ID, Type: row.Type, At: fromMicros(row.At)}
	if row.Details == nil {
		line.Commitment = row.Commitment
	} else {
		opening, _, err := s.opening(row)
		if err != nil {
			return line, err
		}
		line.Opening = &opening
	}
	path, err := tlog.ProveRecord(size, row.Seq-1, treeReader(ctx, tx, row.Seq))
	for _, hash := range path {
		line.Path = append(line.Path, hash[:])
	}
	return line, err
}

package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"sync"

	"github.com/souspli/souspli/dispatch"
	"golang.org/x/mod/sumdb/tlog"
)

// VerifyLog is Verify without anything to tell or to compare with.
func (s *Store) VerifyLog(ctx context.Context) (events int64, err error) {
	proven, err := s.Verify(ctx, nil, nil)
	return proven.Events, err
}

// Verify recomputes the whole tree from the events and compares it with what is stored and with all checkpoints,
// those of witnesses besides the stored ones. It opens every event's details, and compares what they tell with the
// dispatch, attempt, incident or checkpoint that they tell of, and in the end with the recipients, keys, accounts,
// settings and holds. Its memory grows with these, and not with the log. progress, unless it is nil, is told now and
// then how many lines of all are proven.
//
// It fails with KindIntegrity and a line in Detail: "log_altered" and the first wrong line, or
// "log_rewritten" when every line fits the tree and the tree is not what a checkpoint signed; the line is
// then the first that may be another one. What was proven until there is returned beside it.
func (s *Store) Verify(ctx context.Context, witnesses []dispatch.Checkpoint, progress func(done, total int64),
) (proven dispatch.Proven, err error) {
	err = s.view(ctx, "store.verify_log", func(tx *sql.Tx) error {
		v := &verifier{store: s, tx: tx, progress: progress, rows: rowSums{}}
		err := v.run(ctx, witnesses)
		proven = dispatch.Proven{Events: v.proven, Checkpoints: v.agreed}
		return err
	})
	return proven, err
}

// verifier walks the log. roots holds the roots of the complete subtrees of what was proven so far, by
// level.
type verifier struct {
	store    *Store
	tx       *sql.Tx
	reading  sync.Mutex // of tx, while batches are gathered
	progress func(done, total int64)
	total    int64

	proven int64
	roots  []tlog.Hash

	checkpoints []dispatch.Checkpoint // still to come, by size
	rows        rowSums               // as lines told of them
	stored      int                   // checkpoints that stand in the database
	told        int                   // checkpoints that events told of
	agreed      int                   // checkpoints that the log agrees with
	last        int64                 // size of the last of them
}

// rewritten says that the tree is not what a checkpoint signed, from line seq on at the earliest.
func rewritten(seq int64) error {
	return &dispatch.Error{Kind: dispatch.KindIntegrity, Code: "log_rewritten", Detail: strconv.FormatInt(seq, 10)}
}

func (v *verifier) run(ctx context.Context, witnesses []dispatch.Checkpoint) error {
	if err := v.begin(ctx, witnesses); err != nil {
		return err
	}
	batches, stop := v.batches(ctx)
	defer stop()
	for b := range batches {
		<-b.gathered
		if b.err != nil {
			return b.err
		}
		if len(b.lines) == 0 {
			return v.atEnd(ctx)
		}
		if err := v.prove(b); err != nil {
			return err
		}
		if v.progress != nil {
			v.progress(v.proven, v.total)
		}
	}
	return ctx.Err()
}

func (v *verifier) begin(ctx context.Context, witnesses []dispatch.Checkpoint) error {
	if err := v.tx.QueryRowContext(ctx, `SELECT count(*) FROM events`).Scan(&v.total); err != nil {
		return err
	}
	stored, err := collect(ctx, v.tx, scanCheckpoint, selectCheckpoints)
	if err != nil {
		return err
	}
	v.stored = len(stored)
	v.checkpoints = slices.Concat(stored, witnesses)
	slices.SortStableFunc(v.checkpoints, func(a, b dispatch.Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
	return v.agree()
}

// prove proves the next lines.
func (v *verifier) prove(b *batch) error {
	for i, row := range b.lines {
		if !v.proves(row, i, b.evidence) {
			return altered(v.proven + 1)
		}
		v.proven++
		told := b.evidence.said[i].record
		if v.rows.tell(b.evidence.said[i].rows); told != nil && told.Table == checkpointRecord {
			v.told++
		}
		if err := v.agree(); err != nil {
			return err
		}
	}
	return nil
}

// agree compares the tree, as far as it is proven, with the checkpoints of that size.
func (v *verifier) agree() error {
	for len(v.checkpoints) > 0 && v.checkpoints[0].Size <= v.proven {
		c := v.checkpoints[0]
		if root, err := v.root(); err != nil || c.Size < v.proven || !bytes.Equal(root[:], c.Root) {
			return rewritten(v.last + 1)
		}
		v.checkpoints = v.checkpoints[1:]
		v.last = v.proven
		v.agreed++
	}
	return nil
}

// root is the root of what is proven so far: the complete subtrees joined, the smallest first.
func (v *verifier) root() (root tlog.Hash, err error) {
	if v.proven == 0 {
		return tlog.TreeHash(0, nil)
	}
	begun := false
	for level, hash := range v.roots {
		switch {
		case v.proven>>level&1 == 0:
		case !begun:
			root, begun = hash, true
		default:
			root = tlog.NodeHash(hash, root)
		}
	}
	return root, nil
}

// atEnd makes sure that nobody knows of more than the log: the tree, a checkpoint, or a dispatch that no
// line tells of; and that the rows that lines told of still stand so.
func (v *verifier) atEnd(ctx context.Context) error {
	if len(v.checkpoints) > 0 || v.told != v.stored {
		return altered(v.proven + 1)
	}
	if stand, err := v.rowsStand(ctx); err != nil || !stand {
		return cmp.Or(err, altered(v.proven+1))
	}
	for _, more := range []string{
		`SELECT 1 FROM tree_hashes WHERE idx >= ? OR idx < 0 LIMIT 1`,
		`SELECT 1 FROM events WHERE seq < 1 AND ? >= 0 LIMIT 1`,
		`SELECT 1 FROM dispatches AS d WHERE ? >= 0 AND NOT EXISTS (SELECT 1 FROM events WHERE dispatch = d.id) LIMIT 1`,
	} {
		if found, err := exists(ctx, v.tx, more, tlog.StoredHashCount(v.proven)); err != nil || found {
			return cmp.Or(err, altered(v.proven+1))
		}
	}
	return nil
}

// proves says whether a line is the next one, says what it said, tells of what is still so, and stands
// in the tree.
func (v *verifier) proves(row eventRow, i int, e evidence) bool {
	return row.Seq == v.proven+1 && i < len(e.said) && e.tellsTrue(row, e.said[i]) && v.stands(e.leaves[i], e.hashes)
}

// stands says whether the tree holds the line where it should.
func (v *verifier) stands(leaf tlog.Hash, stored map[int64][]byte) bool {
	first := tlog.StoredHashIndex(0, v.proven)
	for i, hash := range v.grow(leaf) {
		if !bytes.Equal(hash[:], stored[first+int64(i)]) {
			return false
		}
	}
	return true
}

// grow adds a leaf and returns the hashes that it brings, as they are stored: its own, then that of every
// subtree that it completes.
func (v *verifier) grow(hash tlog.Hash) []tlog.Hash {
	hashes := []tlog.Hash{hash}
	level := 0
	for ; v.proven>>level&1 == 1; level++ {
		hash = tlog.NodeHash(v.roots[level], hash)
		hashes = append(hashes, hash)
	}
	if level == len(v.roots) {
		v.roots = append(v.roots, hash)
	}
	v.roots[level] = hash
	return hashes
}

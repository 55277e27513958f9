package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"strconv"

	"github.com/souspli/souspli/dispatch"
	"golang.org/x/mod/sumdb/tlog"
)

// leafVersion begins every leaf, so that a later encoding can never be taken for this one.
const leafVersion = "souspli event 1\n"

// leaf is what the tree holds of an event: what stands in clear and the commitment to the rest. Fields
// carry their length, so that two different events never give the same bytes.
func (r eventRow) leaf() []byte {
	b := []byte(leafVersion)
	b = binary.BigEndian.AppendUint64(b, uint64(r.Seq)) //nolint:gosec // the bits are what counts
	b = binary.BigEndian.AppendUint64(b, uint64(r.At))  //nolint:gosec // the bits are what counts
	for _, field := range []string{string(r.ID), string(r.Type), string(r.Dispatch), string(r.Commitment)} {
		b = binary.AppendUvarint(b, uint64(len(field)))
		b = append(b, field...)
	}
	return b
}

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

// verifyBatch bounds the memory of VerifyLog: rows held at once.
const verifyBatch = 512

// VerifyLog recomputes the whole tree from the events, in constant memory, and compares it with what is
// stored; it opens every event's details, and the dispatch or attempt that an event tells of, against
// what the tree commits to. It fails with KindIntegrity, code "log_altered" and the first wrong line in
// Detail, and returns the number of events proven until there.
func (s *Store) VerifyLog(ctx context.Context) (events int64, err error) {
	err = s.view(ctx, "store.verify_log", func(tx *sql.Tx) error {
		v := verifier{store: s, tx: tx}
		err := v.run(ctx)
		events = v.proven
		return err
	})
	return events, err
}

// verifier walks the log. roots holds the roots of the complete subtrees of what was proven so far, by
// level.
type verifier struct {
	store  *Store
	tx     *sql.Tx
	proven int64
	roots  []tlog.Hash
}

func (v *verifier) run(ctx context.Context) error {
	for {
		rows, err := collect(ctx, v.tx, scanEvent, selectEvents+` WHERE seq > ? ORDER BY seq LIMIT ?`,
			v.proven, verifyBatch)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return v.atEnd(ctx)
		}
		for _, row := range rows {
			if err := v.prove(ctx, row); err != nil {
				return err
			}
			v.proven++
		}
	}
}

// atEnd makes sure that the tree does not know more events than the log.
func (v *verifier) atEnd(ctx context.Context) error {
	more, err := exists(ctx, v.tx, `SELECT 1 FROM tree_hashes WHERE idx >= ? OR idx < 0 LIMIT 1`,
		tlog.StoredHashCount(v.proven))
	if err == nil && more {
		return altered(v.proven + 1)
	}
	return err
}

func (v *verifier) prove(ctx context.Context, row eventRow) error {
	next := v.proven + 1
	if row.Seq != next {
		return altered(next)
	}
	if err := v.proveDetails(ctx, row); err != nil {
		if dispatch.KindOf(err) == dispatch.KindIntegrity {
			return altered(next)
		}
		return err
	}
	return v.proveHashes(ctx, row)
}

func (v *verifier) proveHashes(ctx context.Context, row eventRow) error {
	want := v.grow(tlog.RecordHash(row.leaf()))
	first := tlog.StoredHashIndex(0, v.proven)
	stored, err := collect(ctx, v.tx, scanOne[[]byte], `SELECT hash FROM tree_hashes
		WHERE idx >= ? AND idx < ? ORDER BY idx`, first, first+int64(len(want)))
	if err != nil {
		return err
	}
	if len(stored) != len(want) {
		return altered(row.Seq)
	}
	for i, hash := range want {
		if string(hash[:]) != string(stored[i]) {
			return altered(row.Seq)
		}
	}
	return nil
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

// proveDetails opens what the event says. Details destroyed at the end of their retention prove nothing
// more; the tree still does.
func (v *verifier) proveDetails(ctx context.Context, row eventRow) error {
	if row.Details == nil {
		return nil
	}
	said, err := v.store.openDetails(row)
	if err != nil || said.Record == nil {
		return err
	}
	return v.proveRecord(ctx, row.Seq, *said.Record)
}

// proveRecord makes sure that what the event told of is still what it told. An attempt that a later
// event told of again is left to that one; that it opens proves that there is one.
func (v *verifier) proveRecord(ctx context.Context, seq int64, told record) error {
	event, plain, err := v.openRecord(ctx, told)
	if errors.Is(err, sql.ErrNoRows) {
		return altered(seq)
	}
	if err != nil || event > seq {
		return err
	}
	if sum := sha256.Sum256(plain); string(sum[:]) != string(told.Sum) {
		return altered(seq)
	}
	return nil
}

// openRecord opens the row that an event told of. event is the last that told of it, or zero where
// there is only one.
func (v *verifier) openRecord(ctx context.Context, told record) (event int64, plain []byte, err error) {
	query := `SELECT 0, b.body FROM dispatches AS d JOIN dispatch_bodies AS b ON b.seq = d.seq WHERE d.id = ?`
	if told.Table == attemptRecord {
		query = `SELECT event, body FROM attempts WHERE id = ?`
	}
	var body []byte
	if err := v.tx.QueryRowContext(ctx, query, told.ID).Scan(&event, &body); err != nil {
		return 0, nil, err
	}
	sealedAt := bodyPlace(told.ID)
	if told.Table == attemptRecord {
		sealedAt = attemptPlace(told.ID, event)
	}
	plain, err = v.store.unseal(sealedAt, body)
	return event, plain, err
}

package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"

	"github.com/souspli/souspli/dispatch"
	"golang.org/x/mod/sumdb/tlog"
)

// verifyBatch bounds the memory of VerifyLog: lines held at once.
const verifyBatch = 256

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

// evidence is what is stored beside a batch of lines.
type evidence struct {
	hashes  map[int64][]byte // of the tree, by index
	said    []details        // by each line; empty from the first line on that cannot be opened
	records map[recordTable]map[dispatch.ID]proof
}

// proof is a row that events told of, as it stands. event is the last that told of it, zero where
// there is only one.
type proof struct {
	event int64
	sum   [sha256.Size]byte
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
		beside, err := v.gather(ctx, rows)
		if err != nil {
			return err
		}
		for i, row := range rows {
			if !v.proves(row, i, beside) {
				return altered(v.proven + 1)
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

// gather reads what stands beside a batch, in one query for each table.
func (v *verifier) gather(ctx context.Context, rows []eventRow) (e evidence, err error) {
	if e.hashes, err = v.hashes(ctx, v.proven, v.proven+int64(len(rows))); err != nil {
		return e, err
	}
	ids := map[recordTable][]dispatch.ID{}
	for _, row := range rows {
		said, err := v.open(row)
		if err != nil {
			break // the line itself will not prove
		}
		e.said = append(e.said, said)
		if told := said.Record; told != nil {
			ids[told.Table] = append(ids[told.Table], told.ID)
		}
	}
	e.records = map[recordTable]map[dispatch.ID]proof{}
	for table, told := range ids {
		if e.records[table], err = v.records(ctx, table, told); err != nil {
			return e, err
		}
	}
	return e, nil
}

// open reads what a line says. Details destroyed at the end of their retention say nothing; the tree
// still holds.
func (v *verifier) open(row eventRow) (details, error) {
	if row.Details == nil {
		return details{}, nil
	}
	return v.store.openDetails(row)
}

func (v *verifier) hashes(ctx context.Context, from, to int64) (map[int64][]byte, error) {
	hashes := map[int64][]byte{}
	_, err := collect(ctx, v.tx, func(scan func(...any) error) (none struct{}, err error) {
		var index int64
		var hash []byte
		err = scan(&index, &hash)
		hashes[index] = hash
		return none, err
	}, `SELECT idx, hash FROM tree_hashes WHERE idx >= ? AND idx < ?`,
		tlog.StoredHashCount(from), tlog.StoredHashCount(to))
	return hashes, err
}

// records hashes the rows that events told of. One that does not open is left out, as if it were gone.
func (v *verifier) records(ctx context.Context, table recordTable, ids []dispatch.ID,
) (map[dispatch.ID]proof, error) {
	query := `SELECT d.id, 0, b.body FROM dispatches AS d JOIN dispatch_bodies AS b ON b.seq = d.seq WHERE d.id`
	if table == attemptRecord || table == incidentRecord {
		query = `SELECT id, event, body FROM ` + string(table) + ` WHERE id`
	}
	proofs := make(map[dispatch.ID]proof, len(ids))
	_, err := collect(ctx, v.tx, func(scan func(...any) error) (none struct{}, err error) {
		var id dispatch.ID
		var event int64
		var body []byte
		if err := scan(&id, &event, &body); err != nil {
			return none, err
		}
		at := bodyPlace(id)
		switch table {
		case attemptRecord:
			at = attemptPlace(id, event)
		case incidentRecord:
			at = incidentPlace(id, event)
		}
		if plain, err := v.store.unseal(at, body); err == nil {
			proofs[id] = proof{event, sha256.Sum256(plain)}
		}
		return none, nil
	}, query+` IN (`+marks(len(ids))+`)`, anys(ids)...)
	return proofs, err
}

// proves says whether a line is the next one, says what it said, tells of what is still so, and stands
// in the tree.
func (v *verifier) proves(row eventRow, i int, e evidence) bool {
	return row.Seq == v.proven+1 && i < len(e.said) && tellsTrue(row.Seq, e.said[i].Record, e) &&
		v.stands(row, e.hashes)
}

// tellsTrue says whether the row that a line told of is still what it told. An attempt that a later line
// told of again is left to that one; that it opens proves that there is one.
func tellsTrue(seq int64, told *record, e evidence) bool {
	if told == nil {
		return true
	}
	found, ok := e.records[told.Table][told.ID]
	return ok && (found.event > seq || bytes.Equal(found.sum[:], told.Sum))
}

// stands says whether the tree holds the line where it should.
func (v *verifier) stands(row eventRow, stored map[int64][]byte) bool {
	first := tlog.StoredHashIndex(0, v.proven)
	for i, hash := range v.grow(tlog.RecordHash(row.leaf())) {
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

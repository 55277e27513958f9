package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// How much one transaction destroys: little, so that sending goes on beside.
const (
	destroyedDispatches = 25
	destroyedLines      = 1000
)

// The details of the events of a destruction.
const (
	runDetail  = "destruction"
	uptoDetail = "upto" // the last line that an event tells of
)

func destructionPlace(id dispatch.ID) string { return place("destructions", "body", string(id)) }

// Destructions lists the runs, the newest first. The first may not have ended yet.
func (s *Store) Destructions(ctx context.Context) ([]dispatch.Destruction, error) {
	found, err := collect(ctx, s.reader, func(scan func(...any) error) (d dispatch.Destruction, err error) {
		var id dispatch.ID
		var body []byte
		if err := scan(&id, &body); err != nil {
			return d, err
		}
		return d, s.openJSON(destructionPlace(id), body, &d)
	}, `SELECT id, body FROM destructions ORDER BY ended IS NULL DESC, started DESC, id`)
	return found, border("store.destructions", err)
}

// SaveDestruction keeps a run as it stands. Nobody begins one beside another that has not ended: KindConflict,
// code "destruction_open".
func (s *Store) SaveDestruction(ctx context.Context, d dispatch.Destruction, e dispatch.Event) error {
	return s.change(ctx, "store.save_destruction", func(tx *sql.Tx) error {
		other, err := exists(ctx, tx, `SELECT 1 FROM destructions WHERE ended IS NULL AND id <> ?`, d.ID)
		if err == nil && other {
			err = problem(dispatch.KindConflict, "destruction_open")
		}
		if err != nil {
			return err
		}
		if err := s.putDestruction(ctx, tx, d); err != nil {
			return err
		}
		return s.log(ctx, tx, e)
	})
}

func (s *Store) putDestruction(ctx context.Context, tx *sql.Tx, d dispatch.Destruction) error {
	body, err := s.sealJSON(destructionPlace(d.ID), d)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO destructions (id, started, ended, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, body = excluded.body`,
		d.ID, micros(d.Started), nullMicros(d.Ended), body)
	return err
}

// Destroy destroys what is over at d's cutoffs and no hold covers, in small transactions, each with its events and the
// count in d. Stopped at any moment, it goes on where it was when it is called again with the run as it was kept. What it
// returns is counted, beside an error too. The bytes are gone after Purge.
func (s *Store) Destroy(ctx context.Context, d dispatch.Destruction) (dispatch.Destruction, error) {
	failpoint.At(failpoint.BeforeDestroy)
	for _, step := range []func(context.Context, *dispatch.Destruction) error{
		s.destroyAllDocuments, s.destroyIncidents, s.destroyDispatches, s.destroyLines,
	} {
		if err := step(ctx, &d); err != nil {
			return d, border("store.destroy", err)
		}
	}
	return d, nil
}

// destroyStep changes d only when everything that it counts is stored.
func (s *Store) destroyStep(ctx context.Context, d *dispatch.Destruction, do func(tx *sql.Tx, d *dispatch.Destruction) error) error {
	counted := *d
	err := s.change(ctx, "", func(tx *sql.Tx) error {
		if err := do(tx, &counted); err != nil {
			return err
		}
		return s.putDestruction(ctx, tx, counted)
	})
	if err == nil {
		*d = counted
		failpoint.At(failpoint.Destroyed)
	}
	return err
}

// letGo is a document that no dispatch holds any more, and whose file is to go.
type letGo []dispatch.ID

// destroyAllDocuments lets go of the documents of dispatches that are over.
func (s *Store) destroyAllDocuments(ctx context.Context, d *dispatch.Destruction) error {
	return s.destroyEach(ctx, d, documentsOver,
		func(tx *sql.Tx, d *dispatch.Destruction, c candidate, gone *letGo) error {
			n, err := s.releaseDocuments(ctx, tx, d, c, gone)
			if err != nil || n == 0 {
				return err
			}
			return s.tellDestroyed(ctx, tx, d, dispatch.EventDocumentsDestroyed, c.id, map[string]string{"documents": strconv.Itoa(n)})
		})
}

// destroyDispatches destroys dispatches that are over: of their lines the commitments stay, and nothing else.
func (s *Store) destroyDispatches(ctx context.Context, d *dispatch.Destruction) error {
	return s.destroyEach(ctx, d, dispatchesOver,
		func(tx *sql.Tx, d *dispatch.Destruction, c candidate, gone *letGo) error {
			if _, err := s.releaseDocuments(ctx, tx, d, c, gone); err != nil {
				return err
			}
			if err := deleteDispatch(ctx, tx, c); err != nil {
				return err
			}
			if err := s.destroyDetails(ctx, tx, c.id); err != nil {
				return err
			}
			d.Destroyed.Dispatches.Add(fromMicros(c.created))
			return s.tellDestroyed(ctx, tx, d, dispatch.EventDispatchDestroyed, c.id, map[string]string{})
		})
}

// destroyEach walks what is over, a few dispatches in each transaction.
func (s *Store) destroyEach(ctx context.Context, d *dispatch.Destruction, which over,
	destroy func(*sql.Tx, *dispatch.Destruction, candidate, *letGo) error,
) error {
	for after := int64(0); ; {
		var gone letGo
		err := s.destroyStep(ctx, d, func(tx *sql.Tx, d *dispatch.Destruction) error {
			found, last, err := s.candidates(ctx, tx, which, d.Cutoffs, after, destroyedDispatches)
			after = last
			for i := 0; err == nil && i < len(found); i++ {
				err = destroy(tx, d, found[i], &gone)
			}
			return err
		})
		if err := s.removeGone(ctx, gone, err); err != nil || after == 0 {
			return err
		}
	}
}

// removeGone removes the files of documents whose rows are gone; when they are not, their files move back.
func (s *Store) removeGone(ctx context.Context, gone letGo, failure error) error {
	for _, id := range gone {
		if failure != nil {
			failure = errors.Join(failure, s.settle(context.WithoutCancel(ctx), id))
			continue
		}
		if err := s.removeFiles(id); err != nil {
			return err
		}
	}
	return failure
}

// releaseDocuments lets go of a dispatch's documents, and tells how many. Those that no other dispatch holds are
// destroyed: their rows, in which the keys of their files stand, and with them the files.
func (s *Store) releaseDocuments(ctx context.Context, tx *sql.Tx, d *dispatch.Destruction, c candidate, gone *letGo) (int, error) {
	documents, err := collect(ctx, tx, scanOne[dispatch.ID], `DELETE FROM dispatch_documents WHERE dispatch = ? RETURNING document`, c.seq)
	if err != nil {
		return 0, err
	}
	for _, id := range documents {
		if err := s.releaseDocument(ctx, tx, d, id, gone); err != nil {
			return 0, err
		}
	}
	return len(documents), nil
}

func (s *Store) releaseDocument(ctx context.Context, tx *sql.Tx, d *dispatch.Destruction, id dispatch.ID, gone *letGo) error {
	var held int
	var added int64
	err := tx.QueryRowContext(ctx, `UPDATE documents SET held = held - 1 WHERE id = ? RETURNING held, added`, id).Scan(&held, &added)
	if err != nil || held > 0 {
		return err
	}
	kept, err := s.document(ctx, tx, dispatch.Document{ID: id})
	if err != nil {
		return err
	}
	if err := deleteLoose(ctx, tx, id); err != nil {
		return err
	}
	*gone = append(*gone, id)
	d.Destroyed.Documents.Add(fromMicros(added))
	d.Destroyed.Bytes += kept.SealedSize
	return s.withdraw(id)
}

// deleteDispatch deletes what is kept of a dispatch beside its documents and its lines.
func deleteDispatch(ctx context.Context, tx *sql.Tx, c candidate) error {
	var state dispatch.State
	if err := tx.QueryRowContext(ctx, `SELECT state FROM dispatches WHERE seq = ?`, c.seq).Scan(&state); err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM dispatch_index WHERE rowid = ?`, `DELETE FROM attempts WHERE dispatch = ?`,
		`DELETE FROM dispatch_bodies WHERE seq = ?`, `DELETE FROM dispatches WHERE seq = ?`,
	} {
		if _, err := tx.ExecContext(ctx, statement, c.seq); err != nil {
			return err
		}
	}
	return count(ctx, tx, state, -1)
}

func (s *Store) tellDestroyed(ctx context.Context, tx *sql.Tx, d *dispatch.Destruction, what dispatch.EventType, of dispatch.ID, details map[string]string) error {
	details[runDetail] = string(d.ID)
	return s.log(ctx, tx, dispatch.Event{Type: what, Dispatch: of, Actor: d.Actor, Details: details})
}

// destroyLines destroys what lines that tell of no dispatch said, a part of them in each transaction.
func (s *Store) destroyLines(ctx context.Context, d *dispatch.Destruction) error {
	for more := true; more; {
		err := s.destroyStep(ctx, d, func(tx *sql.Tx, d *dispatch.Destruction) (err error) {
			more, err = s.destroySomeLines(ctx, tx, d)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) destroySomeLines(ctx context.Context, tx *sql.Tx, d *dispatch.Destruction) (more bool, err error) {
	last, err := lastPassing(ctx, tx, micros(d.Cutoffs.Log))
	if err != nil {
		return false, err
	}
	lines, err := collect(ctx, tx, scanEvent, passingLines(`seq, id, dispatch, type, at, commitment, details, destroyed`)+` AND seq <= ? ORDER BY seq LIMIT ?`,
		append(anys(passing), last, destroyedLines)...)
	if err != nil || len(lines) == 0 {
		return false, err
	}
	retold, err := s.stillTold(ctx, tx, lines)
	if err != nil {
		return false, err
	}
	for _, line := range lines {
		if err := s.destroyDetailsOf(ctx, tx, line); err != nil {
			return false, err
		}
		d.Destroyed.Lines.Add(fromMicros(line.At))
	}
	upto := strconv.FormatInt(lines[len(lines)-1].Seq, 10)
	return len(lines) == destroyedLines, s.logRows(ctx, tx, dispatch.Event{
		Type: dispatch.EventLinesDestroyed, Actor: d.Actor, Details: map[string]string{runDetail: string(d.ID), uptoDetail: upto},
	}, retold)
}

// stillTold are the rows that stand as these lines told them: no later line does, so that one has to before they go.
func (s *Store) stillTold(ctx context.Context, tx *sql.Tx, lines []eventRow) (touched, error) {
	told := rowSums{}
	for _, line := range lines {
		said, err := s.openDetails(line)
		if err != nil {
			return nil, err
		}
		told.tell(said.Closed.Rows)
	}
	still := touched{}
	for table, rows := range told {
		stand, err := s.rowsStanding(ctx, tx, table, slices.Sorted(maps.Keys(rows)))
		if err != nil {
			return nil, err
		}
		for id, sum := range stand {
			if bytes.Equal(sum, rows[id]) {
				still[table] = append(still[table], id)
			}
		}
	}
	return still, nil
}

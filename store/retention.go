package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// settledForGood is true of a dispatch d of which nothing more happens by itself. One that was accepted may still wait for a
// person: see candidates.
const settledForGood = `d.next_at IS NULL AND d.state IN ('accepted', 'delivered', 'partial', 'failed', 'cancelled', 'by_hand')
	AND NOT EXISTS (SELECT 1 FROM uploads WHERE dispatch = d.seq)`

// What is over at a cutoff: the documents of a dispatch, and the dispatch itself.
const (
	documentsOver = `d.seq IN (SELECT dispatch FROM dispatch_documents) AND d.updated < ? AND ` + settledForGood +
		` AND NOT ` + inOpenIncident
	dispatchesOver = `d.created < ? AND ` + settledForGood + ` AND NOT ` + inIncident
)

// candidate is a dispatch that is over.
type candidate struct {
	seq     int64
	id      dispatch.ID
	created int64
}

// candidates lists at most limit dispatches after a seq that are over at a cutoff and not held, and the last seq that
// it looked at; zero: there are no more.
func (s *Store) candidates(ctx context.Context, tx *sql.Tx, condition string, after, cutoff int64, limit int,
) (found []candidate, last int64, err error) {
	var accepted []int64
	found, err = collect(ctx, tx, func(scan func(...any) error) (c candidate, err error) {
		var state dispatch.State
		if err = scan(&c.seq, &c.id, &c.created, &state); state == dispatch.Accepted {
			accepted = append(accepted, c.seq)
		}
		return c, err
	}, `SELECT d.seq, d.id, d.created, d.state FROM dispatches AS d WHERE d.seq > ? AND `+condition+
		` AND NOT `+heldBack+` ORDER BY d.seq LIMIT ?`, after, cutoff, limit)
	if err != nil || len(found) == 0 {
		return nil, 0, err
	}
	last = found[len(found)-1].seq
	waiting, err := s.awaiting(ctx, tx, accepted)
	return slices.DeleteFunc(found, func(c candidate) bool { return waiting[c.id] }), last, err
}

// awaiting are those of some dispatches that a person must settle.
func (s *Store) awaiting(ctx context.Context, tx *sql.Tx, seqs []int64) (map[dispatch.ID]bool, error) {
	loaded, err := s.load(ctx, tx, seqs)
	waiting := map[dispatch.ID]bool{}
	for _, d := range loaded {
		waiting[d.ID] = d.AwaitsPerson()
	}
	return waiting, err
}

// SaveRetention keeps how long things are kept.
func (s *Store) SaveRetention(ctx context.Context, r dispatch.Retention, e dispatch.Event) error {
	return s.change(ctx, "store.save_retention", func(tx *sql.Tx) error {
		if err := s.putSetting(ctx, tx, retentionSetting, r); err != nil {
			return err
		}
		return s.log(ctx, tx, e)
	})
}

const retentionSetting = "retention"

// Retention returns how long things are kept: the default until somebody saved another.
func (s *Store) Retention(ctx context.Context) (dispatch.Retention, error) {
	r := dispatch.DefaultRetention()
	_, err := s.Setting(ctx, retentionSetting, &r)
	return r, err
}

// Expired tells what is over at the cutoffs, and changes nothing.
func (s *Store) Expired(ctx context.Context, c dispatch.Cutoffs) (e dispatch.Expired, err error) {
	err = s.view(ctx, "store.expired", func(tx *sql.Tx) error {
		if err := s.expiredDocuments(ctx, tx, c, &e); err != nil {
			return err
		}
		err := s.eachCandidate(ctx, tx, dispatchesOver, micros(c.Log), func(d candidate) error {
			e.Dispatches.Add(fromMicros(d.created))
			return nil
		})
		if err != nil {
			return err
		}
		if err := expiredIncidents(ctx, tx, c, &e); err != nil {
			return err
		}
		if err := expiredLines(ctx, tx, c, &e); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM dispatches AS d WHERE (`+documentsOver+` OR `+dispatchesOver+
			`) AND `+heldBack, micros(c.Documents), micros(c.Log)).Scan(&e.Held)
	})
	return e, err
}

const candidatePage = 500

func (s *Store) eachCandidate(ctx context.Context, tx *sql.Tx, condition string, cutoff int64, take func(candidate) error) error {
	for after := int64(0); ; {
		found, last, err := s.candidates(ctx, tx, condition, after, cutoff, candidatePage)
		if err != nil || last == 0 {
			return err
		}
		for _, c := range found {
			if err := take(c); err != nil {
				return err
			}
		}
		after = last
	}
}

// expiredDocuments counts the documents whose last dispatch is over, whether its documents or all of it.
func (s *Store) expiredDocuments(ctx context.Context, tx *sql.Tx, c dispatch.Cutoffs, e *dispatch.Expired) error {
	let := map[dispatch.ID]int{}
	seen := map[int64]bool{}
	count := func(d candidate) error {
		if seen[d.seq] {
			return nil
		}
		seen[d.seq] = true
		documents, err := collect(ctx, tx, scanOne[dispatch.ID], `SELECT document FROM dispatch_documents WHERE dispatch = ?`, d.seq)
		for _, id := range documents {
			let[id]++
		}
		return err
	}
	if err := s.eachCandidate(ctx, tx, documentsOver, micros(c.Documents), count); err != nil {
		return err
	}
	still := `d.seq IN (SELECT dispatch FROM dispatch_documents) AND ` + dispatchesOver
	if err := s.eachCandidate(ctx, tx, still, micros(c.Log), count); err != nil {
		return err
	}
	for id, n := range let {
		if err := s.countDocument(ctx, tx, id, n, e); err != nil {
			return err
		}
	}
	return nil
}

// countDocument counts a document that n dispatches let go of, when no other holds it.
func (s *Store) countDocument(ctx context.Context, tx *sql.Tx, id dispatch.ID, n int, e *dispatch.Expired) error {
	var held int
	var added int64
	err := tx.QueryRowContext(ctx, `SELECT held, added FROM documents WHERE id = ?`, id).Scan(&held, &added)
	if err != nil || held > n {
		return err
	}
	kept, err := s.document(ctx, tx, dispatch.Document{ID: id})
	if err != nil {
		return err
	}
	e.Documents.Add(fromMicros(added))
	e.Bytes += kept.SealedSize
	return nil
}

// passing are the events that tell of no dispatch and are destroyed after their time. What proves the log and what was
// destroyed stays, and so does what tells of incidents.
var passing = []dispatch.EventType{
	dispatch.EventRecipientSaved, dispatch.EventRouteVerified, dispatch.EventRouteDoubted, dispatch.EventKeySaved,
	dispatch.EventKeyFound, dispatch.EventKeyRefreshed, dispatch.EventAccountSaved, dispatch.EventAccountRemoved,
	dispatch.EventPassphraseShown, dispatch.EventSecretDrawn, dispatch.EventSecretAgreed, dispatch.EventSecretForgotten,
	dispatch.EventRecipientsImported, dispatch.EventRecipientsMerged, dispatch.EventRecipientRemoved, dispatch.EventSignedIn,
	dispatch.EventGatewayApproved, dispatch.EventGatewayTested,
}

// passingLines selects lines with details that tell of no dispatch.
func passingLines(columns string) string {
	return `SELECT ` + columns + ` FROM events WHERE dispatch = '' AND details IS NOT NULL AND type IN (` + marks(len(passing)) + `)`
}

// lastPassing is the line up to which all lines that tell of no dispatch are older than the cutoff.
func lastPassing(ctx context.Context, tx *sql.Tx, cutoff int64) (seq int64, err error) {
	held, err := exists(ctx, tx, `SELECT 1 FROM holds WHERE scope <> 'dispatch' LIMIT 1`)
	if err != nil || held {
		return 0, err // whose lines they are is sealed: a hold on one recipient keeps all
	}
	var first sql.NullInt64
	err = tx.QueryRowContext(ctx, passingLines(`min(seq)`)+` AND at >= ?`, append(anys(passing), cutoff)...).Scan(&first)
	if err != nil {
		return 0, err
	}
	if first.Valid {
		return first.Int64 - 1, nil
	}
	err = tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM events`).Scan(&seq)
	return seq, err
}

func expiredLines(ctx context.Context, tx *sql.Tx, c dispatch.Cutoffs, e *dispatch.Expired) error {
	last, err := lastPassing(ctx, tx, micros(c.Log))
	if err != nil {
		return err
	}
	var oldest, newest sql.NullInt64
	err = tx.QueryRowContext(ctx, passingLines(`count(*), min(at), max(at)`)+` AND seq <= ?`, append(anys(passing), last)...).
		Scan(&e.Lines.Count, &oldest, &newest)
	if e.Lines.Count > 0 {
		e.Lines.Oldest, e.Lines.Newest = fromMicros(oldest.Int64), fromMicros(newest.Int64)
	}
	return err
}

// missing says of a dispatch that is not there whether it ever was.
func missing(ctx context.Context, q querier, id dispatch.ID) error {
	destroyed, err := exists(ctx, q, `SELECT 1 FROM events WHERE dispatch = ? AND type = ?`, id, dispatch.EventDispatchDestroyed)
	if err == nil && destroyed {
		return notFound("dispatch_destroyed")
	}
	if err != nil {
		return err
	}
	return notFound("dispatch_not_found")
}

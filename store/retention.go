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

// over selects dispatches of which something is over, the oldest first, at most ?4 of those behind seq ?1, where ?2 is the
// cutoff of documents and ?3 that of the log. It streams from an index: each page costs the same, in a log of any length.
type over struct{ from, order string }

var (
	documentsOver  = ofDocuments(`?2`, `d.updated < ?2 AND `+settledForGood+` AND NOT `+inOpenIncident)
	filledOver     = ofDocuments(`?3`, `d.updated >= ?2 AND d.created < ?3 AND `+settledForGood+` AND NOT `+inIncident)
	dispatchesOver = over{` FROM dispatches AS d NOT INDEXED WHERE d.seq > ?1
		AND d.seq <= ` + lastMadeBy(`?3`) + ` AND d.created < ?3 AND ` + settledForGood + ` AND NOT ` + inIncident, ` ORDER BY d.seq`}
)

// lastMadeBy is the last dispatch that was made on the day of a moment, or before.
func lastMadeBy(moment string) string {
	return `(SELECT max(last_seq) FROM dispatch_days WHERE day <= ` + moment + ` / 86400000000)`
}

// ofDocuments looks among the dispatches whose documents are kept and that were made by a moment: what was made after
// it is walked by nobody, however long documents are kept.
func ofDocuments(moment, condition string) over {
	return over{
		` FROM dispatch_documents AS l INDEXED BY dispatch_documents_dispatch
		CROSS JOIN dispatches AS d ON d.seq = l.dispatch
		WHERE l.dispatch > ?1 AND l.dispatch <= ` + lastMadeBy(moment) + ` AND ` + condition,
		` GROUP BY l.dispatch ORDER BY l.dispatch`,
	}
}

// candidate is a dispatch that is over.
type candidate struct {
	seq     int64
	id      dispatch.ID
	created int64
}

// candidates lists at most limit dispatches after a seq that are over and not held, and the last seq that
// it looked at; zero: there are no more.
func (s *Store) candidates(ctx context.Context, tx *sql.Tx, which over, c dispatch.Cutoffs, after int64, limit int,
) (found []candidate, last int64, err error) {
	var accepted []int64
	found, err = collect(ctx, tx, func(scan func(...any) error) (c candidate, err error) {
		var doubtful bool
		if err = scan(&c.seq, &c.id, &c.created, &doubtful); doubtful {
			accepted = append(accepted, c.seq)
		}
		return c, err
	}, `SELECT d.seq, d.id, d.created, d.state = 'accepted' AND d.waits = 1`+which.from+` AND NOT `+heldBack+which.order+` LIMIT ?4`,
		after, micros(c.Documents), micros(c.Log), limit)
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
		err := s.eachPage(ctx, tx, dispatchesOver, c, func(page []candidate) error {
			for _, d := range page {
				e.Dispatches.Add(fromMicros(d.created))
			}
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
		e.Held, err = expiredButHeld(ctx, tx, c)
		return err
	})
	return e, err
}

// expiredButHeld counts the dispatches of which something would be destroyed without the holds.
func expiredButHeld(ctx context.Context, tx *sql.Tx, c dispatch.Cutoffs) (n int, err error) {
	held, err := exists(ctx, tx, `SELECT 1 FROM holds LIMIT 1`)
	if err != nil || !held {
		return 0, err
	}
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT d.seq`+documentsOver.from+` AND `+heldBack+
		` UNION SELECT d.seq`+dispatchesOver.from+` AND `+heldBack+`)`, 0, micros(c.Documents), micros(c.Log)).Scan(&n)
	return n, err
}

const candidatePage = 500

// eachPage takes all candidates, page by page.
func (s *Store) eachPage(ctx context.Context, tx *sql.Tx, which over, c dispatch.Cutoffs, take func([]candidate) error) error {
	for after := int64(0); ; {
		found, last, err := s.candidates(ctx, tx, which, c, after, candidatePage)
		if err != nil || last == 0 {
			return err
		}
		if err := take(found); err != nil {
			return err
		}
		after = last
	}
}

// expiredDocuments counts the documents whose last dispatch is over, whether its documents or all of it.
func (s *Store) expiredDocuments(ctx context.Context, tx *sql.Tx, c dispatch.Cutoffs, e *dispatch.Expired) error {
	shared := map[dispatch.ID]int{}
	for _, which := range []over{documentsOver, filledOver} {
		err := s.eachPage(ctx, tx, which, c, func(page []candidate) error {
			return s.countDocuments(ctx, tx, page, shared, e)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// letting is a document that a dispatch lets go of.
type letting struct {
	id    dispatch.ID
	held  int // dispatches that hold it
	added int64
}

// countDocuments counts the documents that a page of dispatches lets go of and no other dispatch holds. shared counts
// how often those with several were let go of.
func (s *Store) countDocuments(ctx context.Context, tx *sql.Tx, page []candidate, shared map[dispatch.ID]int, e *dispatch.Expired) error {
	if len(page) == 0 {
		return nil
	}
	seqs := make([]int64, len(page))
	for i, c := range page {
		seqs[i] = c.seq
	}
	found, err := collect(ctx, tx, func(scan func(...any) error) (l letting, err error) {
		err = scan(&l.id, &l.held, &l.added)
		return l, err
	}, `SELECT o.id, o.held, o.added FROM dispatch_documents AS l JOIN documents AS o ON o.id = l.document
		WHERE l.dispatch IN (`+marks(len(seqs))+`)`, anys(seqs)...)
	for i := 0; err == nil && i < len(found); i++ {
		err = s.countLetting(ctx, tx, found[i], shared, e)
	}
	return err
}

func (s *Store) countLetting(ctx context.Context, tx *sql.Tx, l letting, shared map[dispatch.ID]int, e *dispatch.Expired) error {
	if l.held > 1 {
		if shared[l.id]++; shared[l.id] != l.held {
			return nil
		}
	}
	kept, err := s.document(ctx, tx, dispatch.Document{ID: l.id})
	if err != nil {
		return err
	}
	e.Documents.Add(fromMicros(l.added))
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

// expiredGlance is how many of what is over are read at once where one answers the question.
const expiredGlance = 50

// AnyExpired reports whether documents or dispatches are over at the cutoffs and not held. It reads no more than the
// first of them, and nothing of the log while a hold keeps everything.
func (s *Store) AnyExpired(ctx context.Context, c dispatch.Cutoffs) (some bool, err error) {
	err = s.view(ctx, "store.any_expired", func(tx *sql.Tx) error {
		all, err := exists(ctx, tx, `SELECT 1 FROM holds WHERE scope = 'everything'`)
		if err != nil || all {
			return err
		}
		for _, which := range []over{documentsOver, dispatchesOver} {
			for after := int64(0); !some; {
				found, last, err := s.candidates(ctx, tx, which, c, after, expiredGlance)
				if err != nil {
					return err
				}
				if last == 0 {
					break
				}
				some, after = len(found) > 0, last
			}
		}
		return nil
	})
	return some, err
}

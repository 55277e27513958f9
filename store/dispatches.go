package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func bodyPlace(id dispatch.ID) string { return place("dispatch_bodies", "body", string(id)) }

func passphrasePlace(id dispatch.ID) string {
	return place("dispatch_bodies", "passphrase", string(id))
}

// Create stores a new dispatch in state Held or ByHand; passphrase may be empty.
func (s *Store) Create(ctx context.Context, d dispatch.Dispatch, passphrase string, e dispatch.Event) error {
	return s.change(ctx, "store.create", func(tx *sql.Tx) error {
		return s.create(ctx, tx, d, passphrase, e)
	})
}

func (s *Store) create(ctx context.Context, tx *sql.Tx, d dispatch.Dispatch, passphrase string,
	e dispatch.Event,
) error {
	if err := checkNew(d); err != nil {
		return err
	}
	seq, sum, err := s.insertDispatch(ctx, tx, d, passphrase)
	if err != nil {
		return err
	}
	if err := s.holdDocuments(ctx, tx, seq, d); err != nil {
		return err
	}
	if err := count(ctx, tx, d.State, 1); err != nil {
		return err
	}
	if err := s.countUse(ctx, tx, d); err != nil {
		return err
	}
	if err := widenDay(ctx, tx, d.Created, seq); err != nil {
		return err
	}
	if err := s.indexDispatch(ctx, tx, seq, d); err != nil {
		return err
	}
	_, err = s.logOf(ctx, tx, d.ID, e, telling{
		record: &record{Table: dispatchRecord, ID: d.ID, Sum: sum}, state: d.State,
	})
	return err
}

// checkNew refuses what no search would ever show.
func checkNew(d dispatch.Dispatch) error {
	switch {
	case !d.ID.Valid():
		return invalid("id_malformed", "id")
	case !d.Channel.Valid():
		return invalid("channel_unknown", "channel")
	case d.State != dispatch.Held && d.State != dispatch.ByHand:
		return problem(dispatch.KindInternal, "state_impossible")
	default:
		return nil
	}
}

// insertDispatch stores the rows of a dispatch and returns the hash of what never changes of it.
func (s *Store) insertDispatch(ctx context.Context, tx *sql.Tx, d dispatch.Dispatch, passphrase string,
) (seq int64, sum []byte, err error) {
	d.Attempts = nil
	plain, err := json.Marshal(d)
	if err != nil {
		return 0, nil, misused("value without JSON")
	}
	err = tx.QueryRowContext(ctx, `INSERT INTO dispatches
		(id, state, channel, recipient, account, created, updated, next_at, tries)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) RETURNING seq`,
		d.ID, d.State, d.Channel, d.Recipient.ID, d.Account, micros(d.Created), micros(d.Updated),
		nullMicros(d.NextAt)).Scan(&seq)
	if err != nil {
		return 0, nil, err
	}
	var sealed any
	if passphrase != "" {
		sealed = s.sealer.Seal(passphrasePlace(d.ID), []byte(passphrase))
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO dispatch_bodies (seq, body, passphrase) VALUES (?, ?, ?)`,
		seq, s.sealer.Seal(bodyPlace(d.ID), plain), sealed)
	hash := sha256.Sum256(plain)
	return seq, hash[:], err
}

// count changes how many dispatches stand in a state.
func count(ctx context.Context, tx *sql.Tx, state dispatch.State, by int) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO state_counts (state, n) VALUES (?, ?)
		ON CONFLICT (state) DO UPDATE SET n = n + excluded.n`, state, by)
	return err
}

// Dispatch returns a dispatch with its attempts.
func (s *Store) Dispatch(ctx context.Context, id dispatch.ID) (dispatch.Dispatch, error) {
	var found []dispatch.Dispatch
	err := s.view(ctx, "store.dispatch", func(tx *sql.Tx) error {
		seq, err := seqOf(ctx, tx, id)
		if err != nil {
			return err
		}
		found, err = s.load(ctx, tx, []int64{seq})
		return err
	})
	if err != nil {
		return dispatch.Dispatch{}, err
	}
	return found[0], nil
}

func seqOf(ctx context.Context, q querier, id dispatch.ID) (seq int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT seq FROM dispatches WHERE id = ?`, id).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, missing(ctx, q, id)
	}
	return seq, err
}

// loadChunk bounds the arguments of one query.
const loadChunk = 500

// load opens dispatches with their attempts, in the order asked for.
func (s *Store) load(ctx context.Context, q querier, seqs []int64) ([]dispatch.Dispatch, error) {
	all := make([]dispatch.Dispatch, 0, len(seqs))
	for chunk := range slices.Chunk(seqs, loadChunk) {
		rows, err := s.loadRows(ctx, q, chunk)
		if err != nil {
			return nil, err
		}
		attempts, err := s.loadAttempts(ctx, q, chunk)
		if err != nil {
			return nil, err
		}
		for _, seq := range chunk {
			d, ok := rows[seq]
			if !ok {
				return nil, problem(dispatch.KindIntegrity, "record_missing")
			}
			d.Attempts = append([]dispatch.Attempt{}, attempts[seq]...)
			all = append(all, d)
		}
	}
	return all, nil
}

func (s *Store) loadRows(ctx context.Context, q querier, seqs []int64) (map[int64]dispatch.Dispatch, error) {
	rows := make(map[int64]dispatch.Dispatch, len(seqs))
	_, err := collect(ctx, q, func(scan func(...any) error) (none struct{}, err error) {
		seq, d, err := s.scanDispatch(scan)
		rows[seq] = d
		return none, err
	}, selectDispatches+` WHERE d.seq IN (`+marks(len(seqs))+`)`, anys(seqs)...)
	return rows, err
}

const selectDispatches = `SELECT d.seq, d.id, d.state, d.channel, d.account, d.created, d.updated, d.next_at, d.tries, b.body
	FROM dispatches AS d JOIN dispatch_bodies AS b ON b.seq = d.seq`

// scanDispatch opens a row. What stands in clear must agree with what was sealed, or somebody changed it.
func (s *Store) scanDispatch(scan func(...any) error) (seq int64, d dispatch.Dispatch, err error) {
	var clear dispatch.Dispatch
	var created, updated int64
	var next sql.NullInt64
	var body []byte
	err = scan(&seq, &clear.ID, &clear.State, &clear.Channel, &clear.Account, &created, &updated, &next,
		&clear.Tries, &body)
	if err != nil {
		return 0, d, err
	}
	if err := s.openJSON(bodyPlace(clear.ID), body, &d); err != nil {
		return 0, d, err
	}
	if d.ID != clear.ID || d.Channel != clear.Channel || d.Account != clear.Account {
		return 0, d, problem(dispatch.KindIntegrity, "record_altered")
	}
	d.State, d.Tries = clear.State, clear.Tries
	d.Created, d.Updated, d.NextAt = fromMicros(created), fromMicros(updated), time.Time{}
	if next.Valid {
		d.NextAt = fromMicros(next.Int64)
	}
	return seq, d, nil
}

// Passphrase returns the passphrase of a dispatch, or an empty string.
func (s *Store) Passphrase(ctx context.Context, id dispatch.ID) (string, error) {
	passphrase, err := s.passphrase(ctx, id)
	return passphrase, border("store.passphrase", err)
}

func (s *Store) passphrase(ctx context.Context, id dispatch.ID) (string, error) {
	var sealed []byte
	err := s.reader.QueryRowContext(ctx, `SELECT b.passphrase FROM dispatches AS d
		JOIN dispatch_bodies AS b ON b.seq = d.seq WHERE d.id = ?`, id).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return "", notFound("dispatch_not_found")
	}
	if err != nil || sealed == nil {
		return "", err
	}
	plain, err := s.unseal(passphrasePlace(id), sealed)
	return string(plain), err
}

// InState lists every dispatch in a state, oldest first, each with its attempts.
func (s *Store) InState(ctx context.Context, state dispatch.State) ([]dispatch.Dispatch, error) {
	return s.list(ctx, "store.in_state", `SELECT seq FROM dispatches WHERE state = ? ORDER BY seq`, state)
}

func (s *Store) list(ctx context.Context, op, query string, args ...any) (found []dispatch.Dispatch, err error) {
	err = s.view(ctx, op, func(tx *sql.Tx) error {
		seqs, err := collect(ctx, tx, scanOne[int64], query, args...)
		if err != nil {
			return err
		}
		found, err = s.load(ctx, tx, seqs)
		return err
	})
	return found, err
}

// NextDue is the earliest NextAt of all dispatches; ok is false when none has one.
func (s *Store) NextDue(ctx context.Context) (at time.Time, ok bool, err error) {
	var next sql.NullInt64
	err = s.reader.QueryRowContext(ctx, `SELECT min(next_at) FROM dispatches
		WHERE next_at IS NOT NULL`).Scan(&next)
	if err != nil || !next.Valid {
		return time.Time{}, false, border("store.next_due", err)
	}
	return fromMicros(next.Int64), true, nil
}

// CountByState counts all dispatches. States without any are left out.
func (s *Store) CountByState(ctx context.Context) (map[dispatch.State]int, error) {
	counts := map[dispatch.State]int{}
	_, err := collect(ctx, s.reader, func(scan func(...any) error) (none struct{}, err error) {
		var state dispatch.State
		var n int
		err = scan(&state, &n)
		counts[state] = n
		return none, err
	}, `SELECT state, n FROM state_counts WHERE n > 0`)
	if err != nil {
		return nil, border("store.count_by_state", err)
	}
	return counts, nil
}

// Version grows with every event and every setting saved, by this program or another. A lease taken or
// extended is no change.
func (s *Store) Version(ctx context.Context) (version int64, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT
		(SELECT coalesce(max(seq), 0) FROM events) + (SELECT coalesce(sum(version), 0) FROM settings)`,
	).Scan(&version)
	return version, border("store.version", err)
}

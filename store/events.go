package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
	"github.com/souspli/souspli/dispatch/proof"
)

// eventRow is an event as the log keeps it.
type eventRow struct {
	Seq        int64
	ID         dispatch.ID
	Dispatch   dispatch.ID
	Type       dispatch.EventType
	At         int64 // microseconds
	Commitment []byte
	Details    []byte // sealed; nil once destroyed
	Destroyed  []byte // the mark of it, sealed
}

// details is what an event says that nobody may read in clear. A proof may show the open part.
type details struct {
	Open   proof.Told
	Closed closedDetails
}

type closedDetails struct {
	Actor   string            `json:"actor,omitempty"`
	Details map[string]string `json:"details,omitempty"`
	Record  *record           `json:"record,omitempty"`
	Rows    rowSums           `json:"rows,omitempty"`
}

// all are the details as the event was given them.
func (d details) all() map[string]string {
	if len(d.Open.Details)+len(d.Closed.Details) == 0 {
		return nil
	}
	all := maps.Clone(d.Open.Details)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, d.Closed.Details)
	return all
}

// record ties an event to the row that it tells of, by the hash of what the row seals.
type record struct {
	Table recordTable `json:"table"`
	ID    dispatch.ID `json:"id"`
	Sum   []byte      `json:"sum"`
}

type recordTable string

const (
	dispatchRecord recordTable = "dispatches"
	attemptRecord  recordTable = "attempts"
)

const saltSize = 32

// place binds sealed details to everything that stands in clear beside them: who changes a line of the
// log without the vault's key cannot make the details open again.
func (r eventRow) place() string {
	fields := []string{
		strconv.FormatInt(r.Seq, 10), string(r.ID), string(r.Dispatch), string(r.Type),
		strconv.FormatInt(r.At, 10),
	}
	return place("events", "details", strings.Join(fields, "."))
}

// leaf is what the tree holds of an event.
func (r eventRow) leaf() []byte {
	return proof.Leaf{
		Seq: r.Seq, At: fromMicros(r.At), ID: r.ID, Type: r.Type, Dispatch: r.Dispatch, Commitment: r.Commitment,
	}.Bytes()
}

// Append stores an event that changes nothing else.
func (s *Store) Append(ctx context.Context, e dispatch.Event) error {
	return s.change(ctx, "store.append", func(tx *sql.Tx) error {
		if e.Dispatch != "" {
			if _, err := seqOf(ctx, tx, e.Dispatch); err != nil {
				return err
			}
		}
		return s.log(ctx, tx, e)
	})
}

// telling is what an event tells beside its own details.
type telling struct {
	record  *record
	rows    rowSums
	state   dispatch.State // of the dispatch after the event; empty: as it stands
	attempt *dispatch.Attempt
}

// logOf appends the event of a dispatch.
func (s *Store) logOf(ctx context.Context, tx *sql.Tx, of dispatch.ID, e dispatch.Event, told telling) (seq int64, err error) {
	if e.Dispatch != "" && e.Dispatch != of {
		return 0, misused("event of another dispatch")
	}
	e.Dispatch = of
	return s.appendTelling(ctx, tx, e, told)
}

// log appends an event.
func (s *Store) log(ctx context.Context, tx *sql.Tx, e dispatch.Event) error {
	_, err := s.append(ctx, tx, e, nil)
	return err
}

// append appends an event that tells of a record.
func (s *Store) append(ctx context.Context, tx *sql.Tx, e dispatch.Event, told *record) (seq int64, err error) {
	return s.appendTelling(ctx, tx, e, telling{record: told})
}

func (s *Store) appendTelling(ctx context.Context, tx *sql.Tx, e dispatch.Event, told telling) (seq int64, err error) {
	e = s.complete(e)
	if !e.ID.Valid() {
		return 0, invalid("id_malformed", "event")
	}
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM events`).Scan(&last); err != nil {
		return 0, err
	}
	if e.Dispatch != "" && told.state == "" {
		if told.state, err = stateOf(ctx, tx, e.Dispatch); err != nil {
			return 0, err
		}
	}
	row := eventRow{Seq: last + 1, ID: e.ID, Dispatch: e.Dispatch, Type: e.Type, At: micros(e.At)}
	said := told.details(e)
	if said.Open.N, err = nextOf(ctx, tx, e.Dispatch); err != nil {
		return 0, err
	}
	if err := s.sealDetails(&row, said); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO events (seq, id, dispatch, type, at, commitment, details)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, row.Seq, row.ID, row.Dispatch, row.Type, row.At, row.Commitment, row.Details)
	if err != nil {
		return 0, err
	}
	if err := tellOfRecipient(ctx, tx, e, row.Seq); err != nil {
		return 0, err
	}
	if err := growTree(ctx, tx, row); err != nil {
		return 0, err
	}
	failpoint.At(failpoint.EventAppended)
	return row.Seq, nil
}

// nextOf is which line of a dispatch the next one is, zero when it tells of none.
func nextOf(ctx context.Context, tx *sql.Tx, id dispatch.ID) (n int, err error) {
	if id == "" {
		return 0, nil
	}
	err = tx.QueryRowContext(ctx, `SELECT count(*) + 1 FROM events WHERE dispatch = ?`, id).Scan(&n)
	return n, err
}

// stateOf is the state of a dispatch, empty for one that is gone: every line of a dispatch tells it, so that
// the last one proves it.
func stateOf(ctx context.Context, tx *sql.Tx, id dispatch.ID) (state dispatch.State, err error) {
	err = tx.QueryRowContext(ctx, `SELECT state FROM dispatches WHERE id = ?`, id).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return state, err
}

func (t telling) details(e dispatch.Event) (d details) {
	d.Open.Details, d.Closed.Details = proof.Split(e.Details)
	d.Open.State, d.Closed.Actor, d.Closed.Record, d.Closed.Rows = t.state, e.Actor, t.record, t.rows
	if t.attempt != nil {
		d.Open.Attempt = proof.AttemptOf(*t.attempt)
	}
	return d
}

// complete gives an event the id and the time that its maker left to the store.
func (s *Store) complete(e dispatch.Event) dispatch.Event {
	if e.ID == "" {
		e.ID = dispatch.NewID(s.random)
	}
	if e.At.IsZero() {
		e.At = s.now()
	}
	return e
}

// sealDetails seals salt and both parts, the open one after its length.
func (s *Store) sealDetails(row *eventRow, d details) error {
	open, err := json.Marshal(d.Open)
	if err != nil {
		return misused("value without JSON")
	}
	closed, err := json.Marshal(d.Closed)
	if err != nil {
		return misused("value without JSON")
	}
	salt := make([]byte, saltSize, saltSize+binary.MaxVarintLen32+len(open)+len(closed))
	s.draw(salt)
	row.Commitment = proof.Open(salt, open, closed).Commitment()
	plain := binary.AppendUvarint(salt, uint64(len(open)))
	row.Details = s.sealer.Seal(row.place(), slices.Concat(plain, open, closed))
	return nil
}

// opening opens what stands sealed of an event, and checks it against what the tree holds of it.
func (s *Store) opening(row eventRow) (o proof.Opening, closed []byte, err error) {
	salted, err := s.unseal(row.place(), row.Details)
	if err != nil {
		return o, nil, err
	}
	altered := problem(dispatch.KindIntegrity, "record_altered")
	if len(salted) < saltSize {
		return o, nil, altered
	}
	salt, rest := salted[:saltSize], salted[saltSize:]
	size, n := binary.Uvarint(rest)
	if n <= 0 || size > uint64(len(rest)-n) { //nolint:gosec // n counts bytes of rest
		return o, nil, altered
	}
	open, closed := rest[n:n+int(size)], rest[n+int(size):] //nolint:gosec // bounded above
	if o = proof.Open(salt, open, closed); !bytes.Equal(o.Commitment(), row.Commitment) {
		return o, nil, altered
	}
	return o, closed, nil
}

// openDetails opens what an event says.
func (s *Store) openDetails(row eventRow) (d details, err error) {
	o, closed, err := s.opening(row)
	if err != nil {
		return d, err
	}
	if json.Unmarshal(o.Open, &d.Open) != nil || json.Unmarshal(closed, &d.Closed) != nil {
		return details{}, problem(dispatch.KindIntegrity, "record_altered")
	}
	return d, nil
}

// Events lists the events of a dispatch, oldest first.
func (s *Store) Events(ctx context.Context, id dispatch.ID) (events []dispatch.Event, err error) {
	err = s.view(ctx, "store.events", func(tx *sql.Tx) error {
		if _, err := seqOf(ctx, tx, id); err != nil {
			return err
		}
		rows, err := collect(ctx, tx, scanEvent, selectEvents+` WHERE dispatch = ? ORDER BY seq`, id)
		if err != nil {
			return err
		}
		events, err = s.openEvents(rows)
		return err
	})
	return events, err
}

const selectEvents = `SELECT seq, id, dispatch, type, at, commitment, details, destroyed FROM events`

func scanEvent(scan func(...any) error) (row eventRow, err error) {
	err = scan(&row.Seq, &row.ID, &row.Dispatch, &row.Type, &row.At, &row.Commitment, &row.Details, &row.Destroyed)
	return row, err
}

func (s *Store) openEvents(rows []eventRow) ([]dispatch.Event, error) {
	events := make([]dispatch.Event, 0, len(rows))
	for _, row := range rows {
		var said details
		if row.Details != nil {
			var err error
			if said, err = s.openDetails(row); err != nil {
				return nil, err
			}
		}
		events = append(events, dispatch.Event{
			Seq: row.Seq, ID: row.ID, Type: row.Type, Dispatch: row.Dispatch, At: time.UnixMicro(row.At).UTC(),
			Actor: said.Closed.Actor, Details: said.all(),
		})
	}
	return events, nil
}

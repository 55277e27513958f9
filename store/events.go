package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
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

// details is what an event says that nobody may read in clear.
type details struct {
	Actor   string            `json:"actor,omitempty"`
	Details map[string]string `json:"details,omitempty"`
	Record  *record           `json:"record,omitempty"`
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

// commit is what the tree holds of the details. The salt stays sealed with them: without it, short
// details could be guessed and tried.
func commit(salt, plain []byte) []byte {
	mac := hmac.New(sha256.New, salt)
	mac.Write(plain)
	return mac.Sum(nil)
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

// logRecord appends the event of a dispatch, with the record that it tells of.
func (s *Store) logRecord(ctx context.Context, tx *sql.Tx, of dispatch.ID, e dispatch.Event, told *record,
) (seq int64, err error) {
	if e.Dispatch != "" && e.Dispatch != of {
		return 0, misused("event of another dispatch")
	}
	e.Dispatch = of
	return s.append(ctx, tx, e, told)
}

// log appends an event.
func (s *Store) log(ctx context.Context, tx *sql.Tx, e dispatch.Event) error {
	_, err := s.append(ctx, tx, e, nil)
	return err
}

func (s *Store) append(ctx context.Context, tx *sql.Tx, e dispatch.Event, told *record) (seq int64, err error) {
	e = s.complete(e)
	if !e.ID.Valid() {
		return 0, invalid("id_malformed", "event")
	}
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM events`).Scan(&last); err != nil {
		return 0, err
	}
	row := eventRow{Seq: last + 1, ID: e.ID, Dispatch: e.Dispatch, Type: e.Type, At: micros(e.At)}
	if err := s.sealDetails(&row, details{e.Actor, e.Details, told}); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO events (seq, id, dispatch, type, at, commitment, details)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, row.Seq, row.ID, row.Dispatch, row.Type, row.At, row.Commitment, row.Details)
	if err != nil {
		return 0, err
	}
	return row.Seq, growTree(ctx, tx, row)
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

func (s *Store) sealDetails(row *eventRow, d details) error {
	plain, err := json.Marshal(d)
	if err != nil {
		return misused("value without JSON")
	}
	salt := make([]byte, saltSize, saltSize+len(plain))
	s.draw(salt)
	row.Commitment = commit(salt, plain)
	row.Details = s.sealer.Seal(row.place(), append(salt, plain...))
	return nil
}

// openDetails opens what an event says, and checks it against what the tree holds of it.
func (s *Store) openDetails(row eventRow) (d details, err error) {
	salted, err := s.unseal(row.place(), row.Details)
	if err != nil {
		return d, err
	}
	altered := problem(dispatch.KindIntegrity, "record_altered")
	if len(salted) < saltSize {
		return d, altered
	}
	salt, plain := salted[:saltSize], salted[saltSize:]
	if !hmac.Equal(commit(salt, plain), row.Commitment) || json.Unmarshal(plain, &d) != nil {
		return details{}, altered
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
			Actor: said.Actor, Details: said.Details,
		})
	}
	return events, nil
}

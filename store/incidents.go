package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"github.com/souspli/souspli/dispatch"
)

const incidentRecord recordTable = "incidents"

// incidentPlace depends on the event that told the incident as it stands: an older body opens there no more.
func incidentPlace(id dispatch.ID, event int64) string {
	return place("incidents", "body", string(id)+"."+strconv.FormatInt(event, 10))
}

// AddIncident enters an incident in the register and gives it the next number.
func (s *Store) AddIncident(ctx context.Context, i dispatch.Incident, e dispatch.Event) (dispatch.Incident, error) {
	err := s.change(ctx, "store.add_incident", func(tx *sql.Tx) error {
		if !i.ID.Valid() {
			return invalid("id_malformed", "id")
		}
		err := tx.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) + 1 FROM incidents`).Scan(&i.Number)
		if err != nil {
			return err
		}
		return s.keepIncident(ctx, tx, i, e)
	})
	return i, err
}

// ChangeIncident changes an incident as it is kept now, while nobody else can. When change fails, nothing is stored
// and its error is returned.
func (s *Store) ChangeIncident(
	ctx context.Context, id dispatch.ID, change func(i *dispatch.Incident) (dispatch.Event, error),
) (changed dispatch.Incident, err error) {
	err = s.change(ctx, "store.change_incident", func(tx *sql.Tx) error {
		if changed, err = s.incident(ctx, tx, id); err != nil {
			return err
		}
		number := changed.Number
		e, err := change(&changed)
		if err != nil {
			return err
		}
		changed.ID, changed.Number = id, number
		return s.keepIncident(ctx, tx, changed, e)
	})
	return changed, err
}

// AppendOfIncident stores an event that changes nothing of an incident.
func (s *Store) AppendOfIncident(ctx context.Context, id dispatch.ID, e dispatch.Event) error {
	return s.change(ctx, "store.append_of_incident", func(tx *sql.Tx) error {
		if _, err := s.incident(ctx, tx, id); err != nil {
			return err
		}
		seq, err := s.append(ctx, tx, e, nil)
		if err != nil {
			return err
		}
		return tellOfIncident(ctx, tx, id, seq)
	})
}

// keepIncident stores the event, then the incident as it told it.
func (s *Store) keepIncident(ctx context.Context, tx *sql.Tx, i dispatch.Incident, e dispatch.Event) error {
	if e.Dispatch != "" {
		if _, err := seqOf(ctx, tx, e.Dispatch); err != nil {
			return err
		}
	}
	plain, err := json.Marshal(i)
	if err != nil {
		return misused("value without JSON")
	}
	sum := sha256.Sum256(plain)
	seq, err := s.append(ctx, tx, e, &record{Table: incidentRecord, ID: i.ID, Sum: sum[:]})
	if err != nil {
		return err
	}
	if err := s.putIncident(ctx, tx, i, seq, plain); err != nil {
		return err
	}
	if err := linkIncident(ctx, tx, i); err != nil {
		return err
	}
	return tellOfIncident(ctx, tx, i.ID, seq)
}

func (s *Store) putIncident(ctx context.Context, tx *sql.Tx, i dispatch.Incident, event int64, plain []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO incidents (number, id, state, opened, updated, keep_until, event, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, updated = excluded.updated,
			keep_until = excluded.keep_until, event = excluded.event, body = excluded.body`,
		i.Number, i.ID, i.State, micros(i.Opened), micros(i.Updated), nullMicros(i.KeepUntil().Time()),
		event, s.sealer.Seal(incidentPlace(i.ID, event), plain))
	return err
}

func linkIncident(ctx context.Context, tx *sql.Tx, i dispatch.Incident) error {
	for _, id := range slices.Concat(i.Dispatches, i.Declared) {
		_, err := tx.ExecContext(ctx, `INSERT INTO incident_dispatches (dispatch, incident) VALUES (?, ?)
			ON CONFLICT DO NOTHING`, id, i.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

func tellOfIncident(ctx context.Context, tx *sql.Tx, id dispatch.ID, event int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO incident_events (incident, event) VALUES (?, ?)`, id, event)
	return err
}

const selectIncidents = `SELECT number, id, state, opened, updated, event, body FROM incidents`

// Incident returns an incident.
func (s *Store) Incident(ctx context.Context, id dispatch.ID) (dispatch.Incident, error) {
	i, err := s.incident(ctx, s.reader, id)
	return i, border("store.incident", err)
}

func (s *Store) incident(ctx context.Context, q querier, id dispatch.ID) (dispatch.Incident, error) {
	i, err := s.scanIncident(q.QueryRowContext(ctx, selectIncidents+` WHERE id = ?`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return i, notFound("incident_not_found")
	}
	return i, err
}

// Incidents lists the whole register, the newest first.
func (s *Store) Incidents(ctx context.Context) ([]dispatch.Incident, error) {
	found, err := collect(ctx, s.reader, s.scanIncident, selectIncidents+` ORDER BY number DESC`)
	return found, border("store.incidents", err)
}

// IncidentsOf lists the incidents that a dispatch belongs to, the newest first.
func (s *Store) IncidentsOf(ctx context.Context, of dispatch.ID) ([]dispatch.Incident, error) {
	found, err := collect(ctx, s.reader, s.scanIncident, selectIncidents+`
		WHERE id IN (SELECT incident FROM incident_dispatches WHERE dispatch = ?) ORDER BY number DESC`, of)
	return found, border("store.incidents_of", err)
}

// scanIncident opens a row. What stands in clear must agree with what was sealed, or somebody changed it.
func (s *Store) scanIncident(scan func(...any) error) (i dispatch.Incident, err error) {
	var clear dispatch.Incident
	var opened, updated, event int64
	var body []byte
	if err := scan(&clear.Number, &clear.ID, &clear.State, &opened, &updated, &event, &body); err != nil {
		return i, err
	}
	if err := s.openJSON(incidentPlace(clear.ID, event), body, &i); err != nil {
		return i, err
	}
	if i.ID != clear.ID || i.Number != clear.Number || i.State != clear.State || micros(i.Opened) != opened || micros(i.Updated) != updated {
		return i, problem(dispatch.KindIntegrity, "record_altered")
	}
	return i, nil
}

// IncidentEvents lists what happened to an incident, oldest first.
func (s *Store) IncidentEvents(ctx context.Context, id dispatch.ID) (events []dispatch.Event, err error) {
	err = s.view(ctx, "store.incident_events", func(tx *sql.Tx) error {
		if _, err := s.incident(ctx, tx, id); err != nil {
			return err
		}
		rows, err := collect(ctx, tx, scanEvent,
			selectEvents+` WHERE seq IN (SELECT event FROM incident_events WHERE incident = ?) ORDER BY seq`, id)
		if err != nil {
			return err
		}
		events, err = s.openEvents(rows)
		return err
	})
	return events, err
}

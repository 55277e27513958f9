package store

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/souspli/souspli/dispatch"
)

// incidentsOver selects the closed entries of the register that the law keeps no more, unless everything is held.
const incidentsOver = ` FROM incidents WHERE state = 'closed' AND keep_until < ?
	AND NOT EXISTS (SELECT 1 FROM holds WHERE scope = 'everything')
	AND NOT EXISTS (SELECT 1 FROM incident_dispatches AS l JOIN dispatches AS d ON d.id = l.dispatch
		WHERE l.incident = incidents.id AND ` + heldBack + `)`

func expiredIncidents(ctx context.Context, tx *sql.Tx, c dispatch.Cutoffs, e *dispatch.Expired) error {
	opened, err := collect(ctx, tx, scanOne[int64], `SELECT opened`+incidentsOver, micros(c.Incidents))
	for _, at := range opened {
		e.Incidents.Add(fromMicros(at))
	}
	return err
}

// endedIncident is an entry of the register that is over.
type endedIncident struct {
	id             dispatch.ID
	number, opened int64
}

// destroyIncidents destroys entries of the register, each in a transaction: of their lines the commitments stay.
func (s *Store) destroyIncidents(ctx context.Context, d *dispatch.Destruction) error {
	for more := true; more; {
		err := s.destroyStep(ctx, d, func(tx *sql.Tx, d *dispatch.Destruction) error {
			ended, err := collect(ctx, tx, func(scan func(...any) error) (i endedIncident, err error) {
				err = scan(&i.id, &i.number, &i.opened)
				return i, err
			}, `SELECT id, number, opened`+incidentsOver+` LIMIT 1`, micros(d.Cutoffs.Incidents))
			if more = len(ended) > 0; err != nil || !more {
				return err
			}
			return s.destroyIncident(ctx, tx, d, ended[0])
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) destroyIncident(ctx context.Context, tx *sql.Tx, d *dispatch.Destruction, i endedIncident) error {
	lines, err := collect(ctx, tx, scanEvent, selectEvents+` WHERE details IS NOT NULL
		AND seq IN (SELECT event FROM incident_events WHERE incident = ?)`, i.id)
	if err != nil {
		return err
	}
	for _, line := range lines {
		if err := s.destroyDetailsOf(ctx, tx, line); err != nil {
			return err
		}
	}
	for _, statement := range []string{
		`DELETE FROM incident_events WHERE incident = ?`, `DELETE FROM incident_dispatches WHERE incident = ?`,
		`DELETE FROM incidents WHERE id = ?`,
	} {
		if _, err := tx.ExecContext(ctx, statement, i.id); err != nil {
			return err
		}
	}
	d.Destroyed.Incidents.Add(fromMicros(i.opened))
	return s.tellDestroyed(ctx, tx, d, dispatch.EventIncidentDestroyed, "", map[string]string{"number": strconv.FormatInt(i.number, 10)})
}

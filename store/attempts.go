package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/souspli/souspli/dispatch"
)

// attemptPlace binds an attempt to the event that told of it, so that neither can be put for another.
func attemptPlace(id dispatch.ID, event int64) string {
	return place("attempts", "body", string(id)+"."+strconv.FormatInt(event, 10))
}

// writeAttempt encodes an attempt and hashes the encoding.
func writeAttempt(a dispatch.Attempt) (plain, sum []byte, err error) {
	plain, err = json.Marshal(a)
	if err != nil {
		return nil, nil, misused("value without JSON")
	}
	hash := sha256.Sum256(plain)
	return plain, hash[:], nil
}

// attemptChange is what a transition does to its attempt.
type attemptChange int

const (
	noAttempt       attemptChange = iota
	attemptStarts                 // it is new
	attemptEnds                   // it was open
	attemptGoesOn                 // it stays open
	attemptIsToldOf               // it ended before, and more is known now
)

// checkAttempt finds out what t does to its attempt, and refuses what could send twice: sending starts
// with a new attempt and ends with the end of the open one, so that a program that was slow cannot end
// the attempt of another.
func checkAttempt(ctx context.Context, tx *sql.Tx, seq int64, t dispatch.Transition) (attemptChange, error) {
	change := noAttempt
	if t.Attempt != nil {
		var err error
		if change, err = changeOf(ctx, tx, seq, *t.Attempt); err != nil {
			return change, err
		}
	}
	entering := t.From != dispatch.Sending && t.To == dispatch.Sending
	leaving := t.From == dispatch.Sending && t.To != dispatch.Sending
	switch {
	case entering && change != attemptStarts:
		return change, problem(dispatch.KindConflict, "attempt_known")
	case leaving && change != attemptEnds:
		return change, problem(dispatch.KindConflict, "attempt_closed")
	default:
		return change, nil
	}
}

func changeOf(ctx context.Context, tx *sql.Tx, seq int64, a dispatch.Attempt) (attemptChange, error) {
	if !a.ID.Valid() {
		return noAttempt, invalid("id_malformed", "attempt")
	}
	var owner int64
	var ended sql.NullInt64
	err := tx.QueryRowContext(ctx, `SELECT dispatch, ended FROM attempts WHERE id = ?`, a.ID).Scan(&owner, &ended)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return attemptStarts, refuseSecond(ctx, tx, seq)
	case err != nil:
		return noAttempt, err
	case owner != seq:
		return noAttempt, misused("attempt of another dispatch")
	case ended.Valid && a.Ended.IsZero():
		return noAttempt, problem(dispatch.KindConflict, "attempt_closed")
	case ended.Valid:
		return attemptIsToldOf, nil
	case a.Ended.IsZero():
		return attemptGoesOn, nil
	default:
		return attemptEnds, nil
	}
}

// checkKnown refuses a change that was decided on an attempt which is no longer so: what came between, a recall or
// an extension, would be lost.
func (s *Store) checkKnown(ctx context.Context, tx *sql.Tx, seq int64, t dispatch.Transition) error {
	if t.Known == nil {
		return nil
	}
	stored, err := s.loadAttempts(ctx, tx, []int64{seq})
	if err != nil {
		return err
	}
	_, known, err := writeAttempt(*t.Known)
	if err != nil {
		return err
	}
	for _, a := range stored[seq] {
		if a.ID != t.Known.ID {
			continue
		}
		if _, sum, err := writeAttempt(a); err != nil || bytes.Equal(sum, known) {
			return err
		}
	}
	return problem(dispatch.KindConflict, "attempt_changed")
}

func refuseSecond(ctx context.Context, tx *sql.Tx, seq int64) error {
	open, err := exists(ctx, tx, `SELECT 1 FROM attempts WHERE dispatch = ? AND ended IS NULL`, seq)
	if err == nil && open {
		return problem(dispatch.KindConflict, "attempt_open")
	}
	return err
}

// putAttempt inserts an attempt, or updates one.
func putAttempt(ctx context.Context, tx *sql.Tx, dispatchSeq, event int64, a dispatch.Attempt, body []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO attempts (id, dispatch, n, started, ended, event, body)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, event = excluded.event, body = excluded.body`,
		a.ID, dispatchSeq, a.N, micros(a.Started), nullMicros(a.Ended), event, body)
	return err
}

// loadAttempts opens the attempts of dispatches, in order.
func (s *Store) loadAttempts(ctx context.Context, q querier, seqs []int64) (map[int64][]dispatch.Attempt, error) {
	attempts := map[int64][]dispatch.Attempt{}
	_, err := collect(ctx, q, func(scan func(...any) error) (none struct{}, err error) {
		var owner, event int64
		var id dispatch.ID
		var body []byte
		if err := scan(&owner, &id, &event, &body); err != nil {
			return none, err
		}
		var a dispatch.Attempt
		if err := s.openJSON(attemptPlace(id, event), body, &a); err != nil {
			return none, err
		}
		attempts[owner] = append(attempts[owner], a)
		return none, nil
	}, `SELECT dispatch, id, event, body FROM attempts WHERE dispatch IN (`+marks(len(seqs))+`)
		ORDER BY dispatch, n`, anys(seqs)...)
	return attempts, err
}

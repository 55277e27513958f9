package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"golang.org/x/mod/sumdb/tlog"
)

// evidence is what is stored beside a batch of lines.
type evidence struct {
	leaves     []tlog.Hash      // of the lines themselves
	hashes     map[int64][]byte // of the tree, by index
	said       []statement      // by each line; it ends before the first that cannot be opened
	records    map[recordTable]map[dispatch.ID]kept
	dispatches map[dispatch.ID]kept
}

// statement is what is compared of what a line says.
type statement struct {
	state  dispatch.State // of its dispatch
	record *record
	rows   rowSums
}

// kept is a row that events told of, as it stands.
type kept struct {
	event int64 // the last that told of it, zero where there is only one
	sum   []byte
	of    dispatch.ID    // an attempt's dispatch, as it stands in clear
	state dispatch.State // of a dispatch; empty when what stands of it in clear does not agree
}

// standing is a row that events told of, as it was read.
type standing interface {
	// keeps tells what is compared of the row. One that does not open, or whose sealed part does not agree with what
	// stands in clear beside it, is left out, as if it were gone.
	keeps(s *Store) (dispatch.ID, kept, bool)
}

// gather opens the lines of a batch that comes after so many others, and reads what stands beside it, in one query for
// each table. Batches are gathered at once and read in turn.
func (v *verifier) gather(ctx context.Context, before int64, rows []eventRow) (e evidence, err error) {
	ids, of := e.hear(v.store, rows)
	found, err := v.beside(ctx, &e, before, before+int64(len(rows)), ids, of)
	e.records = make(map[recordTable]map[dispatch.ID]kept, len(found))
	for table, rows := range found {
		e.records[table] = make(map[dispatch.ID]kept, len(rows))
		for _, row := range rows {
			if id, one, ok := row.keeps(v.store); ok {
				e.records[table][id] = one
			}
		}
	}
	return e, err
}

// hear takes up what lines say, and returns which rows and which dispatches they tell of.
func (e *evidence) hear(s *Store, rows []eventRow) (ids map[recordTable][]dispatch.ID, of map[dispatch.ID]bool) {
	ids, of = map[recordTable][]dispatch.ID{}, map[dispatch.ID]bool{}
	for _, row := range rows {
		said, err := s.statement(row)
		if err != nil {
			break // the line itself will not prove
		}
		e.leaves, e.said = append(e.leaves, tlog.RecordHash(row.leaf())), append(e.said, said)
		if told := said.record; told != nil {
			ids[told.Table] = append(ids[told.Table], told.ID)
		}
		if said.state != "" {
			of[row.Dispatch] = true
		}
	}
	return ids, of
}

// beside reads what stands beside the lines between two counts.
func (v *verifier) beside(ctx context.Context, e *evidence, from, to int64, ids map[recordTable][]dispatch.ID, of map[dispatch.ID]bool,
) (found map[recordTable][]standing, err error) {
	v.reading.Lock()
	defer v.reading.Unlock()
	if e.hashes, err = v.hashes(ctx, from, to); err != nil {
		return nil, err
	}
	if e.dispatches, err = v.dispatches(ctx, of); err != nil {
		return nil, err
	}
	found = map[recordTable][]standing{}
	for table, told := range ids {
		if found[table], err = v.records(ctx, table, told); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// statement opens what a line says. Details that the home destroyed at the end of their retention say nothing;
// the tree still holds.
func (s *Store) statement(row eventRow) (said statement, err error) {
	if row.Details == nil {
		if !s.wasDestroyed(row) {
			err = problem(dispatch.KindIntegrity, "record_missing")
		}
		return said, err
	}
	opening, text, err := s.opening(row)
	if err != nil {
		return said, err
	}
	var open struct{ State dispatch.State }
	var closed struct {
		Record *record
		Rows   rowSums
	}
	if json.Unmarshal(opening.Open, &open) != nil || json.Unmarshal(text, &closed) != nil {
		return said, problem(dispatch.KindIntegrity, "record_altered")
	}
	return statement{open.State, closed.Record, closed.Rows}, nil
}

// hashes reads those that the lines between two counts added to the tree, by index.
func (v *verifier) hashes(ctx context.Context, from, to int64) (map[int64][]byte, error) {
	first, end := tlog.StoredHashCount(from), tlog.StoredHashCount(to)
	hashes := make(map[int64][]byte, end-first)
	_, err := collect(ctx, v.tx, func(scan func(...any) error) (none struct{}, err error) {
		var index int64
		var hash []byte
		err = scan(&index, &hash)
		hashes[index] = hash
		return none, err
	}, `SELECT idx, hash FROM tree_hashes WHERE idx >= ? AND idx < ?`, first, end)
	return hashes, err
}

// records reads the rows that events told of.
func (v *verifier) records(ctx context.Context, table recordTable, ids []dispatch.ID) ([]standing, error) {
	switch table {
	case checkpointRecord:
		return stand(ctx, v, scanSigned, selectCheckpoints+` WHERE id IN (`+marks(len(ids))+`)`, ids)
	case dispatchRecord:
		return stand(ctx, v, scanCreated, `SELECT d.id, d.channel, d.account, d.recipient, d.created, b.body
			FROM dispatches AS d JOIN dispatch_bodies AS b ON b.seq = d.seq WHERE d.id IN (`+marks(len(ids))+`)`, ids)
	case attemptRecord:
		return stand(ctx, v, scanTried, `SELECT a.id, a.event, d.id, a.n, a.started, coalesce(a.ended, 0), a.body
			FROM attempts AS a JOIN dispatches AS d ON d.seq = a.dispatch WHERE a.id IN (`+marks(len(ids))+`)`, ids)
	case incidentRecord:
		return stand(ctx, v, scanEntered, selectEntered+` WHERE id IN (`+marks(len(ids))+`)`, ids)
	default:
		return nil, nil
	}
}

// stand reads rows of one table.
func stand[T standing](ctx context.Context, v *verifier, scan func(scan func(...any) error) (T, error), query string, ids []dispatch.ID,
) ([]standing, error) {
	rows, err := collect(ctx, v.tx, scan, query, anys(ids)...)
	found := make([]standing, len(rows))
	for i, row := range rows {
		found[i] = row
	}
	return found, err
}

// triedRow is an attempt. Whether it is over decides whether it is made again.
type triedRow struct {
	id, of            dispatch.ID
	n, started, ended int64
	event             int64
	body              []byte
}

func scanTried(scan func(...any) error) (r triedRow, err error) {
	err = scan(&r.id, &r.event, &r.of, &r.n, &r.started, &r.ended, &r.body)
	return r, err
}

func (r triedRow) keeps(s *Store) (dispatch.ID, kept, bool) {
	plain, err := s.unseal(attemptPlace(r.id, r.event), r.body)
	if err != nil || !r.agrees(plain) {
		return r.id, kept{}, false
	}
	sum := sha256.Sum256(plain)
	return r.id, kept{event: r.event, of: r.of, sum: sum[:]}, true
}

func (r triedRow) agrees(plain []byte) bool {
	var a struct {
		N              int64
		Started, Ended time.Time
	}
	if json.Unmarshal(plain, &a) != nil {
		return false
	}
	ended := int64(0)
	if !a.Ended.IsZero() {
		ended = micros(a.Ended)
	}
	return a.N == r.n && micros(a.Started) == r.started && ended == r.ended
}

// createdRow is what never changes of a dispatch, and what it is searched by.
type createdRow struct {
	id, account, recipient dispatch.ID
	channel                dispatch.ChannelKind
	created                int64
	body                   []byte
}

func scanCreated(scan func(...any) error) (r createdRow, err error) {
	err = scan(&r.id, &r.channel, &r.account, &r.recipient, &r.created, &r.body)
	return r, err
}

func (r createdRow) keeps(s *Store) (dispatch.ID, kept, bool) {
	plain, err := s.unseal(bodyPlace(r.id), r.body)
	if err != nil || !r.agrees(plain) {
		return r.id, kept{}, false
	}
	sum := sha256.Sum256(plain)
	return r.id, kept{sum: sum[:]}, true
}

func (r createdRow) agrees(plain []byte) bool {
	var d struct {
		Channel   dispatch.ChannelKind     `json:"channel"`
		Account   dispatch.ID              `json:"account"`
		Recipient struct{ ID dispatch.ID } `json:"recipient"`
		Created   time.Time                `json:"created"`
	}
	return json.Unmarshal(plain, &d) == nil && d.Channel == r.channel && d.Account == r.account &&
		d.Recipient.ID == r.recipient && micros(d.Created) == r.created
}

type signedRow dispatch.Checkpoint

func scanSigned(scan func(...any) error) (signedRow, error) {
	c, err := scanCheckpoint(scan)
	return signedRow(c), err
}

func (r signedRow) keeps(*Store) (dispatch.ID, kept, bool) {
	sum, err := checkpointSum(dispatch.Checkpoint(r))
	return r.ID, kept{sum: sum}, err == nil
}

// dispatches reads the states of dispatches that lines told of, and the last line of each.
func (v *verifier) dispatches(ctx context.Context, of map[dispatch.ID]bool) (map[dispatch.ID]kept, error) {
	ids := slices.Collect(maps.Keys(of))
	found := make(map[dispatch.ID]kept, len(ids))
	_, err := collect(ctx, v.tx, func(scan func(...any) error) (none struct{}, err error) {
		var id dispatch.ID
		var one kept
		var tries, attempts int
		err = scan(&id, &one.state, &tries, &attempts, &one.event)
		if tries != attempts {
			one.state = "" // which no line tells
		}
		found[id] = one
		return none, err
	}, `SELECT d.id, d.state, d.tries, (SELECT count(*) FROM attempts WHERE dispatch = d.seq),
		(SELECT max(seq) FROM events WHERE dispatch = d.id)
		FROM dispatches AS d WHERE d.id IN (`+marks(len(ids))+`)`, anys(ids)...)
	return found, err
}

// tellsTrue says whether what a line told is still so. What a later line told of again is left to that one.
func (e evidence) tellsTrue(row eventRow, said statement) bool {
	if said.state != "" {
		found, ok := e.dispatches[row.Dispatch]
		if !ok || found.event == row.Seq && found.state != said.state {
			return false
		}
	}
	told := said.record
	if told == nil {
		return true
	}
	found, ok := e.records[told.Table][told.ID]
	return ok && (found.event > row.Seq || bytes.Equal(found.sum, told.Sum)) && (found.of == "" || found.of == row.Dispatch)
}

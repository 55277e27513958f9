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
	hashes     map[int64][]byte // of the tree, by index
	said       []details        // by each line; it ends before the first that cannot be opened
	records    map[recordTable]map[dispatch.ID]kept
	dispatches map[dispatch.ID]kept
}

// kept is a row that events told of, as it stands.
type kept struct {
	event int64 // the last that told of it, zero where there is only one
	sum   []byte
	of    dispatch.ID    // an attempt's dispatch, as it stands in clear
	state dispatch.State // of a dispatch; empty when what stands of it in clear does not agree
}

// gather reads what stands beside a batch, in one query for each table.
func (v *verifier) gather(ctx context.Context, rows []eventRow) (e evidence, err error) {
	if e.hashes, err = v.hashes(ctx, v.proven, v.proven+int64(len(rows))); err != nil {
		return e, err
	}
	ids, of := map[recordTable][]dispatch.ID{}, map[dispatch.ID]bool{}
	for _, row := range rows {
		said, err := v.open(row)
		if err != nil {
			break // the line itself will not prove
		}
		e.said = append(e.said, said)
		if told := said.Closed.Record; told != nil {
			ids[told.Table] = append(ids[told.Table], told.ID)
		}
		if said.Open.State != "" {
			of[row.Dispatch] = true
		}
	}
	e.records = map[recordTable]map[dispatch.ID]kept{}
	for table, told := range ids {
		if e.records[table], err = v.records(ctx, table, told); err != nil {
			return e, err
		}
	}
	e.dispatches, err = v.dispatches(ctx, of)
	return e, err
}

// open reads what a line says. Details that the home destroyed at the end of their retention say nothing;
// the tree still holds.
func (v *verifier) open(row eventRow) (details, error) {
	if row.Details != nil {
		return v.store.openDetails(row)
	}
	if !v.store.wasDestroyed(row) {
		return details{}, problem(dispatch.KindIntegrity, "record_missing")
	}
	return details{}, nil
}

func (v *verifier) hashes(ctx context.Context, from, to int64) (map[int64][]byte, error) {
	hashes := map[int64][]byte{}
	_, err := collect(ctx, v.tx, func(scan func(...any) error) (none struct{}, err error) {
		var index int64
		var hash []byte
		err = scan(&index, &hash)
		hashes[index] = hash
		return none, err
	}, `SELECT idx, hash FROM tree_hashes WHERE idx >= ? AND idx < ?`,
		tlog.StoredHashCount(from), tlog.StoredHashCount(to))
	return hashes, err
}

// records hashes the rows that events told of. One that does not open is left out, as if it were gone.
func (v *verifier) records(ctx context.Context, table recordTable, ids []dispatch.ID) (map[dispatch.ID]kept, error) {
	switch table {
	case checkpointRecord:
		return v.signed(ctx, ids)
	case dispatchRecord:
		return v.created(ctx, ids)
	case attemptRecord:
		return v.tried(ctx, ids)
	case incidentRecord:
		return v.entered(ctx, ids)
	default:
		return nil, nil
	}
}

// tried hashes attempts. One that does not agree with what stands in clear is left out: whether it is over decides
// whether it is made again.
func (v *verifier) tried(ctx context.Context, ids []dispatch.ID) (map[dispatch.ID]kept, error) {
	found := make(map[dispatch.ID]kept, len(ids))
	_, err := collect(ctx, v.tx, func(scan func(...any) error) (none struct{}, err error) {
		var id dispatch.ID
		var one kept
		var n, started, ended int64
		var body []byte
		if err := scan(&id, &one.event, &one.of, &n, &started, &ended, &body); err != nil {
			return none, err
		}
		plain, err := v.store.unseal(attemptPlace(id, one.event), body)
		var a dispatch.Attempt
		if err != nil || json.Unmarshal(plain, &a) != nil || int64(a.N) != n || micros(a.Started) != started {
			return none, nil
		}
		if a.Ended.IsZero() && ended == 0 || !a.Ended.IsZero() && micros(a.Ended) == ended {
			sum := sha256.Sum256(plain)
			one.sum = sum[:]
			found[id] = one
		}
		return none, nil
	}, `SELECT a.id, a.event, d.id, a.n, a.started, coalesce(a.ended, 0), a.body
		FROM attempts AS a JOIN dispatches AS d ON d.seq = a.dispatch WHERE a.id IN (`+marks(len(ids))+`)`, anys(ids)...)
	return found, err
}

// created hashes what never changes of dispatches. One whose sealed part does not agree with what it is
// searched by is left out.
func (v *verifier) created(ctx context.Context, ids []dispatch.ID) (map[dispatch.ID]kept, error) {
	found := make(map[dispatch.ID]kept, len(ids))
	_, err := collect(ctx, v.tx, func(scan func(...any) error) (none struct{}, err error) {
		var id, account, recipient dispatch.ID
		var channel dispatch.ChannelKind
		var created int64
		var body []byte
		if err := scan(&id, &channel, &account, &recipient, &created, &body); err != nil {
			return none, err
		}
		plain, err := v.store.unseal(bodyPlace(id), body)
		if err == nil && sameInClear(plain, channel, account, recipient, created) {
			sum := sha256.Sum256(plain)
			found[id] = kept{sum: sum[:]}
		}
		return none, nil
	}, `SELECT d.id, d.channel, d.account, d.recipient, d.created, b.body
		FROM dispatches AS d JOIN dispatch_bodies AS b ON b.seq = d.seq WHERE d.id IN (`+marks(len(ids))+`)`, anys(ids)...)
	return found, err
}

func (v *verifier) signed(ctx context.Context, ids []dispatch.ID) (map[dispatch.ID]kept, error) {
	all, err := collect(ctx, v.tx, scanCheckpoint, selectCheckpoints+` WHERE id IN (`+marks(len(ids))+`)`, anys(ids)...)
	found := make(map[dispatch.ID]kept, len(all))
	for _, c := range all {
		if sum, err := checkpointSum(c); err == nil {
			found[c.ID] = kept{sum: sum}
		}
	}
	return found, err
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
func (e evidence) tellsTrue(row eventRow, said details) bool {
	if said.Open.State != "" {
		found, ok := e.dispatches[row.Dispatch]
		if !ok || found.event == row.Seq && found.state != said.Open.State {
			return false
		}
	}
	told := said.Closed.Record
	if told == nil {
		return true
	}
	found, ok := e.records[told.Table][told.ID]
	return ok && (found.event > row.Seq || bytes.Equal(found.sum, told.Sum)) && (found.of == "" || found.of == row.Dispatch)
}

// sameInClear reports whether what is sealed of a dispatch agrees with what stands in clear beside it.
func sameInClear(plain []byte, channel dispatch.ChannelKind, account, recipient dispatch.ID, created int64) bool {
	var d struct {
		Channel   dispatch.ChannelKind     `json:"channel"`
		Account   dispatch.ID              `json:"account"`
		Recipient struct{ ID dispatch.ID } `json:"recipient"`
		Created   time.Time                `json:"created"`
	}
	return json.Unmarshal(plain, &d) == nil && d.Channel == channel && d.Account == account &&
		d.Recipient.ID == recipient && micros(d.Created) == created
}

package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	mathrand "math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
	"github.com/souspli/souspli/store"
)

// TestKeysOfDocumentsLeaveALargeDatabase: a database that is too large to be rewritten for some documents keeps no copy
// of the keys of their files either. SQLite overwrites what is deleted, but seldom, of one row in some thousands, leaves
// what it had moved before.
func TestKeysOfDocumentsLeaveALargeDatabase(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	db := h.other(t)
	defer db.Close()
	var left [][]byte
	var kept map[string][]byte
	for seed := uint64(1); len(left) == 0; seed++ {
		if seed > 40 {
			t.Fatal("no deleted row was left behind: the test proves nothing")
		}
		var deleted [][]byte
		kept, deleted = churn(t, db, seed)
		left = h.leftOf(t, deleted)
	}
	h.sql(t, `CREATE TABLE padding (x BLOB)`, `INSERT INTO padding VALUES (zeroblob(70 << 20))`)
	wantError{}.check(t, h.Purge(t.Context(), false))
	if left = h.leftOf(t, left); len(left) > 0 {
		t.Errorf("%d keys of files are still there", len(left))
	}
	for id, body := range kept {
		var now []byte
		err := db.QueryRowContext(t.Context(), `SELECT body FROM documents WHERE id = ?`, id).Scan(&now)
		if err != nil || !bytes.Equal(now, body) {
			t.Fatalf("another document is not what it was: %v", err)
		}
	}
	if answer := h.integrityCheck(t); answer != "ok" {
		t.Error(answer)
	}
}

// churn adds and deletes rows of documents by turns, and tells the bodies of those that stay and of those that went.
func churn(t *testing.T, db *sql.DB, seed uint64) (kept map[string][]byte, deleted [][]byte) {
	t.Helper()
	draw := mathrand.New(mathrand.NewPCG(seed, 0)) //nolint:gosec // the same rows each time
	kept = map[string][]byte{}
	var ids []string
	tx, err := db.BeginTx(t.Context(), nil)
	wantError{}.check(t, err)
	wantError{}.check(t, do(tx, `DELETE FROM documents`))
	for range 4000 {
		if len(ids) < 400 || draw.IntN(2) == 0 {
			id, body := string(newID()), randomBytes(100+draw.IntN(800))
			ids, kept[id] = append(ids, id), body
			wantError{}.check(t, do(tx, `INSERT INTO documents (id, added, held, body) VALUES (?, 0, 1, ?)`, id, body))
			continue
		}
		i := draw.IntN(len(ids))
		id := ids[i]
		deleted = append(deleted, kept[id])
		ids = slices.Delete(ids, i, i+1)
		delete(kept, id)
		wantError{}.check(t, do(tx, `DELETE FROM documents WHERE id = ?`, id))
	}
	wantError{}.check(t, tx.Commit())
	_, err = db.ExecContext(t.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`)
	wantError{}.check(t, err)
	return kept, deleted
}

func do(tx *sql.Tx, statement string, args ...any) error {
	_, err := tx.Exec(statement, args...)
	return err
}

// leftOf are those of some bodies of which the home still holds a part.
func (h home) leftOf(t *testing.T, bodies [][]byte) (left [][]byte) {
	t.Helper()
	for _, content := range files(t, h.dir) {
		for _, body := range bodies {
			if bytes.Contains(content, body[len(body)/4:]) {
				left = append(left, body)
			}
		}
	}
	return left
}

// other is a connection of another program.
func (h home) other(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "souspli.db")+"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=secure_delete(1)")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

// rewrite keeps others from writing, as that of a large database does: from when a parcel is made until somebody has
// been refused several times. It is the clock of those who wait, and lets nobody wait.
type rewrite struct {
	oneChannel
	systemClock
	home    home
	test    *testing.T
	mu      sync.Mutex
	writing *sql.DB
	refused int
}

const refusedOften = 3

func (r *rewrite) Parcel(ctx context.Context, d dispatch.Dispatch, attempt dispatch.ID) (dispatch.Parcel, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writing = r.home.other(r.test)
	if _, err := r.writing.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return dispatch.Parcel{}, err
	}
	return r.oneChannel.Parcel(ctx, d, attempt)
}

func (r *rewrite) After(d time.Duration) <-chan time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.writing == nil || d > time.Minute {
		return r.systemClock.After(d)
	}
	if r.refused++; r.refused == refusedOften {
		_ = r.writing.Close() // its transaction ends with it
	}
	return r.systemClock.After(0)
}

// TestTheEndOfAnAttemptOutlastsARewrite: what was sent while nobody could write is stored as sent once somebody can.
func TestTheEndOfAnAttemptOutlastsARewrite(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	hurried := options(h.dir, h.vault)
	hurried.Patience = 20 * time.Millisecond
	s, err := store.Open(t.Context(), hurried)
	wantError{}.check(t, err)
	t.Cleanup(func() { _ = s.Close() })
	d := held()
	d.NextAt = start.AddDate(-1, 0, 0)
	create(t, h, d)
	channel := dispatchtest.NewScriptedChannel()
	beside := &rewrite{oneChannel: oneChannel{channel}, home: h, test: t}
	err = outbox.New(outbox.Config{Store: s, Clock: beside, Random: rand.Reader, Holder: newID(), Carrier: beside}).Settle(t.Context())
	wantError{}.check(t, err)
	got := stored(t, h, d.ID)
	if got.State != dispatch.Accepted || len(got.Attempts) != 1 || got.Attempts[0].Certainty != dispatch.Sent {
		t.Errorf("%s after %d attempts", got.State, len(got.Attempts))
	}
	if beside.refused < refusedOften || len(channel.Holds()) != 1 {
		t.Errorf("refused %d times, sent %d", beside.refused, len(channel.Holds()))
	}
}

package store_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
	"github.com/souspli/souspli/store"
)

// TestKeysOfDocumentsLeaveALargeDatabase: a database that is too large to be rewritten for some documents keeps no copy
// of the keys of their files either, and keeps every other document.
func TestKeysOfDocumentsLeaveALargeDatabase(t *testing.T) {
	t.Parallel()
	h := newAgedHome(t)
	h.sql(t, `CREATE TABLE padding (x BLOB)`, `INSERT INTO padding VALUES (zeroblob(70 << 20))`)
	doomed := map[string][]byte{}
	var kept []dispatch.Dispatch
	for i := range 240 {
		d := held()
		d.Documents = []dispatch.Document{addDocument(t, h.home, randomBytes(100))}
		create(t, h.home, d)
		if i%8 == 0 { // a page whose rows go one by one is merged with its neighbours
			kept = append(kept, d)
			continue
		}
		wantError{}.check(t, h.Apply(t.Context(), dispatch.Transition{
			Dispatch: d.ID, From: dispatch.Held, To: dispatch.Cancelled, Event: event(dispatch.EventCancelled, start),
		}))
		doomed[string(d.ID)] = h.key(t, d)
	}
	if n := len(h.found(t, doomed)); n != len(doomed) {
		t.Fatalf("only %d of %d keys are found before", n, len(doomed))
	}
	h.later(0, 31)
	d := dispatch.Destruction{ID: newID(), Started: *h.now, Retention: dispatch.DefaultRetention(), Cutoffs: h.cutoffs()}
	d, err := h.Destroy(t.Context(), d)
	wantError{}.check(t, err)
	if d.Destroyed.Documents.Count != len(doomed) {
		t.Fatalf("destroyed %d", d.Destroyed.Documents.Count)
	}
	wantError{}.check(t, h.Purge(t.Context(), false))
	if left := h.found(t, doomed); len(left) > 0 {
		t.Errorf("%d keys of files are still there", len(left))
	}
	for _, d := range kept {
		read(t, h.home, d.Documents[0])
	}
	proves(t, h.home)
	if answer := h.integrityCheck(t); answer != "ok" {
		t.Error(answer)
	}
}

// key is what the database keeps of a dispatch's only document, the key of its file in it.
func (h agedHome) key(t *testing.T, d dispatch.Dispatch) (body []byte) {
	t.Helper()
	db := h.other(t)
	defer db.Close()
	err := db.QueryRowContext(t.Context(), `SELECT body FROM documents WHERE id = ?`, d.Documents[0].ID).Scan(&body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// other is a connection of another program.
func (h home) other(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "souspli.db")+"?_txlock=immediate&_pragma=busy_timeout(5000)")
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

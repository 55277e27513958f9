package store_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store"
)

// agedHome is a home whose clock a test sets.
type agedHome struct {
	home
	now *time.Time
}

func newAgedHome(t *testing.T) agedHome {
	t.Helper()
	now := start
	dir, vault := t.TempDir(), crypto.NewVault(rand.Reader)
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Sealer: vault, Now: func() time.Time { return now }, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return agedHome{home{s, dir, vault}, &now}
}

func (h agedHome) later(years, days int) { *h.now = start.AddDate(years, 0, days) }

// withDocument creates a dispatch with a document and leads it into a state.
func (h agedHome) withDocument(t *testing.T, state dispatch.State, shared ...dispatch.Document) dispatch.Dispatch {
	t.Helper()
	d := held()
	if d.Documents = shared; len(shared) == 0 {
		d.Documents = []dispatch.Document{addDocument(t, h.home, randomBytes(200_000))}
	}
	if state == dispatch.ByHand {
		d.State, d.NextAt = state, time.Time{}
	}
	wantError{}.check(t, h.Create(t.Context(), d, "badu-kofi", event(dispatch.EventCreated, d.Created)))
	steps := wayTo(d.ID, state)
	for i, step := range steps {
		if i == len(steps)-1 {
			step.NextAt = time.Time{}
		}
		wantError{}.check(t, h.Apply(t.Context(), step))
	}
	return stored(t, h.home, d.ID)
}

func (h agedHome) cutoffs() dispatch.Cutoffs { return dispatch.DefaultRetention().Cutoffs(*h.now) }

func (h agedHome) expired(t *testing.T) dispatch.Expired {
	t.Helper()
	e, err := h.Expired(t.Context(), h.cutoffs())
	wantError{}.check(t, err)
	return e
}

func (h agedHome) destroy(t *testing.T) dispatch.Destruction {
	t.Helper()
	d := dispatch.Destruction{
		ID: newID(), Started: *h.now, Actor: "mtremblay", Retention: dispatch.DefaultRetention(), Cutoffs: h.cutoffs(),
	}
	wantError{}.check(t, h.SaveDestruction(t.Context(), d, event(dispatch.EventDestructionStarted, *h.now)))
	d, err := h.Destroy(t.Context(), d)
	wantError{}.check(t, err)
	wantError{}.check(t, h.Purge(t.Context(), true))
	d.Ended = *h.now
	wantError{}.check(t, h.SaveDestruction(t.Context(), d, event(dispatch.EventDestructionEnded, *h.now)))
	return d
}

// sealed are the blobs of a dispatch, as they stand in the database.
func (h agedHome) sealed(t *testing.T, d dispatch.Dispatch) map[string][]byte {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "souspli.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	blobs := map[string][]byte{}
	for name, query := range map[string]string{
		"body":       `SELECT body FROM dispatch_bodies JOIN dispatches USING (seq) WHERE id = ?`,
		"passphrase": `SELECT passphrase FROM dispatch_bodies JOIN dispatches USING (seq) WHERE id = ?`,
		"event":      `SELECT details FROM events WHERE dispatch = ? LIMIT 1`,
		"attempt":    `SELECT a.body FROM attempts AS a JOIN dispatches AS d ON d.seq = a.dispatch WHERE d.id = ?`,
		"document":   `SELECT o.body FROM documents AS o JOIN dispatch_documents AS l ON l.document = o.id JOIN dispatches AS d ON d.seq = l.dispatch WHERE d.id = ?`,
	} {
		var blob []byte
		if err := db.QueryRowContext(t.Context(), query, d.ID).Scan(&blob); err != nil {
			t.Fatal(name, err)
		}
		blobs[name] = blob
	}
	return blobs
}

// found are the names of the blobs that stand in a file of the home.
func (h agedHome) found(t *testing.T, blobs map[string][]byte) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, content := range files(t, h.dir) {
		for name, blob := range blobs {
			if bytes.Contains(content, blob[len(blob)/4:]) { // also a part of it
				all[name] = true
			}
		}
	}
	return all
}

func TestWhatIsOverIsDestroyed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		state       dispatch.State
		years, days int
		documents   int
		dispatches  int
	}{
		"a day before the documents' end":   {dispatch.Delivered, 0, 29, 0, 0},
		"after the documents' end":          {dispatch.Delivered, 0, 31, 1, 0},
		"accepted for good":                 {dispatch.Accepted, 0, 31, 1, 0},
		"done by hand":                      {dispatch.ByHand, 0, 31, 1, 0},
		"cancelled":                         {dispatch.Cancelled, 0, 31, 1, 0},
		"unknown, which a person must tell": {dispatch.Uncertain, 12, 0, 0, 0},
		"queued, and held for a person":     {dispatch.Queued, 12, 0, 0, 0},
		"being sent":                        {dispatch.Sending, 12, 0, 0, 0},
		"a day before the log's end":        {dispatch.Failed, 10, -1, 1, 0},
		"after the log's end":               {dispatch.Failed, 10, 1, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newAgedHome(t)
			d := h.withDocument(t, test.state)
			h.later(test.years, test.days)
			e := h.expired(t)
			if e.Documents.Count != test.documents || e.Dispatches.Count != test.dispatches {
				t.Fatalf("over: %+v", e)
			}
			done := h.destroy(t)
			if done.Destroyed.Documents.Count != test.documents || done.Destroyed.Dispatches.Count != test.dispatches {
				t.Errorf("destroyed: %+v", done.Destroyed)
			}
			_, err := h.OpenDocument(t.Context(), d.Documents[0])
			if gone := dispatch.KindOf(err) == dispatch.KindNotFound; err != nil && !gone || gone != (test.documents == 1) {
				t.Errorf("the document: %v", err)
			}
			_, err = h.Dispatch(t.Context(), d.ID)
			if gone := dispatch.CodeOf(err) == "dispatch_destroyed"; err != nil && !gone || gone != (test.dispatches == 1) {
				t.Errorf("the dispatch: %v", err)
			}
			if !h.expired(t).Nothing() {
				t.Errorf("still over: %+v", h.expired(t))
			}
			proves(t, h.home)
		})
	}
}

// proves makes sure that the whole log is proven.
func proves(t *testing.T, h home) {
	t.Helper()
	if _, err := h.VerifyLog(t.Context()); err != nil {
		t.Errorf("VerifyLog: %v", err)
	}
}

func TestDestroyedBytesAreInNoFile(t *testing.T) {
	t.Parallel()
	h := newAgedHome(t)
	var doomed []dispatch.Dispatch
	for range 40 { // enough that SQLite moves rows from page to page
		doomed = append(doomed, h.withDocument(t, dispatch.Delivered))
	}
	h.later(9, 0)
	later := held()
	later.Created, later.Updated = *h.now, *h.now
	create(t, h.home, later)
	blobs, contents := map[string][]byte{}, map[string][]byte{}
	for _, d := range doomed {
		for name, blob := range h.sealed(t, d) {
			blobs[string(d.ID)+" "+name] = blob
		}
	}
	for path, content := range files(t, filepath.Join(h.dir, "documents")) {
		contents[path] = content
	}
	if n := len(h.found(t, blobs)); n != len(blobs) {
		t.Fatalf("only %d of %d blobs are found before", n, len(blobs))
	}
	h.later(10, 1)
	h.destroy(t)
	if left := h.found(t, blobs); len(left) > 0 {
		t.Errorf("%d of %d blobs are still there: %v", len(left), len(blobs), left)
	}
	if left := h.found(t, contents); len(left) > 0 {
		t.Errorf("files of documents are still there: %v", left)
	}
	page, err := h.Search(t.Context(), dispatch.Filter{Query: "beaubien"})
	if err != nil || len(page.Dispatches) != 1 || page.Dispatches[0].ID != later.ID {
		t.Errorf("found %d, %v", len(page.Dispatches), err)
	}
	counts, err := h.CountByState(t.Context())
	if err != nil || len(counts) != 1 || counts[dispatch.Held] != 1 {
		t.Errorf("counted %v, %v", counts, err)
	}
	proves(t, h.home)
	if answer := h.integrityCheck(t); answer != "ok" {
		t.Error(answer)
	}
}

func TestTermsOfDestroyedDispatchesLeaveTheIndex(t *testing.T) {
	t.Parallel()
	h := newAgedHome(t)
	d := held()
	d.Subject = "Zygomatique"
	create(t, h.home, d)
	wantError{}.check(t, h.Apply(t.Context(), dispatch.Transition{
		Dispatch: d.ID, From: dispatch.Held, To: dispatch.Cancelled, Event: event(dispatch.EventCancelled, start),
	}))
	token := map[string][]byte{"term": []byte(h.vault.Token("zygomatique"))[1:]} // the index may share a first byte
	if len(h.found(t, token)) != 1 {
		t.Fatal("the term is not found before")
	}
	h.later(11, 0)
	h.destroy(t)
	if len(h.found(t, token)) != 0 {
		t.Error("the term is still in the index")
	}
}

func TestADocumentStaysWhileADispatchNeedsIt(t *testing.T) {
	t.Parallel()
	h := newAgedHome(t)
	first := h.withDocument(t, dispatch.Delivered)
	second := h.withDocument(t, dispatch.Sending, first.Documents...)
	h.later(0, 60)
	if e := h.expired(t); e.Documents.Count != 0 {
		t.Errorf("over: %+v", e)
	}
	if d := h.destroy(t); d.Destroyed.Documents.Count != 0 {
		t.Errorf("destroyed: %+v", d.Destroyed)
	}
	read(t, h.home, second.Documents[0])
}

func read(t *testing.T, h home, d dispatch.Document) {
	t.Helper()
	content, err := h.OpenDocument(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := new(bytes.Buffer).ReadFrom(content); err != nil {
		t.Error(err)
	}
	wantError{}.check(t, content.Close())
}

func TestAHoldKeeps(t *testing.T) {
	t.Parallel()
	for name, hold := range map[string]func(dispatch.Dispatch) dispatch.LegalHold{
		"the dispatch": func(d dispatch.Dispatch) dispatch.LegalHold {
			return dispatch.LegalHold{Scope: dispatch.HoldDispatch, Target: d.ID}
		},
		"the recipient": func(d dispatch.Dispatch) dispatch.LegalHold {
			return dispatch.LegalHold{Scope: dispatch.HoldRecipient, Target: d.Recipient.ID}
		},
		"everything": func(dispatch.Dispatch) dispatch.LegalHold { return dispatch.LegalHold{Scope: dispatch.HoldEverything} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newAgedHome(t)
			d := h.withDocument(t, dispatch.Delivered)
			placed := hold(d)
			placed.ID, placed.Reason, placed.Placed = newID(), "plainte 2026-14", start
			wantError{}.check(t, h.PlaceHold(t.Context(), placed, event(dispatch.EventHoldPlaced, start)))
			h.later(11, 0)
			if e := h.expired(t); !e.Nothing() || e.Held != 1 {
				t.Errorf("over: %+v", e)
			}
			if done := h.destroy(t); !done.Destroyed.Nothing() {
				t.Errorf("destroyed: %+v", done.Destroyed)
			}
			read(t, h.home, d.Documents[0])
			holds, err := h.Holds(t.Context())
			if err != nil || len(holds) != 1 || holds[0] != placed {
				t.Errorf("holds %+v, %v", holds, err)
			}
			wantError{}.check(t, h.LiftHold(t.Context(), placed.ID, event(dispatch.EventHoldLifted, *h.now)))
			notFound("hold_not_found").check(t, h.LiftHold(t.Context(), placed.ID, event(dispatch.EventHoldLifted, *h.now)))
			if done := h.destroy(t); done.Destroyed.Dispatches.Count != 1 || done.Destroyed.Documents.Count != 1 {
				t.Errorf("destroyed after: %+v", done.Destroyed)
			}
			proves(t, h.home)
		})
	}
}

func TestAHoldNeedsSomethingToHold(t *testing.T) {
	t.Parallel()
	h := newAgedHome(t)
	for scope, want := range map[dispatch.HoldScope]wantError{
		dispatch.HoldDispatch: notFound("dispatch_not_found"), dispatch.HoldRecipient: notFound("recipient_not_found"),
		"nobody": {dispatch.KindInvalid, "unknown_value"},
	} {
		want.check(t, h.PlaceHold(t.Context(), dispatch.LegalHold{ID: newID(), Scope: scope, Target: newID()}, event(dispatch.EventHoldPlaced, start)))
	}
}

func TestLinesThatTellOfNoDispatchAreDestroyed(t *testing.T) {
	t.Parallel()
	h := newAgedHome(t)
	old := event(dispatch.EventRecipientSaved, start)
	wantError{}.check(t, h.SaveRecipient(t.Context(), pharmacy(), old))
	wantError{}.check(t, h.Append(t.Context(), event(dispatch.EventHoldLifted, start))) // what proves destruction stays
	wantError{}.check(t, h.SaveRecipient(t.Context(), pharmacy(), event(dispatch.EventRecipientSaved, start.AddDate(9, 0, 0))))
	h.later(11, 0)
	if e := h.expired(t); e.Lines.Count != 1 {
		t.Fatalf("over: %+v", e)
	}
	if d := h.destroy(t); d.Destroyed.Lines.Count != 1 || !d.Destroyed.Lines.Oldest.Equal(start.Truncate(time.Microsecond)) {
		t.Errorf("destroyed: %+v", d.Destroyed)
	}
	proves(t, h.home)
}

func TestAStoppedDestructionGoesOn(t *testing.T) {
	t.Parallel()
	h := newAgedHome(t)
	for range 60 {
		h.withDocument(t, dispatch.Delivered)
	}
	h.later(10, 1)
	d := dispatch.Destruction{ID: newID(), Started: *h.now, Cutoffs: h.cutoffs(), Retention: dispatch.DefaultRetention()}
	wantError{}.check(t, h.SaveDestruction(t.Context(), d, event(dispatch.EventDestructionStarted, *h.now)))
	stopped, stop := context.WithCancel(t.Context())
	defer stop()
	go func() { // at some moment
		for {
			runs, err := h.Destructions(t.Context())
			if err != nil || runs[0].Destroyed.Documents.Count > 0 {
				stop()
				return
			}
		}
	}()
	_, _ = h.Destroy(stopped, d)
	runs, err := h.Destructions(t.Context())
	wantError{}.check(t, err)
	other := d
	other.ID = newID()
	conflict("destruction_open").check(t, h.SaveDestruction(t.Context(), other, event(dispatch.EventDestructionStarted, *h.now)))
	d, err = h.Destroy(t.Context(), runs[0])
	wantError{}.check(t, err)
	if d.Destroyed.Documents.Count != 60 || d.Destroyed.Dispatches.Count != 60 {
		t.Errorf("destroyed in all: %+v", d.Destroyed)
	}
	if left := files(t, filepath.Join(h.dir, "documents")); len(left) != 0 {
		t.Errorf("%d files are left", len(left))
	}
	proves(t, h.home)
}

func TestRetentionIsTheLawsUntilSomebodyChooses(t *testing.T) {
	t.Parallel()
	h := newAgedHome(t)
	r, err := h.Retention(t.Context())
	if err != nil || r != dispatch.DefaultRetention() {
		t.Errorf("%+v, %v", r, err)
	}
	longer := dispatch.Retention{DocumentDays: 90, LogYears: 15, IncidentYears: 7}
	wantError{}.check(t, h.SaveRetention(t.Context(), longer, event(dispatch.EventRetentionSaved, start)))
	if r, err = h.Retention(t.Context()); err != nil || r != longer {
		t.Errorf("%+v, %v", r, err)
	}
}

package store_test

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/crypto"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
	"github.com/souspli/souspli/dispatch/outbox"
	"github.com/souspli/souspli/store"
)

var (
	_ desk.Store   = (*store.Store)(nil)
	_ outbox.Store = (*store.Store)(nil)
	_ store.Sealer = (*crypto.Vault)(nil)
)

// start is when every test begins.
var start = time.Date(2026, 11, 22, 14, 30, 0, 123456000, time.UTC)

// home is a store in a folder of its own.
type home struct {
	*store.Store
	dir   string
	vault *crypto.Vault
}

func newHome(tb testing.TB) home {
	tb.Helper()
	dir := tb.TempDir()
	planted.Home(tb, dir)
	return openHome(tb, dir, crypto.NewVault(rand.Reader))
}

func options(dir string, sealer store.Sealer) store.Options {
	return store.Options{
		Dir: dir, Sealer: sealer, Now: func() time.Time { return start }, Random: rand.Reader,
	}
}

func openHome(tb testing.TB, dir string, vault *crypto.Vault) home {
	tb.Helper()
	s, err := store.Open(tb.Context(), options(dir, vault))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return home{s, dir, vault}
}

func (h home) again(tb testing.TB) home { return openHome(tb, h.dir, h.vault) }

// sql runs statements behind the store's back.
func (h home) sql(tb testing.TB, statements ...string) {
	tb.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "souspli.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.ExecContext(tb.Context(), statement); err != nil {
			tb.Fatal(statement, err)
		}
	}
}

func newID() dispatch.ID { return dispatch.NewID(rand.Reader) }

func event(kind dispatch.EventType, at time.Time) dispatch.Event {
	return dispatch.Event{
		ID: newID(), Type: kind, At: at, Actor: "mtremblay", Details: map[string]string{"note": "as agreed"},
	}
}

// pharmacy is a recipient by fax.
func pharmacy() dispatch.Recipient {
	return dispatch.Recipient{
		ID: newID(), Name: "Pharmacie Beaubien", Organisation: "Groupe Proxim", Class: dispatch.ExternalPartner,
		InDirectory: dispatch.False, Phone: "+15145550199", Language: "fr",
		Routes: []dispatch.Route{{
			Channel: dispatch.CloudFax, Address: "+15145550142",
			Verification: &dispatch.Verification{By: "mtremblay", How: "call", At: start},
		}},
		Created: start, Updated: start,
	}
}

// held is a new dispatch by fax.
func held() dispatch.Dispatch {
	to := pharmacy()
	return dispatch.Dispatch{
		ID: newID(), State: dispatch.Held, Channel: dispatch.CloudFax, Suggested: dispatch.CloudFax,
		Account: newID(), Recipient: to, Route: to.Routes[0], Subject: "Ordonnance de Rosalie Gagné",
		Purpose: "care", Language: "fr", PolicyVersion: "1", Rules: []string{"R2", "R8"},
		Case:     dispatch.Case{RecipientClass: dispatch.ExternalPartner, Authorised: dispatch.True},
		Attempts: []dispatch.Attempt{}, NextAt: start.Add(10 * time.Second), Created: start, Updated: start,
	}
}

func create(tb testing.TB, h home, d dispatch.Dispatch) dispatch.Dispatch {
	tb.Helper()
	if err := h.Create(tb.Context(), d, "", event(dispatch.EventCreated, d.Created)); err != nil {
		tb.Fatal(err)
	}
	return d
}

// inState creates a dispatch and leads it into a state, with the attempts that lie on the way.
func inState(tb testing.TB, h home, state dispatch.State) dispatch.Dispatch {
	tb.Helper()
	d := held()
	if state == dispatch.ByHand {
		d.State = state
	}
	create(tb, h, d)
	for _, t := range wayTo(d.ID, state) {
		if err := h.Apply(tb.Context(), t); err != nil {
			tb.Fatal(err)
		}
	}
	return stored(tb, h, d.ID)
}

// wayTo are the transitions that lead from held into a state.
func wayTo(id dispatch.ID, state dispatch.State) []dispatch.Transition {
	attempt := dispatch.Attempt{ID: newID(), N: 1, Started: start.Add(20 * time.Second)}
	ended := attempt
	ended.Ended, ended.Certainty = start.Add(30*time.Second), dispatch.Sent
	ended.Receipt = &dispatch.Receipt{Provider: "hylafax", Reference: "42", At: ended.Ended, Pages: 2}
	step := func(from, to dispatch.State, a *dispatch.Attempt) dispatch.Transition {
		return dispatch.Transition{
			Dispatch: id, From: from, To: to, Attempt: a, NextAt: start.Add(time.Minute),
			Event: event(dispatch.EventFollowed, start.Add(30*time.Second)),
		}
	}
	queued := step(dispatch.Held, dispatch.Queued, nil)
	sending := step(dispatch.Queued, dispatch.Sending, &attempt)
	accepted := step(dispatch.Sending, dispatch.Accepted, &ended)
	return map[dispatch.State][]dispatch.Transition{
		dispatch.Queued:    {queued},
		dispatch.Cancelled: {step(dispatch.Held, dispatch.Cancelled, nil)},
		dispatch.Sending:   {queued, sending},
		dispatch.Accepted:  {queued, sending, accepted},
		dispatch.Uncertain: {queued, sending, step(dispatch.Sending, dispatch.Uncertain, &ended)},
		dispatch.Failed:    {queued, sending, step(dispatch.Sending, dispatch.Failed, &ended)},
		dispatch.Delivered: {queued, sending, accepted, step(dispatch.Accepted, dispatch.Delivered, nil)},
		dispatch.Partial:   {queued, sending, accepted, step(dispatch.Accepted, dispatch.Partial, nil)},
	}[state]
}

func stored(tb testing.TB, h home, id dispatch.ID) dispatch.Dispatch {
	tb.Helper()
	d, err := h.Dispatch(tb.Context(), id)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// wantError is what an operation must fail with; zero: it must not.
type wantError struct {
	kind dispatch.Kind
	code string
}

func (w wantError) check(tb testing.TB, err error) {
	tb.Helper()
	if w == (wantError{}) {
		if err != nil {
			tb.Fatalf("got %v, want no error", err)
		}
		return
	}
	if _, ok := errors.AsType[*dispatch.Error](err); !ok {
		tb.Fatalf("got %v, want a dispatch.Error %s %s", err, w.kind, w.code)
	}
	if dispatch.KindOf(err) != w.kind || dispatch.CodeOf(err) != w.code {
		tb.Fatalf("got %v, want %s %s", err, w.kind, w.code)
	}
	if strings.Contains(err.Error(), string(filepath.Separator)) {
		tb.Fatalf("the error shows a path: %v", err)
	}
}

func notFound(code string) wantError { return wantError{dispatch.KindNotFound, code} }

func conflict(code string) wantError { return wantError{dispatch.KindConflict, code} }

func integrity(code string) wantError { return wantError{dispatch.KindIntegrity, code} }

// verified makes sure that the log holds a number of events and that all are proven.
func verified(tb testing.TB, h home, want int64) {
	tb.Helper()
	got, err := h.VerifyLog(tb.Context())
	if err != nil || got != want {
		tb.Fatalf("VerifyLog = %d, %v; want %d events proven", got, err, want)
	}
}

// files reads every file of a home.
func files(tb testing.TB, dir string) map[string][]byte {
	tb.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		all[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

func addDocument(tb testing.TB, h home, content []byte) dispatch.Document {
	tb.Helper()
	d := dispatch.Document{
		ID: newID(), Name: "Ordonnance Gagné.pdf", Kind: dispatch.Prescription, MediaType: "application/pdf", Pages: 1,
	}
	size, sum, err := h.AddDocument(tb.Context(), d.ID, bytes.NewReader(content))
	if err != nil {
		tb.Fatal(err)
	}
	d.Size, d.SHA256 = size, sum
	return d
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// integrityCheck asks SQLite whether the file is sound.
func (h home) integrityCheck(tb testing.TB) (answer string) {
	tb.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "souspli.db"))
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(tb.Context(), `PRAGMA integrity_check`).Scan(&answer); err != nil {
		tb.Fatal(err)
	}
	return answer
}

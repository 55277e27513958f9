package fhir_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/portal/fhir"
	"github.com/souspli/souspli/dispatch/practice"
)

// withDocuments gives a parcel so many different documents.
func withDocuments(t testing.TB, p dispatch.Parcel, n int) dispatch.Parcel {
	t.Helper()
	p.Documents = nil
	for i := range n {
		content := dispatchtest.SampleContent("essai-tremblay-zoe.pdf", i+1, dispatchtest.SamplePDF(t, i+1, "Zoé Essai-Tremblay"))
		content.Kind = []dispatch.DocumentKind{dispatch.ConsultReport, dispatch.LabResult, "unheard_of"}[i%3]
		p.Documents = append(p.Documents, content)
	}
	return p
}

// at follows names and positions into a resource.
func at(resource any, path ...any) any {
	for _, step := range path {
		switch here := resource.(type) {
		case map[string]any:
			resource = here[step.(string)]
		case []any:
			if len(here) <= step.(int) {
				return nil
			}
			resource = here[step.(int)]
		}
	}
	return resource
}

func TestWhatTheServerKnowsOfADocument(t *testing.T) {
	t.Parallel()
	for _, transaction := range []fhir.Transaction{fhir.Simplified, fhir.Bundle} {
		t.Run(string(transaction), func(t *testing.T) {
			t.Parallel()
			s := newSite(t, nil, setting(fhir.SettingTransaction, string(transaction)))
			s.parcel.Language = "en"
			receipt, err := s.send(t)
			if err != nil {
				t.Fatal(err)
			}
			held := s.portal.Held(t)
			if len(held.Documents) != 1 {
				t.Fatalf("the server holds %d documents", len(held.Documents))
			}
			r := held.Documents[0].Resource
			for _, want := range []struct {
				what  string
				path  []any
				value any
			}{
				{"its number", []any{"masterIdentifier", "value"}, receipt.Reference + ".1"},
				{"its number as MHD 4.2.3 wants it", []any{"masterIdentifier", "use"}, "usual"},
				{"its number as the next edition wants it", []any{"masterIdentifier", "type", "coding", 0, "code"}, "uniqueId"},
				{"status", []any{"status"}, "current"},
				{"type", []any{"type", "coding", 0, "code"}, "57133-1"},
				{"category", []any{"category", 0, "coding", 0, "code"}, "57133-1"},
				{"patient", []any{"subject", "identifier", "value"}, number},
				{"system of the patient's number", []any{"subject", "identifier", "system"}, system},
				{"author", []any{"author", 0, "display"}, s.parcel.Sender.Organisation},
				{"language", []any{"content", 0, "attachment", "language"}, "en-CA"},
				{"title: the kind, never the file's name", []any{"content", 0, "attachment", "title"}, "Demande de consultation"},
				{"the person's words", []any{"description"}, s.parcel.Subject + "\n\n" + s.parcel.Message},
				{"time", []any{"date"}, "2026-11-23T13:30:00Z"},
			} {
				if got := at(r, want.path...); got != want.value {
					t.Errorf("%s is %v, want %v", want.what, got, want.value)
				}
			}
			if all, _ := json.Marshal(r); strings.Contains(string(all), "essai-tremblay-zoe") {
				t.Error("the file's name is told")
			}
		})
	}
}

func TestSeveralDocumentsAreOneSet(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	s.parcel = withDocuments(t, s.parcel, 3)
	receipt, err := s.send(t)
	if err != nil {
		t.Fatal(err)
	}
	held := s.portal.Held(t)
	if len(held.Documents) != 3 || held.Binaries != 3 || held.Lists != 1 || s.whole(t) != 1 {
		t.Errorf("the server holds %d documents, %d binaries, %d sets", len(held.Documents), held.Binaries, held.Lists)
	}
	types := map[any]bool{}
	for _, d := range held.Documents {
		types[at(d.Resource, "type", "coding", 0, "code")] = true
	}
	if !types["11488-4"] || !types["11502-2"] || !types["34109-9"] {
		t.Errorf("the types are %v", types)
	}
	if receipt.Bytes != s.parcel.Documents[0].Size+s.parcel.Documents[1].Size+s.parcel.Documents[2].Size {
		t.Errorf("the receipt confirms %d bytes", receipt.Bytes)
	}
}

// upload keeps a dispatch's state as the store does.
type upload struct {
	mu    sync.Mutex
	state []byte
}

func (u *upload) Load(context.Context) ([]byte, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.state, nil
}

func (u *upload) Save(_ context.Context, state []byte) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.state = state
	return nil
}

// once strikes at the first request of a method.
func once(method string, fault practice.PortalFault) practice.PortalScript {
	var struck sync.Once
	return func(r *http.Request) (told practice.PortalFault) {
		if r.Method == method {
			struck.Do(func() { told = fault })
		}
		return told
	}
}

// A person may order another attempt of what arrived after all: nothing is there twice.
func TestNothingIsSentTwice(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		transaction fhir.Transaction
		documents   int
	}{{fhir.Simplified, 1}, {fhir.Bundle, 1}, {fhir.Bundle, 2}} {
		t.Run(string(test.transaction), func(t *testing.T) {
			t.Parallel()
			s := newSite(t, once(http.MethodPost, practice.PortalLoseReply), setting(fhir.SettingTransaction, string(test.transaction)))
			s.parcel = withDocuments(t, s.parcel, test.documents)
			s.parcel.Upload = &upload{}
			first, err := s.send(t)
			if dispatch.CertaintyOf(err) != dispatch.Maybe || dispatch.CodeOf(err) != "portal_outcome_unknown" {
				t.Fatalf("the lost reply is %v", err)
			}
			before := s.portal.Held(t)
			s.parcel.Attempt = dispatch.NewID(rand.Reader)
			second, err := s.send(t)
			if err != nil || second.Reference != first.Reference || second.Detail != "deposited_before" {
				t.Errorf("the second attempt: %+v, %v; the first: %+v", second, err, first)
			}
			after := s.portal.Held(t)
			if len(after.Documents) != test.documents || after.Binaries != before.Binaries || after.Lists != before.Lists {
				t.Errorf("%d documents, %d binaries, %d sets after %d, %d, %d", len(after.Documents), after.Binaries, after.Lists,
					len(before.Documents), before.Binaries, before.Lists)
			}
			a := dispatch.Attempt{ID: s.parcel.Attempt, N: 2, Receipt: &second}
			if found, receipt, err := s.Find(t.Context(), a); found != dispatch.True || receipt.Reference != first.Reference {
				t.Errorf("found is %v: %+v, %v", found, receipt, err)
			}
		})
	}
}

// The same attempt, in a request that a proxy made twice: conditional creation alone keeps it single.
func TestProxyThatRepeats(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	for range 2 {
		if _, err := s.send(t); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.whole(t); n != 1 {
		t.Errorf("the document is there %d times", n)
	}
}

// What was refused asks no question the next time, and goes by the same number still.
func TestNumberStaysWhateverCame(t *testing.T) {
	t.Parallel()
	s := newSite(t, once(http.MethodPost, practice.PortalRefuse))
	s.parcel.Upload = &upload{}
	first := s.attempt()
	if _, err := s.send(t); dispatch.CertaintyOf(err) != dispatch.Unsent {
		t.Fatal(err)
	}
	s.parcel.Attempt = dispatch.NewID(rand.Reader)
	second, err := s.send(t)
	if err != nil || second.Detail != "deposited" {
		t.Fatalf("%+v, %v", second, err)
	}
	if found, receipt, err := s.Find(t.Context(), first); found != dispatch.True || receipt.Reference != second.Reference {
		t.Errorf("found by the first attempt's number is %v: %+v, %v", found, receipt, err)
	}
}

// A refusal that was none: the number keeps the document single.
func TestRefusalOfWhatArrived(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusForbidden, http.StatusRequestTimeout} {
		s := newSite(t, nil)
		s.Channel = s.behind(t, func(next http.Handler) http.Handler {
			var struck sync.Once
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				into := w
				if r.Method == http.MethodPost {
					struck.Do(func() { into = httptest.NewRecorder() })
				}
				if next.ServeHTTP(into, r); into != w {
					w.WriteHeader(status)
				}
			})
		})
		s.parcel.Upload = &upload{}
		for _, wrong := range []bool{true, false} {
			s.parcel.Attempt = dispatch.NewID(rand.Reader)
			if _, err := s.send(t); (err != nil) != wrong {
				t.Errorf("%d: %v", status, err)
			}
		}
		if n := s.whole(t); n != 1 {
			t.Errorf("%d: the document is there %d times", status, n)
		}
	}
}

// A repeat is made only where the server keeps it single.
func TestRepeat(t *testing.T) {
	t.Parallel()
	const empty = `{"resourceType":"Bundle","type":"searchset"}`
	asFar, unsearched := lacking(""), lacking(`{"code":"search-type"}`)
	for _, test := range []struct {
		name        string
		transaction fhir.Transaction
		offers      layer
		search      string // answered to every search; empty: the server's own answer
		code        string
	}{
		{"one document", fhir.Simplified, asFar, "", ""},
		{"one document, and an answer that proves nothing", fhir.Simplified, asFar, empty, ""},
		{"one document, and no search", fhir.Simplified, unsearched, "", ""},
		{"one document, created whatever stands there", fhir.Simplified, unconditional("DocumentReference"), "", "fhir_repeat_unsafe"},
		{"a bundle", fhir.Bundle, asFar, "", ""},
		{"a bundle, and an answer that proves nothing", fhir.Bundle, asFar, empty, "fhir_repeat_unsafe"},
		{"a bundle, and no search", fhir.Bundle, unsearched, "", "fhir_repeat_unsafe"},
		{"a bundle, whose documents are created whatever stands there", fhir.Bundle, unconditional("DocumentReference"), "", "fhir_repeat_unsafe"},
		{"a bundle, whose set is created whatever stands there", fhir.Bundle, unconditional("List"), "", "fhir_repeat_unsafe"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, nil, setting(fhir.SettingTransaction, string(test.transaction)))
			s.Channel = s.behind(t, test.offers, answeringSearches(test.search))
			s.parcel.Upload = &upload{state: []byte(`{"identity":"urn:oid:2.25.42"}`)}
			_, err := s.send(t)
			requireVerdict(t, err, map[bool]dispatch.Certainty{true: dispatch.Sent, false: dispatch.Unsent}[test.code == ""], test.code, false)
			if n := s.whole(t); (n == 1) != (test.code == "") {
				t.Errorf("the document is there %d times", n)
			}
		})
	}
}

// A search may miss what is on its way: the entries stay single, and the receipt tells that bytes were left.
func TestRepeatThatCrossesTheFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil, setting(fhir.SettingTransaction, string(fhir.Bundle)))
	kept := &upload{}
	s.parcel.Upload = kept
	if _, err := s.send(t); err != nil {
		t.Fatal(err)
	}
	s.Channel = s.behind(t, answeringSearches(`{"resourceType":"Bundle","type":"searchset","total":0}`))
	s.parcel.Attempt = dispatch.NewID(rand.Reader)
	receipt, err := s.send(t)
	held := s.portal.Held(t)
	if err != nil || receipt.Detail != "deposited_before_bytes_left" || len(held.Documents) != 1 || held.Lists != 1 {
		t.Errorf("%+v, %v; the server holds %d documents, %d sets", receipt, err, len(held.Documents), held.Lists)
	}
}

// answeringSearches answers every search for documents itself, unless it has nothing to say.
func answeringSearches(answer string) layer {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if answer == "" || r.Method != http.MethodGet || r.URL.Path != "/fhir/DocumentReference" {
				next.ServeHTTP(w, r)
				return
			}
			_, _ = io.WriteString(w, answer)
		})
	}
}

// A repeat begins with a question; as long as it has no answer, nothing leaves.
func TestRepeatWithoutAnswerSendsNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, only(http.MethodGet, "/DocumentReference", practice.PortalBusy))
	s.parcel.Upload = &upload{state: []byte(`{"identity":"urn:oid:2.25.42"}`)}
	_, err := s.send(t)
	if dispatch.CertaintyOf(err) != dispatch.Unsent || !dispatch.RetryOf(err) || len(s.portal.Held(t).Documents) != 0 {
		t.Errorf("got %v", err)
	}
}

func TestSignsInWithEitherKey(t *testing.T) {
	t.Parallel()
	for _, algorithm := range []string{oauth.ES384, oauth.RS384} {
		t.Run(algorithm, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, nil, func(c *fhir.Config) {
				c.User, c.Secret = clientID+algorithm, server.keys[algorithm].Marshal()
			})
			if err := s.Test(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestUnknownPatient(t *testing.T) {
	t.Parallel()
	for _, transaction := range []fhir.Transaction{fhir.Simplified, fhir.Bundle} {
		s := newSite(t, nil, setting(fhir.SettingTransaction, string(transaction)))
		s.parcel.Route.Address = "UNKNOWN"
		_, err := s.send(t)
		if dispatch.CodeOf(err) != "fhir_patient_unknown" || dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.KindOf(err) != dispatch.KindRejected {
			t.Errorf("%s: %v", transaction, err)
		}
		if detail := dispatch.FailureOf(err).Detail; detail != "HTTP 400, error, invariant, subject.identifier" {
			t.Errorf("%s: the detail is %q", transaction, detail)
		}
	}
}

package fhir_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/fhir"
)

const (
	allRights   = "system/DocumentReference.cuds system/Binary.cd system/List.cds"
	entryRights = "system/DocumentReference.cuds system/Binary.c system/List.c"
)

func TestRecall(t *testing.T) {
	t.Parallel()
	const deletes = `{"code":"delete"}`
	without := func(interaction string) string { return `{"code":"` + interaction + `"}` }
	for _, test := range []struct {
		name                  string
		scope                 string
		documents             int
		lacks                 string // of what the server offers
		code                  string
		left, binaries, lists int
		inError               bool
	}{
		{"all of it is deleted", allRights, 2, "", "", 0, 0, 0, false},
		{"one document holds its own bytes, and has no set", entryRights, 1, "", "", 0, 0, 0, false},
		{"the bytes and the set may not be deleted", entryRights, 2, "", "fhir_file_remains", 0, 2, 1, false},
		{"marked as entered in error, and the bytes remain", allRights, 2, deletes, "fhir_file_remains", 2, 2, 1, true},
		{"one marked as entered in error holds its bytes", allRights, 1, deletes, "fhir_file_remains", 1, 0, 0, true},
		{"nothing of it is offered", allRights, 2, without("patch") + "," + deletes, "fhir_no_withdrawal", 2, 2, 1, false},
		{"no right to", fhir.DefaultScope, 2, "", "portal_not_recalled", 2, 2, 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, nil, setting(fhir.SettingScope, test.scope))
			attempt := s.published(t, test.documents)
			err := s.behind(t, lacking(test.lacks)).Recall(t.Context(), attempt)
			held := s.portal.Held(t)
			if dispatch.CodeOf(err) != test.code {
				t.Errorf("%v, want %q", err, test.code)
			}
			if len(held.Documents) != test.left || held.Binaries != test.binaries || held.Lists != test.lists {
				t.Errorf("the server holds %d documents, %d binaries, %d sets", len(held.Documents), held.Binaries, held.Lists)
			}
			for _, d := range held.Documents {
				if inError := d.Resource["status"] == "entered-in-error"; inError != test.inError {
					t.Errorf("a document left is %v", d.Resource["status"])
				}
			}
		})
	}
}

// published publishes so many documents, and returns their attempt.
func (s *site) published(t *testing.T, documents int) dispatch.Attempt {
	t.Helper()
	s.parcel = withDocuments(t, s.parcel, documents)
	receipt, err := s.send(t)
	if err != nil {
		t.Fatal(err)
	}
	attempt := s.attempt()
	attempt.Receipt = &receipt
	return attempt
}

// paged is a server that shows one document a page. Where it never ends, there is always another page.
func paged(endless bool) layer {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/DocumentReference") {
				next.ServeHTTP(w, r)
				return
			}
			answer := httptest.NewRecorder()
			next.ServeHTTP(answer, r)
			var bundle map[string]any
			_ = json.Unmarshal(answer.Body.Bytes(), &bundle)
			if all, _ := bundle["entry"].([]any); len(all) > 1 || endless {
				bundle["entry"] = all[:min(len(all), 1)]
				bundle["link"] = []any{map[string]any{"relation": "next", "url": "https://elsewhere.example/next"}}
			}
			_ = json.NewEncoder(w).Encode(bundle)
		})
	}
}

// What one page does not show is withdrawn too, and never called withdrawn when nobody can tell.
func TestRecallOfMoreThanAPage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		endless bool
		lacks   string
		code    string
		left    int // that still count
	}{
		{"deleted", false, "", "", 0},
		{"marked", false, `{"code":"delete"}`, "fhir_file_remains", 0},
		{"a page always follows", true, "", "portal_not_recalled", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, nil, setting(fhir.SettingScope, allRights))
			attempt := s.published(t, 3)
			err := s.behind(t, lacking(test.lacks), paged(test.endless)).Recall(t.Context(), attempt)
			left := 0
			for _, d := range s.portal.Held(t).Documents {
				if d.Resource["status"] == "current" {
					left++
				}
			}
			if dispatch.CodeOf(err) != test.code || left != test.left {
				t.Errorf("%v; %d documents still count", err, left)
			}
		})
	}
}

// A server that says it deletes and does not is not believed.
func TestRecallThatChangesNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil, setting(fhir.SettingScope, allRights))
	attempt := s.published(t, 2)
	channel := s.behind(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodDelete {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	if err := channel.Recall(t.Context(), attempt); dispatch.CodeOf(err) != "portal_not_recalled" {
		t.Errorf("got %v", err)
	}
}

func TestRecallOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil, setting(fhir.SettingScope, entryRights))
	if err := s.Recall(t.Context(), s.attempt()); dispatch.CodeOf(err) != "portal_not_recalled" {
		t.Errorf("got %v", err)
	}
	if err := s.Recall(t.Context(), dispatch.Attempt{ID: "x"}); dispatch.CodeOf(err) != "portal_attempt_invalid" {
		t.Errorf("got %v", err)
	}
}

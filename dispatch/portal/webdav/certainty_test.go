package webdav_test

import (
	"crypto/tls"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/webdav"
	"github.com/souspli/souspli/dispatch/practice"
)

// site is a practice portal with a channel to it.
type site struct {
	*webdav.Channel
	dir    string
	parcel dispatch.Parcel
}

func newSite(t *testing.T, script practice.PortalScript) site {
	t.Helper()
	ca, dir := dispatchtest.NewCA(t), t.TempDir()
	server := startPortal(t, practice.PortalConfig{
		Dir: dir, TLS: &tls.Config{Certificates: []tls.Certificate{ca.Server().TLS}},
		User: portaltest.User, Password: []byte(password), Script: script, Elsewhere: "https://127.0.0.1:1/",
	})
	return site{newChannel(t, server.URL(), ca, password), dir, sampleParcel(t)}
}

func (s site) send(t *testing.T) (dispatch.Receipt, error) {
	t.Helper()
	return s.Send(t.Context(), s.parcel, func(dispatch.Progress) {})
}

func (s site) attempt() dispatch.Attempt { return dispatch.Attempt{ID: s.parcel.Attempt, N: 1} }

// left says what stands on the portal.
func (s site) left(t *testing.T) string {
	t.Helper()
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, entry := range entries {
		name := strings.Replace(entry.Name(), string(s.parcel.Attempt), "deposit", 1)
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

// only strikes at requests of a method for paths that end in suffix.
func only(method, suffix string, fault practice.PortalFault) practice.PortalScript {
	return func(r *http.Request) practice.PortalFault {
		if r.Method == method && strings.HasSuffix(r.URL.Path, suffix) {
			return fault
		}
		return ""
	}
}

// TestCertainty is the table of the package comment, moment by moment.
func TestCertainty(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name      string
		script    practice.PortalScript
		certainty dispatch.Certainty
		code      string
		left      string         // on the portal
		found     dispatch.Truth // by Find afterwards
	}{
		{"all is well", nil, dispatch.Sent, "", "deposit", dispatch.True},
		{"staging: refused", practice.OnMethod("MKCOL", practice.PortalRefuse), dispatch.Unsent, "portal_refused", "", dispatch.Unknown},
		{"staging: busy", practice.OnMethod("MKCOL", practice.PortalBusy), dispatch.Unsent, "portal_busy", "", dispatch.Unknown},
		{"staging: reply lost", practice.OnMethod("MKCOL", practice.PortalLoseReply), dispatch.Unsent, "portal_cut_off", "", dispatch.Unknown},
		{"document: refused", practice.OnMethod("PUT", practice.PortalRefuse), dispatch.Unsent, "portal_refused", "", dispatch.Unknown},
		{"document: cut", practice.OnMethod("PUT", practice.PortalCut), dispatch.Unsent, "portal_cut_off", "", dispatch.Unknown},
		{"document: reply lost", practice.OnMethod("PUT", practice.PortalLoseReply), dispatch.Unsent, "portal_cut_off", "", dispatch.Unknown},
		{"document: redirected", practice.OnMethod("PUT", practice.PortalRedirect), dispatch.Unsent, "portal_redirect", "", dispatch.Unknown},
		{"document: stored otherwise", practice.OnMethod("PUT", practice.PortalSpoil), dispatch.Unsent, "portal_deposit_altered", "", dispatch.Unknown},
		{"document: taken and forgotten", practice.OnMethod("PUT", practice.PortalForget), dispatch.Unsent, "portal_deposit_altered", "", dispatch.Unknown},
		{"proof: reading back is refused", practice.OnMethod("GET", practice.PortalRefuse), dispatch.Unsent, "portal_refused", "", dispatch.Unknown},
		{"proof: reading back never ends", practice.OnMethod("GET", practice.PortalFlood), dispatch.Unsent, "portal_malformed_answer", "", dispatch.Unknown},
		{"manifest: cut", only("PUT", portal.ManifestName, practice.PortalCut), dispatch.Unsent, "portal_cut_off", "", dispatch.Unknown},
		{"manifest: stored otherwise", only("PUT", portal.ManifestName, practice.PortalSpoil), dispatch.Unsent, "portal_deposit_altered", "", dispatch.Unknown},
		{"MOVE: refused", practice.OnMethod("MOVE", practice.PortalRefuse), dispatch.Unsent, "portal_refused", "", dispatch.Unknown},
		{"MOVE: redirected", practice.OnMethod("MOVE", practice.PortalRedirect), dispatch.Unsent, "portal_redirect", "", dispatch.Unknown},
		{"MOVE: busy, staging stands", practice.OnMethod("MOVE", practice.PortalBusy), dispatch.Maybe, "portal_outcome_unknown", "deposit.part", dispatch.False},
		{"MOVE: cut, staging stands", practice.OnMethod("MOVE", practice.PortalCut), dispatch.Maybe, "portal_outcome_unknown", "deposit.part", dispatch.False},
		{"MOVE: done, reply lost", practice.OnMethod("MOVE", practice.PortalLoseReply), dispatch.Maybe, "portal_outcome_unknown", "deposit", dispatch.True},
		{"MOVE: done, reply is nonsense", practice.OnMethod("MOVE", practice.PortalBabble), dispatch.Maybe, "portal_outcome_unknown", "deposit.part", dispatch.False},
		{"MOVE: an answer of another kind", practice.OnMethod("MOVE", practice.PortalFlood), dispatch.Maybe, "portal_outcome_unknown", "deposit.part", dispatch.False},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, test.script)
			_, err := s.send(t)
			if got := dispatch.CertaintyOf(err); got != test.certainty || dispatch.CodeOf(err) != test.code {
				t.Errorf("got %s and %q, want %s and %q: %v", got, dispatch.CodeOf(err), test.certainty, test.code, err)
			}
			if left := s.left(t); left != test.left {
				t.Errorf("on the portal stands %q, want %q", left, test.left)
			}
			if found, _, _ := s.Find(t.Context(), s.attempt()); found != test.found {
				t.Errorf("found is %v, want %v", found, test.found)
			}
		})
	}
}

// A proxy that repeats a MOVE has the second refused, after the first has succeeded.
func TestMoveRepeatedByProxyIsNotUnsent(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	proxy := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "MOVE" {
				next.ServeHTTP(discarded{}, r.Clone(r.Context()))
			}
			next.ServeHTTP(w, r)
		})
	}
	s.Channel = throughApache(t, proxy)
	_, err := s.send(t)
	if dispatch.CertaintyOf(err) != dispatch.Maybe {
		t.Errorf("want maybe, got %v", err)
	}
	if found, _, err := s.Find(t.Context(), s.attempt()); found != dispatch.True {
		t.Errorf("the deposit is %v: %v", found, err)
	}
}

func throughApache(t *testing.T, wrap func(http.Handler) http.Handler) *webdav.Channel {
	t.Helper()
	ca := dispatchtest.NewCA(t)
	apache := portaltest.StartApache(t, ca)
	address, _ := apache.Folder(t)
	return newChannel(t, apache.Through(t, address, wrap), ca, apache.Password)
}

// discarded is an answer that nobody gets.
type discarded struct{}

func (discarded) Header() http.Header         { return http.Header{} }
func (discarded) Write(p []byte) (int, error) { return len(p), nil }
func (discarded) WriteHeader(int)             {}

// A failure to tidy up is told, and does not change what is known.
func TestLeftoverIsTold(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(r *http.Request) practice.PortalFault {
		switch r.Method {
		case http.MethodPut:
			return practice.PortalSpoil
		case http.MethodDelete:
			return practice.PortalRefuse
		}
		return ""
	})
	_, err := s.send(t)
	if dispatch.CertaintyOf(err) != dispatch.Unsent || !strings.Contains(err.Error(), "could not be removed") {
		t.Errorf("got %v", err)
	}
	if left := s.left(t); left != "deposit.part" {
		t.Errorf("on the portal stands %q", left)
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		folder func(dispatch.ID) string
	}{
		{"a finished deposit", portal.Folder},
		{"one being built", portal.StagingFolder},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, nil)
			file := filepath.Join(s.dir, test.folder(s.parcel.Attempt), "document-1.pdf")
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte("older"), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := s.send(t)
			if dispatch.CertaintyOf(err) != dispatch.Maybe || dispatch.CodeOf(err) != "portal_name_taken" {
				t.Errorf("got %v", err)
			}
			if b, err := os.ReadFile(file); string(b) != "older" {
				t.Errorf("the older file is now %q: %v", b, err)
			}
		})
	}
}

// A folder of that name that comes between our look and the MOVE stays as it is.
func TestMoveOverwritesNothing(t *testing.T) {
	t.Parallel()
	var s site
	s = newSite(t, func(r *http.Request) practice.PortalFault {
		if r.Method == "MOVE" {
			mkdir(t, s.in(portal.Folder))
			write(t, s.in(portal.Folder, "document-1.pdf"), "older")
		}
		return ""
	})
	if _, err := s.send(t); dispatch.CertaintyOf(err) != dispatch.Maybe {
		t.Errorf("want maybe, got %v", err)
	}
	if b, err := os.ReadFile(s.in(portal.Folder, "document-1.pdf")); string(b) != "older" {
		t.Errorf("the older file is now %q: %v", b, err)
	}
}

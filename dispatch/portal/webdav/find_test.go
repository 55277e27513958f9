package webdav_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/practice"
)

// finding is what stands on the portal when it is asked.
type finding struct {
	name   string
	change func(t *testing.T, s site) // after a deposit that went well
	found  dispatch.Truth
	code   string // of the error
	left   string
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, test := range []finding{
		{"a whole deposit", func(*testing.T, site) {}, dispatch.True, "", "deposit"},
		{"a deposit and its staging", func(t *testing.T, s site) {
			mkdir(t, s.in(portal.StagingFolder))
		}, dispatch.True, "", "deposit deposit.part"},
		{"only staging: removed, so that no late MOVE succeeds", func(t *testing.T, s site) {
			rename(t, s.in(portal.Folder), s.in(portal.StagingFolder))
		}, dispatch.False, "", ""},
		{"nothing: never begun, or fetched and removed", func(t *testing.T, s site) {
			removeAll(t, s.in(portal.Folder))
		}, dispatch.Unknown, "", ""},
		{"a file altered", func(t *testing.T, s site) {
			write(t, s.in(portal.Folder, "document-1.pdf"), "%PDF other")
		}, dispatch.Unknown, "portal_deposit_incomplete", "deposit"},
		{"a file missing", func(t *testing.T, s site) {
			removeAll(t, s.in(portal.Folder, "document-1.pdf"))
		}, dispatch.Unknown, "portal_deposit_incomplete", "deposit"},
		{"a folder in a file's place", func(t *testing.T, s site) {
			removeAll(t, s.in(portal.Folder, "document-1.pdf"))
			mkdir(t, s.in(portal.Folder, "document-1.pdf"))
		}, dispatch.Unknown, "portal_deposit_incomplete", "deposit"},
		{"no manifest", func(t *testing.T, s site) {
			removeAll(t, s.in(portal.Folder, portal.ManifestName))
		}, dispatch.Unknown, "portal_not_told", "deposit"},
		{"a manifest that names other places", func(t *testing.T, s site) {
			write(t, s.in(portal.Folder, portal.ManifestName), strings.Repeat("0", 64)+"  ../../secret\n")
		}, dispatch.Unknown, "portal_deposit_incomplete", "deposit"},
		{"a manifest without end", func(t *testing.T, s site) {
			write(t, s.in(portal.Folder, portal.ManifestName), strings.Repeat("0", portal.MaxManifest+2))
		}, dispatch.Unknown, "portal_not_told", "deposit"},
		{"the base is away", func(t *testing.T, s site) { removeAll(t, s.dir) }, dispatch.Unknown, "portal_not_told", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t)
		})
	}
}

func (test finding) run(t *testing.T) {
	s := newSite(t, nil)
	sent, err := s.send(t)
	if err != nil {
		t.Fatal(err)
	}
	test.change(t, s)
	found, receipt, err := s.Find(t.Context(), s.attempt())
	if found != test.found || dispatch.CodeOf(err) != test.code {
		t.Errorf("found is %v with %v, want %v with %q", found, err, test.found, test.code)
	}
	if found.Is() && receipt != sent {
		t.Errorf("the receipt is %+v, was %+v", receipt, sent)
	}
	if _, err := os.Stat(s.dir); err == nil && s.left(t) != test.left {
		t.Errorf("on the portal stands %q, want %q", s.left(t), test.left)
	}
}

func TestFindNeverGuesses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		script practice.PortalScript
	}{
		{"the portal is busy", practice.OnMethod("PROPFIND", practice.PortalBusy)},
		{"staging cannot be removed", practice.OnMethod("DELETE", practice.PortalRefuse)},
		{"staging's removal is not confirmed", practice.OnMethod("DELETE", practice.PortalLoseReply)},
		{"staging stays although its removal is confirmed", practice.OnMethod("DELETE", practice.PortalForget)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, test.script)
			mkdir(t, s.in(portal.StagingFolder))
			if found, _, err := s.Find(t.Context(), s.attempt()); found != dispatch.Unknown {
				t.Errorf("found is %v with %v", found, err)
			}
		})
	}
}

// The MOVE happens, and the recipient fetches, between our look at staging and its removal.
func TestFindDoesNotDenyWhatWasFetched(t *testing.T) {
	t.Parallel()
	var s site
	s = newSite(t, func(r *http.Request) practice.PortalFault {
		if r.Method == http.MethodDelete {
			removeAll(t, s.in(portal.StagingFolder))
		}
		return ""
	})
	mkdir(t, s.in(portal.StagingFolder))
	if found, _, err := s.Find(t.Context(), s.attempt()); found != dispatch.Unknown || err != nil {
		t.Errorf("found is %v with %v", found, err)
	}
}

func TestRecall(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		script practice.PortalScript
		change func(t *testing.T, s site)
		code   string
		left   string
	}{
		{"a deposit", nil, func(*testing.T, site) {}, "", ""},
		{"staging", nil, func(t *testing.T, s site) { rename(t, s.in(portal.Folder), s.in(portal.StagingFolder)) }, "", ""},
		{"nothing any more", nil, func(t *testing.T, s site) { removeAll(t, s.in(portal.Folder)) }, "portal_not_there", ""},
		{"refused", practice.OnMethod("DELETE", practice.PortalRefuse), func(*testing.T, site) {}, "portal_not_recalled", "deposit"},
		{"confirmed, and yet there", practice.OnMethod("DELETE", practice.PortalForget), func(*testing.T, site) {}, "portal_not_recalled", "deposit"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, test.script)
			if _, err := s.send(t); err != nil {
				t.Fatal(err)
			}
			test.change(t, s)
			if err := s.Recall(t.Context(), s.attempt()); dispatch.CodeOf(err) != test.code {
				t.Errorf("got %v, want %q", err, test.code)
			}
			if left := s.left(t); left != test.left {
				t.Errorf("on the portal stands %q, want %q", left, test.left)
			}
		})
	}
}

func TestOnlyAttemptsAreLookedFor(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	write(t, filepath.Join(s.dir, "other"), "untouched")
	for _, id := range []dispatch.ID{"", "other", "..", "../other", "%2e%2e"} {
		if found, _, err := s.Find(t.Context(), dispatch.Attempt{ID: id}); found != dispatch.Unknown || err == nil {
			t.Errorf("%q: found is %v with %v", id, found, err)
		}
		if err := s.Recall(t.Context(), dispatch.Attempt{ID: id}); err == nil {
			t.Errorf("%q was recalled", id)
		}
	}
	if left := s.left(t); left != "other" {
		t.Errorf("on the portal stands %q", left)
	}
}

// in is a path of the site's attempt on the portal's disk.
func (s site) in(folder func(dispatch.ID) string, names ...string) string {
	return filepath.Join(append([]string{s.dir, folder(s.parcel.Attempt)}, names...)...)
}

func mkdir(t *testing.T, path string)      { t.Helper(); requireNoError(t, os.Mkdir(path, 0o700)) }
func removeAll(t *testing.T, path string)  { t.Helper(); requireNoError(t, os.RemoveAll(path)) }
func rename(t *testing.T, from, to string) { t.Helper(); requireNoError(t, os.Rename(from, to)) }

func write(t *testing.T, path, content string) {
	t.Helper()
	requireNoError(t, os.WriteFile(path, []byte(content), 0o600))
}

func requireNoError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

package nextcloud_test

import (
	cryptorand "crypto/rand"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

// The table of the package's comment: what each failure of the server leaves, and what Find then says.
func TestCertainty(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		script  practice.PortalScript
		want    dispatch.Certainty
		code    string
		arrived int
		found   dispatch.Truth
	}{
		{"identity: refused", portaltest.OnPath("GET", "/cloud/user", practice.PortalRefuse), dispatch.Unsent, "portal_refused", 0, dispatch.Unknown},
		{"identity: an answer without end", portaltest.OnPath("GET", "/cloud/user", practice.PortalFlood), dispatch.Unsent, "portal_malformed_answer", 0, dispatch.Unknown},
		{"policy: busy", portaltest.OnPath("GET", "/cloud/capabilities", practice.PortalBusy), dispatch.Unsent, "portal_busy", 0, dispatch.Unknown},
		{"mark: reply lost", portaltest.OnPath("PUT", ".part", practice.PortalLoseReply), dispatch.Unsent, "portal_cut_off", 0, dispatch.Unknown},
		{"document: refused", portaltest.OnPath("PUT", "document-", practice.PortalRefuse), dispatch.Unsent, "portal_refused", 0, dispatch.Unknown},
		{"document: stored otherwise", portaltest.OnPath("PUT", "document-", practice.PortalSpoil), dispatch.Unsent, "portal_deposit_altered", 0, dispatch.Unknown},
		{"document: taken and forgotten", portaltest.OnPath("PUT", "document-", practice.PortalForget), dispatch.Unsent, "portal_deposit_altered", 0, dispatch.Unknown},
		{"name: refused", practice.OnMethod("MOVE", practice.PortalRefuse), dispatch.Unsent, "portal_refused", 0, dispatch.Unknown},
		{"name: given, reply lost", once(practice.OnMethod("MOVE", practice.PortalLoseReply)), dispatch.Sent, "", 1, dispatch.True},
		{"mark: stays", once(practice.OnMethod("DELETE", practice.PortalRefuse)), dispatch.Unsent, "portal_refused", 0, dispatch.Unknown},
		{"share: refused", portaltest.OnPath("POST", "/shares", practice.PortalRefuse), dispatch.Unsent, "nextcloud_share_refused", 0, dispatch.Unknown},
		{"share: redirected", portaltest.OnPath("POST", "/shares", practice.PortalRedirect), dispatch.Unsent, "portal_redirect", 0, dispatch.Unknown},
		{"share: busy", portaltest.OnPath("POST", "/shares", practice.PortalBusy), dispatch.Maybe, "portal_outcome_unknown", 0, dispatch.False},
		{"share: cut before it was whole", portaltest.OnPath("POST", "/shares", practice.PortalCut), dispatch.Maybe, "portal_outcome_unknown", 0, dispatch.False},
		{"share: made, reply lost", portaltest.OnPath("POST", "/shares", practice.PortalLoseReply), dispatch.Maybe, "portal_outcome_unknown", 1, dispatch.True},
		{"share: busy, and the question loses the reply to its removal", first(portaltest.OnPath("POST", "/shares", practice.PortalBusy), portaltest.OnPath("DELETE", ".void", practice.PortalLoseReply)), dispatch.Maybe, "portal_outcome_unknown", 0, dispatch.False},
		{"share: busy, and the question is cut off at its removal", first(portaltest.OnPath("POST", "/shares", practice.PortalBusy), portaltest.OnPath("DELETE", ".void", practice.PortalCut)), dispatch.Maybe, "portal_outcome_unknown", 0, dispatch.False},
		{"share: answered with nonsense", portaltest.OnPath("POST", "/shares", practice.PortalBabble), dispatch.Maybe, "portal_outcome_unknown", 0, dispatch.False},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{Script: test.script, Elsewhere: "https://localhost/"})
			p := sample(t)
			_, err := s.channel(t).Send(t.Context(), p, nil)
			if dispatch.CertaintyOf(err) != test.want || dispatch.CodeOf(err) != test.code {
				t.Errorf("%s, %q, want %s, %q: %v", dispatch.CertaintyOf(err), dispatch.CodeOf(err), test.want, test.code, err)
			}
			if n := s.Arrived(t, p); n != test.arrived {
				t.Errorf("%d deposits can be opened, want %d", n, test.arrived)
			}
			if found, _, _ := s.channel(t).Find(t.Context(), attemptOf(p, err)); found != test.found {
				t.Errorf("found is %v, want %v", found, test.found)
			}
		})
	}
}

// A program may be killed before each of its requests, or after the server did what it asked. Started again,
// it asks; what certainly did not arrive goes once more, and nobody ever gets a document twice.
func TestKilledAtEachStep(t *testing.T) {
	t.Parallel()
	for _, fault := range []practice.PortalFault{practice.PortalCut, practice.PortalLoseReply} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			steps := 0
			for ; !killedAt(t, steps, fault); steps++ {
			}
			if steps < 20 {
				t.Errorf("only %d requests made a deposit of two chunks", steps)
			}
		})
	}
}

// killedAt kills the program at its n-th request, and reports whether it was done before.
func killedAt(t *testing.T, n int, fault practice.PortalFault) (done bool) {
	t.Helper()
	var requests atomic.Int64
	var dead atomic.Bool
	s := newSite(t, portaltest.NextcloudConfig{Script: func(*http.Request) practice.PortalFault {
		switch at := requests.Add(1) - 1; {
		case dead.Load():
			return ""
		case at == int64(n):
			return fault
		case at > int64(n):
			return practice.PortalCut
		}
		return ""
	}})
	p := large(t, chunk+chunk/2)
	upload := &portaltest.Upload{}
	p.Upload = upload
	_, err := s.channel(t).Send(t.Context(), p, nil)
	if err == nil && requests.Load() <= int64(n) {
		return true
	}
	dead.Store(true) // from here on it is the program after its restart
	found, _, findErr := s.channel(t).Find(t.Context(), attemptOf(p, err))
	arrived := s.Arrived(t, p)
	s.wantRecollected(t, p, upload, found, arrived)
	switch {
	case found == dispatch.True && arrived != 1, found == dispatch.False && arrived != 0:
		t.Errorf("request %d: found is %v, and %d arrived: %v", n, found, arrived, findErr)
	case dispatch.CertaintyOf(err) == dispatch.Unsent && arrived != 0, err == nil && arrived != 1:
		t.Errorf("request %d: called %s, and %d arrived", n, dispatch.CertaintyOf(err), arrived)
	}
	if arrived == 0 {
		p.Attempt = dispatch.NewID(cryptorand.Reader)
		if _, err := s.channel(t).Send(t.Context(), p, nil); err != nil {
			t.Errorf("request %d: the next attempt: %v", n, err)
		}
	}
	if n := s.Arrived(t, p); n != 1 {
		t.Errorf("%d deposits can be opened in the end", n)
	}
	return false
}

// wantRecollected: what the server cannot tell, the upload state does, and never of what arrived.
func (s site) wantRecollected(t *testing.T, p dispatch.Parcel, upload *portaltest.Upload, found dispatch.Truth, arrived int) {
	t.Helper()
	state, err := upload.Load(t.Context())
	unasked := s.channel(t).Unasked(p.Attempt, state)
	if err != nil || unasked && arrived != 0 || !unasked && found == dispatch.Unknown && s.Uploaded() == 0 {
		t.Errorf("unasked is %v, found is %v, and %d arrived: %v", unasked, found, arrived, err)
	}
}

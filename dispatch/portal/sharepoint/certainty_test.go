package sharepoint_test

import (
	cryptorand "crypto/rand"
	"net/http"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

// The table of the package's comment: what each failure of the drive leaves, and what Find then says.
func TestCertainty(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	for _, test := range []struct {
		name    string
		script  practice.PortalScript
		want    dispatch.Certainty
		code    string
		arrived int
		found   dispatch.Truth
	}{
		{"folder: refused", portaltest.OnPath("POST", "/children", practice.PortalRefuse), dispatch.Unsent, "portal_refused", 0, dispatch.Unknown},
		{"mark: reply lost", once(portaltest.OnPath("POST", "01SIM1/children", practice.PortalLoseReply)), dispatch.Unsent, "portal_cut_off", 0, dispatch.False},
		{"session: refused", portaltest.OnPath("POST", "/createUploadSession", practice.PortalRefuse), dispatch.Unsent, "portal_refused", 0, dispatch.Unknown},
		{"document: spoilt", portaltest.OnPath("PUT", "/up/", practice.PortalSpoil), dispatch.Unsent, "portal_deposit_altered", 0, dispatch.Unknown},
		{"document: taken and forgotten", portaltest.OnPath("PUT", "/up/", practice.PortalForget), dispatch.Unsent, "portal_deposit_altered", 0, dispatch.Unknown},
		{"name: refused", practice.OnMethod("PATCH", practice.PortalRefuse), dispatch.Unsent, "portal_refused", 0, dispatch.Unknown},
		{"name: given, reply lost", once(practice.OnMethod("PATCH", practice.PortalLoseReply)), dispatch.Sent, "", 1, dispatch.True},
		{"mark: stays", practice.OnMethod("DELETE", practice.PortalRefuse), dispatch.Unsent, "portal_refused", 0, dispatch.Unknown},
		{"invitation: refused", portaltest.OnPath("POST", "/invite", practice.PortalRefuse), dispatch.Unsent, "sharepoint_invite_refused", 0, dispatch.Unknown},
		{"invitation: redirected", portaltest.OnPath("POST", "/invite", practice.PortalRedirect), dispatch.Unsent, "portal_redirect", 0, dispatch.Unknown},
		{"invitation: busy", portaltest.OnPath("POST", "/invite", practice.PortalBusy), dispatch.Maybe, "portal_outcome_unknown", 0, dispatch.False},
		{"invitation: cut", portaltest.OnPath("POST", "/invite", practice.PortalCut), dispatch.Maybe, "portal_outcome_unknown", 0, dispatch.False},
		{"invitation: busy, and the question loses the reply to its removal", after(portaltest.OnPath("POST", "/invite", practice.PortalBusy), once(practice.OnMethod("DELETE", practice.PortalLoseReply))), dispatch.Maybe, "portal_outcome_unknown", 0, dispatch.False},
		{"invitation: sent, reply lost", portaltest.OnPath("POST", "/invite", practice.PortalLoseReply), dispatch.Maybe, "portal_outcome_unknown", 1, dispatch.True},
		{"invitation: answered without end", portaltest.OnPath("POST", "/invite", practice.PortalFlood), dispatch.Maybe, "portal_outcome_unknown", 0, dispatch.False},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, ca, portaltest.GraphConfig{Script: test.script, Elsewhere: "https://localhost/"})
			p := sample(t)
			_, err := s.channel(t).Send(t.Context(), p, nil)
			if dispatch.CertaintyOf(err) != test.want || dispatch.CodeOf(err) != test.code {
				t.Errorf("%s, %q, want %s, %q: %v", dispatch.CertaintyOf(err), dispatch.CodeOf(err), test.want, test.code, err)
			}
			if n := s.Arrived(p); n != test.arrived {
				t.Errorf("%d deposits can be opened, want %d", n, test.arrived)
			}
			if found, _, _ := s.channel(t).Find(t.Context(), attemptOf(p, nil)); found != test.found {
				t.Errorf("found is %v, want %v", found, test.found)
			}
			if n := s.Invited(); n > 1 {
				t.Errorf("%d invitations were sent", n)
			}
		})
	}
}

// A program may be killed after each of its requests, when the drive has done what it asked. Started again, it asks;
// what certainly did not arrive goes once more, and nobody is ever invited twice.
func TestKilledAtEachStep(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	steps := 0
	for ; !killedAt(t, ca, steps); steps++ {
	}
	if steps < 15 {
		t.Errorf("only %d requests made a deposit", steps)
	}
}

// killedAt kills the program at its n-th request, and reports whether it was done before.
func killedAt(t *testing.T, ca *dispatchtest.CA, n int) (done bool) {
	t.Helper()
	left, dead := n, false
	s := newSite(t, ca, portaltest.GraphConfig{Script: func(*http.Request) practice.PortalFault {
		switch {
		case dead:
			return practice.PortalCut
		case left == 0:
			dead = true
			return practice.PortalLoseReply
		}
		left--
		return ""
	}})
	p := sample(t)
	p.Upload, p.Subject, p.Message = &portaltest.Upload{}, "", ""
	_, err := s.channel(t).Send(t.Context(), p, nil)
	if !dead {
		return true
	}
	dead, left = false, -1 // started again
	found, _, _ := s.channel(t).Find(t.Context(), attemptOf(p, nil))
	if dispatch.CertaintyOf(err) == dispatch.Unsent || found == dispatch.False {
		p.Attempt = dispatch.NewID(cryptorand.Reader)
		if _, err := s.channel(t).Send(t.Context(), p, nil); err != nil {
			t.Errorf("killed at request %d, then: %v", n, err)
		}
	}
	if invited := s.Invited(); invited > 1 || invited == 0 && found != dispatch.Unknown {
		t.Errorf("killed at request %d, %d invitations were sent; found was %v", n, invited, found)
	}
	return false
}

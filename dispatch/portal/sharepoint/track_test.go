package sharepoint_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

func TestFollowsADeposit(t *testing.T) {
	t.Parallel()
	s := newSite(t, dispatchtest.NewCA(t), portaltest.GraphConfig{})
	c, p := s.channel(t), sample(t)
	attempt := send(t, c, p)
	r := attempt.Receipt
	if r.Notified.IsZero() || !r.Expires.Equal(p.Expires) || r.Link != "" || r.Reference == "" {
		t.Errorf("the receipt is %+v", r)
	}
	requireStatus(t, c, attempt, dispatch.Accepted, "")

	s.Open()
	told := requireStatus(t, c, attempt, dispatch.Delivered, "")
	if told.Receipt.Fetches != 1 || told.Receipt.Fetched.IsZero() {
		t.Errorf("opened %d times, first at %s", told.Receipt.Fetches, told.Receipt.Fetched)
	}

	later := p.Expires.AddDate(0, 0, 7)
	extended, err := c.Extend(t.Context(), attempt, later)
	if err != nil || !extended.Expires.Equal(later) {
		t.Errorf("extended until %s: %v", extended.Expires, err)
	}
	for range 2 { // what is gone may be recalled again
		if err := c.Recall(t.Context(), attempt); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.Arrived(p); n != 0 {
		t.Errorf("%d deposits can still be opened", n)
	}
	told = requireStatus(t, c, attempt, dispatch.Failed, "portal_revoked")
	if told.Receipt.Revoked.IsZero() {
		t.Error("nobody is told that access ended")
	}
	if _, err := c.Extend(t.Context(), attempt, later); dispatch.CodeOf(err) != "sharepoint_not_extended" {
		t.Errorf("extended after its end: %v", err)
	}
}

func requireStatus(t *testing.T, c dispatch.Tracker, a dispatch.Attempt, want dispatch.State, failure string) dispatch.Status {
	t.Helper()
	status, err := c.Track(t.Context(), a)
	code := ""
	if status.Failure != nil {
		code = status.Failure.Code
	}
	if err != nil || status.State != want || code != failure {
		t.Fatalf("%s, %q, want %s, %q: %v", status.State, code, want, failure, err)
	}
	return status
}

// Microsoft says how long access lasts, and nobody else.
func TestTellsOnlyAnEndThatTheServiceConfirms(t *testing.T) {
	t.Parallel()
	s := newSite(t, dispatchtest.NewCA(t), portaltest.GraphConfig{Rules: portaltest.GraphRules{NoExpiry: true}})
	attempt := send(t, s.channel(t), sample(t))
	if !attempt.Receipt.Expires.IsZero() {
		t.Errorf("access is said to end at %s", attempt.Receipt.Expires)
	}
}

func TestTellsWhatCannotBeExtended(t *testing.T) {
	t.Parallel()
	s := newSite(t, dispatchtest.NewCA(t), portaltest.GraphConfig{Rules: portaltest.GraphRules{NoExtension: true}})
	c := s.channel(t)
	_, err := c.Extend(t.Context(), send(t, c, sample(t)), dispatchtest.Epoch().Add(time.Hour))
	if dispatch.CodeOf(err) != "sharepoint_not_extended" {
		t.Errorf("%v", err)
	}
}

// A file whose sum nobody tells is not proven, and nobody is invited to it.
func TestWantsASum(t *testing.T) {
	t.Parallel()
	s := newSite(t, dispatchtest.NewCA(t), portaltest.GraphConfig{Rules: portaltest.GraphRules{NoSum: true}})
	_, err := s.channel(t).Send(t.Context(), sample(t), nil)
	if dispatch.CodeOf(err) != "sharepoint_no_sum" || !dispatch.RetryOf(err) || s.Invited() != 0 {
		t.Errorf("%d invited: %v", s.Invited(), err)
	}
}

// A drive that asks to wait is asked again, twice and no more.
func TestWaitsWhenAsked(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	for _, test := range []struct {
		name  string
		times int
		code  string
	}{{"twice", 2, ""}, {"three times", 3, "portal_busy"}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			left := test.times
			s := newSite(t, ca, portaltest.GraphConfig{Throttle: func(r *http.Request) bool {
				if r.Method != http.MethodGet || left == 0 {
					return false
				}
				left--
				return true
			}})
			if _, err := s.channel(t).Send(t.Context(), sample(t), nil); dispatch.CodeOf(err) != test.code {
				t.Errorf("%v", err)
			}
		})
	}
}

// Whoever is not signed in, or is refused, is told so, and nothing leaves.
func TestTest(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	for _, test := range []struct {
		name   string
		config portaltest.GraphConfig
		code   string
	}{
		{"a drive", portaltest.GraphConfig{}, ""},
		{"a token refused", portaltest.GraphConfig{Refuse: true}, "portal_auth_failed"},
		{"no folder may be made", portaltest.GraphConfig{Script: practice.OnMethod("POST", practice.PortalRefuse)}, "portal_refused"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if err := newSite(t, ca, test.config).channel(t).Test(t.Context()); dispatch.CodeOf(err) != test.code {
				t.Errorf("%v, want %q", err, test.code)
			}
		})
	}
}

package sendsecure_test

import (
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/sendsecure"
	"github.com/souspli/souspli/dispatch/practice"
)

// The table of the package's comment: what each failure of the service leaves, and what Find then says.
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
		{"place: refused", portaltest.OnPath("POST", "/uploads.json", practice.PortalRefuse), dispatch.Unsent, "portal_refused", 0, dispatch.Unknown},
		{"document: reply lost", portaltest.OnPath("POST", "/files/", practice.PortalLoseReply), dispatch.Unsent, "portal_cut_off", 0, dispatch.Unknown},
		{"commit: refused", portaltest.OnPath("POST", commitPath, practice.PortalRefuse), dispatch.Unsent, "sendsecure_refused", 0, dispatch.Unknown},
		{"commit: redirected", portaltest.OnPath("POST", commitPath, practice.PortalRedirect), dispatch.Unsent, "portal_redirect", 0, dispatch.Unknown},
		{"commit: busy", portaltest.OnPath("POST", commitPath, practice.PortalBusy), dispatch.Maybe, "portal_outcome_unknown", 0, dispatch.Unknown},
		{"commit: taken and forgotten", portaltest.OnPath("POST", commitPath, practice.PortalForget), dispatch.Maybe, "portal_outcome_unknown", 0, dispatch.Unknown},
		{"commit: sent, reply lost", portaltest.OnPath("POST", commitPath, practice.PortalLoseReply), dispatch.Maybe, "portal_outcome_unknown", 1, dispatch.True},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := portaltest.StartSendSecure(t, ca, portaltest.SendSecureConfig{Script: test.script, Elsewhere: "https://localhost/"})
			c, p := open(t, config(server.URL, ca)), sample(t)
			_, err := c.Send(t.Context(), p, nil)
			if dispatch.CertaintyOf(err) != test.want || dispatch.CodeOf(err) != test.code {
				t.Errorf("%s, %q, want %s, %q: %v", dispatch.CertaintyOf(err), dispatch.CodeOf(err), test.want, test.code, err)
			}
			if n := server.Arrived(p); n != test.arrived {
				t.Errorf("%d SafeBoxes were sent, want %d", n, test.arrived)
			}
			if found, _, _ := c.Find(t.Context(), dispatch.Attempt{ID: p.Attempt}); found != test.found {
				t.Errorf("found is %v, want %v", found, test.found)
			}
		})
	}
}

// An attempt whose SafeBox was sent after all keeps the next one from sending another.
func TestNeverSendsTwice(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	server := portaltest.StartSendSecure(t, ca, portaltest.SendSecureConfig{})
	c, p := open(t, config(server.URL, ca)), sample(t)
	p.Upload = &portaltest.Upload{}
	send(t, c, p)
	p.Attempt = sample(t).Attempt
	_, err := c.Send(t.Context(), p, nil)
	if dispatch.CertaintyOf(err) != dispatch.Maybe || dispatch.CodeOf(err) != "portal_name_taken" || server.Arrived(p) != 1 {
		t.Errorf("%d SafeBoxes were sent: %v", server.Arrived(p), err)
	}
}

func TestAsksForWhatTheProfileLeavesOpen(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	server := portaltest.StartSendSecure(t, ca, portaltest.SendSecureConfig{})
	p := sample(t)
	send(t, open(t, config(server.URL, ca)), p)
	asked := server.Asked()[0]
	if asked["allow_email"] != false {
		t.Error("the code may go where the notice goes")
	}
	if subject, _ := asked["subject"].(string); !strings.HasSuffix(subject, string(p.Attempt)) {
		t.Errorf("the subject is %q", subject)
	}
	if message, _ := asked["message"].(string); !strings.Contains(message, p.Message) {
		t.Error("what a person wrote is not in the SafeBox")
	}
	for _, name := range server.Names() {
		for _, word := range append(dispatchtest.SamplePrivate(), recipient, phone) {
			if strings.Contains(name, word) {
				t.Error("a name, or what a notice shows, holds a private word")
			}
		}
	}
}

func TestRefusesWhatDoesNotSuit(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	for _, test := range []struct {
		name   string
		rules  portaltest.SendSecureRules
		change func(*sendsecure.Config)
		code   string
	}{
		{"nothing wrong", portaltest.SendSecureRules{}, nil, ""},
		{"codes by e-mail alone", portaltest.SendSecureRules{MailOnly: true}, nil, "sendsecure_profile_unfit"},
		{"a key to hand over", portaltest.SendSecureRules{DoubleEncryption: true}, nil, "sendsecure_profile_unfit"},
		{"an unknown profile", portaltest.SendSecureRules{}, func(c *sendsecure.Config) { c.Profile = "11" }, "sendsecure_profile_unknown"},
		{"an unknown organisation", portaltest.SendSecureRules{}, func(c *sendsecure.Config) { c.Enterprise = "autre" }, "sendsecure_account_unknown"},
		{"a wrong password", portaltest.SendSecureRules{}, func(c *sendsecure.Config) { c.Password = []byte("x") }, "portal_auth_failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			account := config(portaltest.StartSendSecure(t, ca, portaltest.SendSecureConfig{Rules: test.rules}).URL, ca)
			if test.change != nil {
				test.change(&account)
			}
			if err := open(t, account).Test(t.Context()); dispatch.CodeOf(err) != test.code {
				t.Errorf("%v, want %q", err, test.code)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	c := open(t, config("https://portal.example", dispatchtest.NewCA(t)))
	for _, test := range []struct {
		name   string
		change func(*dispatch.Parcel)
		code   string
	}{
		{"nothing wrong", func(*dispatch.Parcel) {}, ""},
		{"no address", func(p *dispatch.Parcel) { p.Route.Address = "" }, "sendsecure_address_missing"},
		{"no telephone", func(p *dispatch.Parcel) { p.Recipient.Phone = "" }, "sendsecure_phone_missing"},
		{"no number", func(p *dispatch.Parcel) { p.Recipient.Phone = "418 555-0142" }, "sendsecure_phone_missing"},
	} {
		p := sample(t)
		test.change(&p)
		if err := c.Check(t.Context(), p); dispatch.CodeOf(err) != test.code {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// A document that the service does not keep as it came is not called sent, and nobody can open it any more.
func TestClosesWhatWasAltered(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	server := portaltest.StartSendSecure(t, ca, portaltest.SendSecureConfig{Rules: portaltest.SendSecureRules{Alters: true}})
	c, p := open(t, config(server.URL, ca)), sample(t)
	_, err := c.Send(t.Context(), p, nil)
	if dispatch.CodeOf(err) != "portal_deposit_incomplete" || dispatch.CertaintyOf(err) != dispatch.Maybe {
		t.Errorf("%v", err)
	}
	p.Documents = nil
	if n := server.Arrived(p); n != 0 {
		t.Errorf("%d SafeBoxes are open", n)
	}
}

func TestFollowsASafeBox(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	for _, keepsOpen := range []bool{false, true} {
		server := portaltest.StartSendSecure(t, ca, portaltest.SendSecureConfig{Rules: portaltest.SendSecureRules{KeepsOpen: keepsOpen}})
		c, p := open(t, config(server.URL, ca)), sample(t)
		attempt := send(t, c, p)
		if r := attempt.Receipt; r.Notified.IsZero() || !r.Expires.Equal(p.Expires) {
			t.Errorf("the receipt is %+v", r)
		}
		requireStatus(t, c, attempt, dispatch.Accepted, "")

		later := p.Expires.Add(36 * time.Hour)
		for range 2 { // asking again adds nothing
			if extended, err := c.Extend(t.Context(), attempt, later); err != nil || !extended.Expires.Equal(later) {
				t.Errorf("extended until %s: %v", extended.Expires, err)
			}
		}
		if err := c.Recall(t.Context(), attempt); err != nil || server.Arrived(p) != 0 {
			t.Fatalf("%d SafeBoxes are open: %v", server.Arrived(p), err)
		}
		requireStatus(t, c, attempt, dispatch.Failed, "portal_revoked")
	}
}

func TestTellsWhatWasFetched(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	server := portaltest.StartSendSecure(t, ca, portaltest.SendSecureConfig{})
	c := open(t, config(server.URL, ca))
	attempt := send(t, c, sample(t))
	at := dispatchtest.Epoch().Add(time.Hour).UTC()
	server.Fetch(at)
	if r := requireStatus(t, c, attempt, dispatch.Delivered, "").Receipt; !r.Fetched.Equal(at) || r.Fetches != 1 {
		t.Errorf("fetched %d times, first at %s", r.Fetches, r.Fetched)
	}
}

func TestTellsANoticeThatCameBack(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	server := portaltest.StartSendSecure(t, ca, portaltest.SendSecureConfig{})
	c := open(t, config(server.URL, ca))
	attempt := send(t, c, sample(t))
	server.Bounce()
	if status := requireStatus(t, c, attempt, dispatch.Failed, "sendsecure_bounced"); !status.Failure.Doubtful {
		t.Error("the address is not in doubt")
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

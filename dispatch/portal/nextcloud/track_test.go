package nextcloud_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

const day = 24 * time.Hour

func TestTracks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		happens func(t *testing.T, s site, a dispatch.Attempt)
		state   dispatch.State
		code    string
		fetches int
	}{
		{"nothing happens", func(*testing.T, site, dispatch.Attempt) {}, dispatch.Accepted, "", 0},
		{"the link is opened with a wrong passphrase", func(t *testing.T, _ site, a dispatch.Attempt) {
			_, _ = practice.OpenLink(t.Context(), a.Receipt.Link, "autre chose")
		}, dispatch.Accepted, "", 0},
		{"the recipient fetches everything", fetch, dispatch.Delivered, "", 1},
		{"the recipient fetches twice", func(t *testing.T, s site, a dispatch.Attempt) {
			fetch(t, s, a)
			fetch(t, s, a)
		}, dispatch.Delivered, "", 2},
		{"access ends", func(_ *testing.T, s site, _ dispatch.Attempt) { s.clock.pass(16 * day) }, dispatch.Failed, "portal_expired", 0},
		{"fetched, then access ends", func(t *testing.T, s site, a dispatch.Attempt) {
			fetch(t, s, a)
			s.clock.pass(16 * day)
		}, dispatch.Delivered, "", 1},
		{"revoked", func(t *testing.T, s site, a dispatch.Attempt) {
			if err := s.channel(t).Recall(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}, dispatch.Failed, "portal_revoked", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{})
			attempt := send(t, s.channel(t, linkOnly), sample(t))
			s.clock.pass(time.Hour)
			sent := s.clock.Now()
			test.happens(t, s, attempt)
			status, err := s.channel(t, linkOnly).Track(t.Context(), attempt)
			if err != nil {
				t.Fatal(err)
			}
			code := ""
			if status.Failure != nil {
				code = status.Failure.Code
			}
			if status.State != test.state || code != test.code || status.Receipt.Fetches != test.fetches {
				t.Errorf("%s, %q, fetched %d times; want %s, %q, %d", status.State, code, status.Receipt.Fetches, test.state, test.code, test.fetches)
			}
			if fetched := !status.Receipt.Fetched.IsZero(); fetched != (test.fetches > 0) || fetched && !status.Receipt.Fetched.Equal(sent) {
				t.Errorf("fetched at %v", status.Receipt.Fetched)
			}
			if revoked := !status.Receipt.Revoked.IsZero(); revoked != (test.code == "portal_revoked") {
				t.Errorf("revoked at %v", status.Receipt.Revoked)
			}
			if status.Receipt.Expires != attempt.Receipt.Expires || status.Receipt.Reference != attempt.Receipt.Reference {
				t.Errorf("%+v became %+v", attempt.Receipt, status.Receipt)
			}
		})
	}
}

func fetch(t *testing.T, _ site, a dispatch.Attempt) {
	t.Helper()
	if _, err := practice.OpenLink(t.Context(), a.Receipt.Link, passphrase); err != nil {
		t.Fatal(err)
	}
}

// A download through a share by e-mail counts for the address that the notice went to.
func TestReceiptNamesTheAddress(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{})
	attempt := send(t, s.channel(t), sample(t))
	link := s.Cloud.Mails()[0].Link
	if _, err := practice.OpenLink(t.Context(), link, passphrase); err != nil {
		t.Fatal(err)
	}
	status, err := s.channel(t).Track(t.Context(), attempt)
	if err != nil || status.State != dispatch.Delivered || status.Receipt.Notified != attempt.Receipt.Notified {
		t.Errorf("%s, %+v: %v", status.State, status.Receipt, err)
	}
}

// A server that keeps no activities, or does not answer about them, leaves open what became of a deposit.
func TestTrackWithoutActivities(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		fault practice.PortalFault
		ok    bool
	}{
		{"it keeps none", practice.PortalRefuse, true},
		{"it is busy", practice.PortalBusy, false},
		{"it babbles", practice.PortalBabble, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{Script: portaltest.OnPath("GET", "/activity/", test.fault)})
			attempt := send(t, s.channel(t), sample(t))
			status, err := s.channel(t).Track(t.Context(), attempt)
			if ok := err == nil && status.State == dispatch.Accepted; ok != test.ok {
				t.Errorf("%s: %v", status.State, err)
			}
		})
	}
}

package nextcloud_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
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

// Delivered is what was fetched whole; a part of it is news, and stays a part.
func TestTracksEachDocument(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		fetched []string // empty: the archive
		over    bool
		state   dispatch.State
		code    string
	}{
		{"one of two", []string{"document-1.pdf"}, false, dispatch.Accepted, ""},
		{"one of two, twice", []string{"document-1.pdf", "document-1.pdf"}, false, dispatch.Accepted, ""},
		{"the manifest besides", []string{"document-1.pdf", "SHA256SUMS", "message.txt"}, false, dispatch.Accepted, ""},
		{"both", []string{"document-1.pdf", "document-2.pdf"}, false, dispatch.Delivered, ""},
		{"the archive", []string{""}, false, dispatch.Delivered, ""},
		{"one of two, then access ends", []string{"document-2.pdf"}, true, dispatch.Partial, "nextcloud_fetched_partly"},
		{"the archive, then access ends", []string{""}, true, dispatch.Delivered, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{})
			p := sample(t)
			p.Documents = append(p.Documents[:1:1], dispatchtest.SampleContent("b.pdf", 1, []byte("%PDF-1.4 autre")))
			attempt := send(t, s.channel(t, linkOnly), p)
			for _, name := range test.fetched {
				s.fetchFile(t, attempt, name)
			}
			if test.over {
				s.clock.pass(16 * day)
			}
			requireStatus(t, s, attempt, test.state, test.code)
		})
	}
}

func requireStatus(t *testing.T, s site, attempt dispatch.Attempt, state dispatch.State, code string) dispatch.Status {
	t.Helper()
	status, err := s.channel(t, linkOnly).Track(t.Context(), attempt)
	told := ""
	if status.Failure != nil {
		told = status.Failure.Code
	}
	if err != nil || status.State != state || told != code {
		t.Errorf("%s, %q, want %s, %q: %v", status.State, told, state, code, err)
	}
	return status
}

// A message that came alone is what the recipient is to fetch.
func TestTracksAMessageAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{})
	p := sample(t)
	p.Documents = nil
	attempt := send(t, s.channel(t, linkOnly), p)
	requireStatus(t, s, attempt, dispatch.Accepted, "")
	s.fetchFile(t, attempt, "message.txt")
	requireStatus(t, s, attempt, dispatch.Delivered, "")
}

// A recall does not wipe out what was fetched before it.
func TestTracksWhatWasFetchedBeforeARecall(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		fetch string // empty: nothing
		state dispatch.State
		code  string
	}{
		{"nothing", "", dispatch.Failed, "portal_revoked"},
		{"a part", "document-1.pdf", dispatch.Partial, "nextcloud_fetched_partly"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{})
			p := sample(t)
			p.Documents = append(p.Documents[:1:1], dispatchtest.SampleContent("b.pdf", 1, []byte("%PDF-1.4 autre")))
			attempt := send(t, s.channel(t, linkOnly), p)
			if test.fetch != "" {
				s.fetchFile(t, attempt, test.fetch)
			}
			if err := s.channel(t).Recall(t.Context(), attempt); err != nil {
				t.Fatal(err)
			}
			if status := requireStatus(t, s, attempt, test.state, test.code); status.Receipt.Revoked.IsZero() {
				t.Error("not told as revoked")
			}
		})
	}
	t.Run("everything", func(t *testing.T) {
		t.Parallel()
		s := newSite(t, portaltest.NextcloudConfig{})
		attempt := send(t, s.channel(t, linkOnly), sample(t))
		fetch(t, s, attempt)
		if err := s.channel(t).Recall(t.Context(), attempt); err != nil {
			t.Fatal(err)
		}
		if r := requireStatus(t, s, attempt, dispatch.Delivered, "").Receipt; r.Revoked.IsZero() || r.Fetched.IsZero() {
			t.Errorf("%+v", r)
		}
	})
}

// The share of a deposit that staff moved goes on, and ends with a recall.
func TestFollowsAMovedDeposit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		moved func(dispatch.ID) string
		find  dispatch.Truth
	}{
		{"the deposit", func(id dispatch.ID) string { return nextcloud.DefaultFolder + "/" + string(id) }, dispatch.True},
		{"all deposits", func(dispatch.ID) string { return nextcloud.DefaultFolder }, dispatch.Unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{})
			attempt := send(t, s.channel(t, linkOnly), sample(t))
			s.move(t, test.moved(attempt.ID), "Archive/rangé")
			if r := requireStatus(t, s, attempt, dispatch.Accepted, "").Receipt; !r.Revoked.IsZero() {
				t.Error("told as revoked")
			}
			if found, _, err := s.channel(t).Find(t.Context(), attempt); found != test.find {
				t.Errorf("found is %v: %v", found, err)
			}
			if err := s.channel(t).Recall(t.Context(), attempt); err != nil {
				t.Fatal(err)
			}
			if _, err := practice.OpenLink(t.Context(), attempt.Receipt.Link, passphrase); err == nil {
				t.Error("the link still opens")
			}
		})
	}
}

// Where the server keeps no activities, nobody says that nobody fetched it.
func TestEndWithoutActivities(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{Policy: practice.CloudPolicy{ActivitiesOff: true}})
	channel := s.channel(t, linkOnly)
	attempt := send(t, channel, sample(t))
	if told := channel.Capabilities().Receipts; told != dispatch.ReceiptsNone {
		t.Errorf("it would tell %s", told)
	}
	fetch(t, s, attempt)
	if requireStatus(t, s, attempt, dispatch.Accepted, "").Settled {
		t.Error("settled while access goes on")
	}
	s.clock.pass(16 * day)
	if !requireStatus(t, s, attempt, dispatch.Accepted, "nextcloud_fetch_unknown").Settled {
		t.Error("asked on and on")
	}
}

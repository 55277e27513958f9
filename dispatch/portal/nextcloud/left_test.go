package nextcloud_test

import (
	cryptorand "crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

// again is another attempt of a parcel's dispatch.
func again(p dispatch.Parcel) dispatch.Parcel {
	p.Attempt = dispatch.NewID(cryptorand.Reader)
	return p
}

// A person may have called unsent what arrived: the next attempt finds the share, and makes no second one.
func TestShareOfAnEarlierAttemptIsTheDispatchs(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{})
	p := sample(t)
	p.Upload = &portaltest.Upload{}
	s.LoseShare()
	if _, err := s.channel(t, linkOnly).Send(t.Context(), p, nil); dispatch.CertaintyOf(err) != dispatch.Maybe {
		t.Fatal(err)
	}
	next := again(p)
	attempt := send(t, s.channel(t, linkOnly), next)
	if shares := s.Cloud.Shares(); len(shares) != 1 || shares[0].Label != string(p.Attempt) || !strings.HasPrefix(attempt.Receipt.Reference, shares[0].ID+"/") {
		t.Fatalf("%+v, receipt %+v", shares, attempt.Receipt)
	}
	s.fetchFile(t, attempt, "document-1.pdf")
	if status, err := s.channel(t).Track(t.Context(), attempt); err != nil || status.State != dispatch.Delivered {
		t.Errorf("%s: %v", status.State, err)
	}
	if err := s.channel(t).Recall(t.Context(), attempt); err != nil || len(s.Names(t)) != 0 {
		t.Errorf("left on the server: %q, %v", s.Names(t), err)
	}
}

// The line breaks for good once the mark is removed, before anybody can see that it is: nothing of the attempt stays.
func TestDepositWithoutMarkOrShareIsTakenOver(t *testing.T) {
	t.Parallel()
	var dead, risen atomic.Bool
	s := newSite(t, portaltest.NextcloudConfig{Script: func(r *http.Request) practice.PortalFault {
		if risen.Load() {
			return ""
		}
		if dead.Load() {
			return practice.PortalCut
		}
		dead.Store(r.Method == "DELETE" && strings.HasSuffix(r.URL.Path, ".part"))
		return ""
	}})
	p := sample(t)
	p.Upload = &portaltest.Upload{}
	_, err := s.channel(t, linkOnly).Send(t.Context(), p, nil)
	if dispatch.CertaintyOf(err) != dispatch.Unsent || !dispatch.RetryOf(err) {
		t.Fatal(err)
	}
	risen.Store(true)
	uploaded := s.Uploaded()
	attempt := send(t, s.channel(t, linkOnly), again(p))
	if s.Uploaded() != uploaded {
		t.Error("it was uploaded again")
	}
	if err := s.channel(t).Recall(t.Context(), attempt); err != nil {
		t.Fatal(err)
	}
	if names := s.Names(t); len(names) != 0 {
		t.Errorf("left on the server: %q", names)
	}
}

// A request still under way may make the share while Find looks: then it is found, and never denied.
func TestShareMadeWhileFindLooks(t *testing.T) {
	t.Parallel()
	var s site
	var p dispatch.Parcel
	var late atomic.Bool
	s = newSite(t, portaltest.NextcloudConfig{Script: func(r *http.Request) practice.PortalFault {
		switch {
		case r.Header.Get("Late") != "":
		case r.Method == "POST" && strings.HasSuffix(r.URL.Path, "/shares"):
			return practice.PortalCut
		case p.Attempt != "" && (r.Method == "MOVE" || r.Method == "DELETE") && strings.HasSuffix(r.URL.Path, string(p.Attempt)) && late.CompareAndSwap(false, true):
			s.shareLate(t, p)
		}
		return ""
	}})
	made := sample(t)
	_, err := s.channel(t).Send(t.Context(), made, nil)
	p = made
	found, receipt, err := s.channel(t).Find(t.Context(), attemptOf(made, err))
	if found != dispatch.True || receipt.Reference == "" || s.Arrived(t, made) != 1 {
		t.Errorf("found is %v, %+v, %d arrived, %d notices: %v", found, receipt, s.Arrived(t, made), len(s.Cloud.Mails()), err)
	}
}

func (s site) shareLate(t *testing.T, p dispatch.Parcel) {
	t.Helper()
	form := url.Values{
		"path": {"/" + nextcloud.DefaultFolder + "/" + string(p.Attempt)}, "shareType": {"4"}, "shareWith": {recipient}, "permissions": {"1"},
		"password": {passphrase}, "label": {string(p.Attempt)}, "sendMail": {"true"},
	}
	if status := s.ask(t, "POST", "ocs/v2.php/apps/files_sharing/api/v1/shares?format=json", map[string]string{
		"OCS-APIRequest": "true", "Late": "1", "Content-Type": "application/x-www-form-urlencoded",
	}, form.Encode()); status != http.StatusOK {
		t.Errorf("the late share: %d", status)
	}
}

// What an ended dispatch had uploaded goes, wherever it stopped; what is shared stays.
func TestTidies(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		script practice.PortalScript
		size   int
		cut    int64
		arrive int
	}{
		{"in the middle of chunks", nil, 4 * chunk, 2*chunk + 10, 0},
		{"before the name", once(practice.OnMethod("MOVE", practice.PortalBusy)), chunk, 0, 0},
		{"before the share", portaltest.OnPath("POST", "/shares", practice.PortalBusy), chunk, 0, 0},
		{"after the share", portaltest.OnPath("POST", "/shares", practice.PortalLoseReply), chunk, 0, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{Script: test.script})
			upload := &portaltest.Upload{}
			p := large(t, test.size)
			p.Upload = upload
			if test.cut > 0 {
				s.CutAfter(test.cut)
			}
			_, err := s.channel(t).Send(t.Context(), p, nil)
			if err == nil || len(s.Names(t)) == 0 {
				t.Fatalf("%q: %v", s.Names(t), err)
			}
			state, _ := upload.Load(t.Context())
			left := dispatch.Leftover{Dispatch: p.Dispatch, Attempts: []dispatch.Attempt{attemptOf(p, err)}, Upload: state}
			for range 2 {
				if err := s.channel(t).Tidy(t.Context(), left); err != nil {
					t.Fatal(err)
				}
			}
			if n := s.Arrived(t, p); n != test.arrive {
				t.Errorf("%d arrived", n)
			}
			if names := s.Names(t); test.arrive == 0 && len(names) != 0 {
				t.Errorf("left on the server: %q", names)
			}
		})
	}
}

func TestTidyLeavesAnotherAdaptersState(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{Script: practice.OnMethod("GET", practice.PortalRefuse)})
	if err := s.channel(t).Tidy(t.Context(), dispatch.Leftover{Upload: []byte(`{"session":"x"}`)}); err != nil {
		t.Error(err)
	}
}

// What is removed does not stay in the account's trash bin; where it must, this is said.
func TestRecallEmptiesTheTrashBin(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{Script: once(portaltest.OnPath("DELETE", "/trashbin/", practice.PortalRefuse))})
	attempt := send(t, s.channel(t, linkOnly), sample(t))
	if err := s.channel(t).Recall(t.Context(), attempt); dispatch.CodeOf(err) != "nextcloud_in_trash" || len(s.Cloud.Shares()) != 0 {
		t.Errorf("%d shares: %v", len(s.Cloud.Shares()), err)
	}
	attempt.Receipt.Revoked = s.clock.Now()
	if err := s.channel(t).Recall(t.Context(), attempt); err != nil || len(s.Names(t)) != 0 {
		t.Errorf("left on the server: %q, %v", s.Names(t), err)
	}
}

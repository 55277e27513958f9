package nextcloud_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

// deaf is a server that does not heed what is asked of shares: the fields are set so, or left out when empty.
func deaf(method string, fields map[string]string) practice.PortalScript {
	return func(r *http.Request) practice.PortalFault {
		if r.Method != method || !strings.Contains(r.URL.Path, "/shares") {
			return ""
		}
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		for name, value := range fields {
			if form.Del(name); value != "" {
				form.Set(name, value)
			}
		}
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(form.Encode())), int64(len(form.Encode()))
		return ""
	}
}

// A share that is not as it was asked for is ended. Unsent is said only where nobody can have heard of it.
func TestTermsAreReadBack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(*nextcloud.Config)
		fields map[string]string
		stuck  bool // the share cannot be ended at first
		want   dispatch.Certainty
		code   string
		found  dispatch.Truth
	}{
		{"a link without end", linkOnly, map[string]string{"expireDate": ""}, false, dispatch.Unsent, "nextcloud_terms_ignored", dispatch.Unknown},
		{"a link that ends later", linkOnly, map[string]string{"expireDate": "2027-11-23"}, false, dispatch.Unsent, "nextcloud_terms_ignored", dispatch.Unknown},
		{"a link that ends earlier", linkOnly, map[string]string{"expireDate": "2026-11-25"}, false, dispatch.Sent, "", dispatch.True},
		{"a link without passphrase", linkOnly, map[string]string{"password": ""}, false, dispatch.Unsent, "nextcloud_terms_ignored", dispatch.Unknown},
		{"a notice, and no passphrase", func(*nextcloud.Config) {}, map[string]string{"password": ""}, false, dispatch.Maybe, "nextcloud_terms_notified", dispatch.Unknown},
		{"a mail share without notice, and no passphrase", func(*nextcloud.Config) {}, map[string]string{"password": "", "sendMail": "false"}, false, dispatch.Unsent, "nextcloud_terms_ignored", dispatch.Unknown},
		{"no passphrase, and it cannot be ended", linkOnly, map[string]string{"password": ""}, true, dispatch.Maybe, "nextcloud_terms_stand", dispatch.Unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ignore, busy := deaf("POST", test.fields), once(portaltest.OnPath("DELETE", "/shares/", practice.PortalBusy))
			s := newSite(t, portaltest.NextcloudConfig{Script: func(r *http.Request) practice.PortalFault {
				if test.stuck && r.Method == "DELETE" {
					return busy(r)
				}
				return ignore(r)
			}})
			p := sample(t)
			p.Upload = &portaltest.Upload{}
			_, err := s.channel(t, test.change).Send(t.Context(), p, nil)
			if dispatch.CertaintyOf(err) != test.want || dispatch.CodeOf(err) != test.code {
				t.Errorf("%s, %q, want %s, %q: %v", dispatch.CertaintyOf(err), dispatch.CodeOf(err), test.want, test.code, err)
			}
			if found, _, _ := s.channel(t).Find(t.Context(), attemptOf(p, err)); found != test.found {
				t.Errorf("found is %v, want %v", found, test.found)
			}
			if n := len(s.Cloud.Shares()); (n == 0) != (test.found == dispatch.Unknown) {
				t.Errorf("%d shares are left", n)
			}
		})
	}
}

// Servers that exchange shares give every link the right to be passed on.
func TestFederatedLinksAreInOrder(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{Policy: practice.CloudPolicy{Federated: true}})
	send(t, s.channel(t, linkOnly), sample(t))
}

func TestExtendReadsBack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		fields map[string]string
		policy practice.CloudPolicy
		days   int
		code   string
		left   int
	}{
		{"the day is set", nil, practice.CloudPolicy{}, 20, "", 1},
		{"the server goes further", map[string]string{"expireDate": "2027-11-23"}, practice.CloudPolicy{}, 20, "nextcloud_terms_ended", 0},
		{"the server goes back", map[string]string{"expireDate": "2026-11-25"}, practice.CloudPolicy{}, 20, "portal_not_extended", 1},
		{"the server allows no more", nil, practice.CloudPolicy{ExpireEnforced: true, ExpireDays: 7}, 20, "portal_not_extended", 1},
		{"an earlier day is not even asked for", nil, practice.CloudPolicy{}, 3, "portal_not_extended", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{Script: deaf("PUT", test.fields), Policy: test.policy})
			attempt := send(t, s.channel(t, linkOnly), sample(t))
			receipt, err := s.channel(t, linkOnly).Extend(t.Context(), attempt, s.clock.Now().AddDate(0, 0, test.days))
			if dispatch.CodeOf(err) != test.code || (err == nil) != receipt.Expires.After(attempt.Receipt.Expires) {
				t.Errorf("%q, until %v: %v", dispatch.CodeOf(err), receipt.Expires, err)
			}
			if n := len(s.Cloud.Shares()); n != test.left {
				t.Errorf("%d shares are left, want %d", n, test.left)
			}
		})
	}
}

// What was to be open for a fortnight is not shared after it.
func TestNothingIsSharedPastItsEnd(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		at   string // the request at which the time passes; empty: before all
	}{
		{"queued for too long", ""}, {"uploaded for too long", "/document-1.pdf"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var s site
			s = newSite(t, portaltest.NextcloudConfig{Script: func(r *http.Request) practice.PortalFault {
				if test.at != "" && r.Method == "PUT" && strings.HasSuffix(r.URL.Path, test.at) {
					s.clock.pass(20 * 24 * time.Hour)
				}
				return ""
			}})
			if test.at == "" {
				s.clock.pass(20 * 24 * time.Hour)
			}
			_, err := s.channel(t).Send(t.Context(), sample(t), nil)
			if dispatch.CodeOf(err) != "portal_expires_past" || dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.RetryOf(err) {
				t.Errorf("%s, %q: %v", dispatch.CertaintyOf(err), dispatch.CodeOf(err), err)
			}
			if len(s.Cloud.Shares()) != 0 || len(s.Cloud.Mails()) != 0 {
				t.Errorf("%d shares, %d notices", len(s.Cloud.Shares()), len(s.Cloud.Mails()))
			}
			if test.at != "" && len(s.Names(t)) != 0 {
				t.Errorf("left on the server: %q", s.Names(t))
			}
		})
	}
}

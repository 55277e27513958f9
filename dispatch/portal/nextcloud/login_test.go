package nextcloud_test

import (
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

// What a person grants in the browser opens the account, until it is given back.
func TestSignsIn(t *testing.T) {
	t.Parallel()
	s := newSite(t, portaltest.NextcloudConfig{})
	asked := 0
	var flow string
	wait := func(time.Duration) <-chan time.Time {
		if asked++; asked == 3 && !s.Cloud.Grant(flow) {
			t.Error("the page is not the server's")
		}
		return at(nil)(0)
	}
	granted, err := nextcloud.SignIn(t.Context(), nextcloud.Login{URL: s.URL(), Roots: s.ca.Pool, After: wait}, func(page string) error {
		flow = path.Base(page)
		return nil
	})
	if err != nil || granted.User != portaltest.User || len(granted.Password) == 0 || asked != 3 {
		t.Fatalf("%+v after %d questions: %v", granted, asked, err)
	}
	withGrant := func(c *nextcloud.Config) { c.Password = granted.Password }
	if err := s.channel(t, withGrant).Test(t.Context()); err != nil {
		t.Errorf("with the app password: %v", err)
	}
	if err := s.channel(t, withGrant).Revoke(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.channel(t, withGrant).Test(t.Context()); dispatch.KindOf(err) != dispatch.KindCredentials {
		t.Errorf("after it was given back: %v", err)
	}
}

func TestSignInEnds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		script practice.PortalScript
		show   error
		code   string
	}{
		{"nobody comes", nil, nil, "nextcloud_login_late"},
		{"the page cannot be shown", nil, errors.New("no browser"), ""},
		{"not a Nextcloud", practice.OnMethod("POST", practice.PortalRefuse), nil, "nextcloud_no_login"},
		{"sent elsewhere", practice.OnMethod("POST", practice.PortalRedirect), nil, "nextcloud_no_login"},
		{"the server vanishes while one waits", portaltest.OnPath("POST", "/poll", practice.PortalRefuse), nil, "nextcloud_no_login"},
		{"busy for a while", portaltest.OnPath("POST", "/poll", practice.PortalBusy), nil, "nextcloud_login_late"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, portaltest.NextcloudConfig{Script: test.script, Elsewhere: "https://localhost/"})
			_, err := nextcloud.SignIn(t.Context(), nextcloud.Login{
				URL: s.URL(), Roots: s.ca.Pool,
				After: at(nil),
			}, func(string) error { return test.show })
			if err == nil || dispatch.CodeOf(err) != test.code {
				t.Errorf("%q, want %q: %v", dispatch.CodeOf(err), test.code, err)
			}
		})
	}
}

// A server that names another one, or a page in clear, is not followed.
func TestSignInStaysOnTheServer(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	for _, answer := range []string{
		`{"poll":{"token":"a","endpoint":"https://ailleurs.example/poll"},"login":"HERE/login/v2/flow/x"}`,
		`{"poll":{"token":"a","endpoint":"HERE/login/v2/poll"},"login":"https://ailleurs.example/flow"}`,
		`{"poll":{"token":"a","endpoint":"HERE/login/v2/poll"},"login":"http://127.0.0.1/flow"}`,
		`{"poll":{"endpoint":"HERE/login/v2/poll"},"login":"HERE/login/v2/flow/x"}`,
		`[]`,
	} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(strings.ReplaceAll(answer, "HERE", "https://"+r.Host)))
		}))
		server.TLS = &tls.Config{Certificates: []tls.Certificate{ca.Server().TLS}, MinVersion: tls.VersionTLS12}
		server.StartTLS()
		t.Cleanup(server.Close)
		_, err := nextcloud.SignIn(t.Context(), nextcloud.Login{URL: server.URL, Roots: ca.Pool, After: at(nil)}, func(string) error {
			t.Errorf("a page is shown for %s", answer)
			return nil
		})
		if dispatch.KindOf(err) != dispatch.KindRejected {
			t.Errorf("%s: %v", answer, err)
		}
	}
}

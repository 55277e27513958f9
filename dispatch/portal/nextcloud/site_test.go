package nextcloud_test

import (
	"crypto/tls"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

// site is a server and a channel to it, under one clock.
type site struct {
	*portaltest.Nextcloud
	ca    *dispatchtest.CA
	clock *hand
}

// hand is a clock that is set by hand.
type hand struct {
	mu  sync.Mutex
	now time.Time
}

func (h *hand) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hand) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func newSite(t *testing.T, c portaltest.NextcloudConfig) site {
	t.Helper()
	s := site{ca: dispatchtest.NewCA(t), clock: &hand{now: dispatchtest.Epoch()}}
	c.Now = s.clock.Now
	s.Nextcloud = portaltest.StartNextcloud(t, s.ca, c)
	return s
}

// channel is a fresh one, as after a restart.
func (s site) channel(t testing.TB, change ...func(*nextcloud.Config)) *nextcloud.Channel {
	t.Helper()
	c := nextcloud.Config{URL: s.URL(), Password: []byte(s.Password), Roots: s.ca.Pool, Now: s.clock.Now}
	for _, f := range change {
		f(&c)
	}
	return open(t, c)
}

// ask is a request of the account's own, beside the program. What header holds is sent.
func (s site) ask(t *testing.T, method, path string, header map[string]string, body string) (status int) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, strings.TrimSuffix(s.URL(), "/")+"/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth(portaltest.User, s.Password)
	for name, value := range header {
		request.Header.Set(name, value)
	}
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: s.ca.Pool, MinVersion: tls.VersionTLS12},
	}}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// move is what staff do on the server: they put a deposit elsewhere, or all of them.
func (s site) move(t *testing.T, from, to string) {
	t.Helper()
	files := "remote.php/dav/files/" + portaltest.NextcloudUserID + "/"
	s.ask(t, "MKCOL", files+"Archive", nil, "")
	if status := s.ask(t, "MOVE", files+from, map[string]string{
		"Destination": strings.TrimSuffix(s.URL(), "/") + "/" + files + to,
	}, ""); status != http.StatusCreated {
		t.Fatalf("the deposit was not moved: %d", status)
	}
}

// fetchFile is a recipient who takes one file, or the folder in one archive when name is empty.
func (s site) fetchFile(t *testing.T, a dispatch.Attempt, name string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}
	query := "?archive"
	if name != "" {
		query = "?file=" + name
	}
	opened, err := browser.PostForm(a.Receipt.Link, url.Values{"password": {passphrase}})
	if err != nil {
		t.Fatal(err)
	}
	_ = opened.Body.Close()
	answer, err := browser.Get(a.Receipt.Link + query)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("fetching: %d", answer.StatusCode)
	}
}

func linkOnly(c *nextcloud.Config) { c.LinkOnly = true }

// first is the first fault that one of several scripts has for a request.
func first(scripts ...practice.PortalScript) practice.PortalScript {
	return func(r *http.Request) practice.PortalFault {
		for _, script := range scripts {
			if fault := script(r); fault != "" {
				return fault
			}
		}
		return ""
	}
}

// once is a script for the first request that another would meddle with.
func once(script practice.PortalScript) practice.PortalScript {
	var mu sync.Mutex
	done := false
	return func(r *http.Request) practice.PortalFault {
		mu.Lock()
		defer mu.Unlock()
		if done {
			return ""
		}
		fault := script(r)
		done = fault != ""
		return fault
	}
}

func attemptOf(p dispatch.Parcel, err error) dispatch.Attempt {
	return dispatch.Attempt{
		ID: p.Attempt, N: 1, Started: p.At, Ended: p.At, Certainty: dispatch.CertaintyOf(err), Error: dispatch.FailureOf(err),
	}
}

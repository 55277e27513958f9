package nextcloud_test

import (
	"net/http"
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

func linkOnly(c *nextcloud.Config) { c.LinkOnly = true }

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

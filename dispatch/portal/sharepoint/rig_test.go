package sharepoint_test

import (
	cryptorand "crypto/rand"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/oauth/oauthtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/sharepoint"
	"github.com/souspli/souspli/dispatch/practice"
)

const (
	recipient = "patiente@courrier.example"
	scope     = "https://graph.microsoft.com/Files.ReadWrite"
	chunk     = sharepoint.ChunkUnit
)

// site is a simulated drive, and what opens it.
type site struct {
	*portaltest.Graph
	ca     *dispatchtest.CA
	tokens sharepoint.Tokens
}

func newSite(t testing.TB, ca *dispatchtest.CA, c portaltest.GraphConfig) site {
	t.Helper()
	c.Sum = sharepoint.QuickXor
	return site{portaltest.StartGraph(t, ca, c), ca, oauthtest.StartService(t, ca).Source(t, ca)}
}

// channel is made as the program makes it, with a clock that stands still and never waits.
func (s site) channel(t testing.TB) *sharepoint.Channel {
	t.Helper()
	c, err := sharepoint.New(sharepoint.Config{
		URL: s.URL, Tokens: s.tokens, Scope: scope, Roots: s.ca.Pool, Patience: 5 * time.Second, Chunk: chunk,
		Words: func(_, key string, _ ...any) string { return key }, Now: dispatchtest.Epoch, After: atOnce,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func atOnce(time.Duration) <-chan time.Time {
	over := make(chan time.Time, 1)
	over <- dispatchtest.Epoch()
	return over
}

// sample is a parcel for a recipient who has an e-mail address.
func sample(t testing.TB) dispatch.Parcel {
	t.Helper()
	p := dispatchtest.SampleParcel(t)
	p.Dispatch = dispatch.NewID(cryptorand.Reader)
	p.Route = dispatch.Route{Channel: dispatch.Portal, Address: recipient}
	p.Expires = p.At.AddDate(0, 0, 14)
	return p
}

// large is a parcel with one document of so many bytes.
func large(t testing.TB, size int) dispatch.Parcel {
	t.Helper()
	content := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(content)
	p := sample(t)
	p.Documents = []dispatch.Content{dispatchtest.SampleContent("essai-tremblay-zoe.pdf", 1, content)}
	return p
}

// once plays a fault at the first request that it is for.
func once(script practice.PortalScript) practice.PortalScript {
	var played atomic.Bool
	return func(r *http.Request) practice.PortalFault {
		fault := script(r)
		if fault != "" && played.Swap(true) {
			return ""
		}
		return fault
	}
}

// after plays a script once another has played a fault.
func after(first, then practice.PortalScript) practice.PortalScript {
	var played atomic.Bool
	return func(r *http.Request) practice.PortalFault {
		if played.Load() {
			return then(r)
		}
		fault := first(r)
		played.Store(fault != "")
		return fault
	}
}

// attemptOf is the attempt as the outbox would have stored it.
func attemptOf(p dispatch.Parcel, receipt *dispatch.Receipt) dispatch.Attempt {
	return dispatch.Attempt{ID: p.Attempt, N: 1, Started: p.At, Ended: p.At, Receipt: receipt}
}

// send sends and wants it sent.
func send(t testing.TB, c dispatch.Channel, p dispatch.Parcel) dispatch.Attempt {
	t.Helper()
	receipt, err := c.Send(t.Context(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return attemptOf(p, &receipt)
}

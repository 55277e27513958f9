package nextcloud_test

import (
	cryptorand "crypto/rand"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/nextcloud"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

const (
	passphrase = "citron bottine nuage pivert soupe"
	recipient  = "patiente@courrier.example"
	chunk      = 64 << 10
)

// scripts are what the server does for each fault.
var scripts = map[dispatchtest.Fault]practice.PortalScript{
	dispatchtest.ReplyLost:       portaltest.OnPath("POST", "/shares", practice.PortalLoseReply),
	dispatchtest.CutMidway:       portaltest.OnPath("PUT", "document-", practice.PortalCut),
	dispatchtest.HugeAnswer:      practice.OnMethod("PROPFIND", practice.PortalFlood),
	dispatchtest.MalformedAnswer: portaltest.OnPath("POST", "/shares", practice.PortalBabble),
	dispatchtest.Redirect:        practice.OnMethod("PUT", practice.PortalRedirect),
	dispatchtest.TryLater:        portaltest.OnPath("GET", "/cloud/", practice.PortalBusy),
	dispatchtest.Refused:         practice.OnMethod("MKCOL", practice.PortalRefuse),
}

func TestConforms(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	dispatchtest.RunChannel(t, func(t *testing.T, fault dispatchtest.Fault) dispatchtest.Rig {
		return rig(t, ca, fault)
	})
}

func rig(t *testing.T, ca *dispatchtest.CA, fault dispatchtest.Fault) dispatchtest.Rig {
	t.Helper()
	var strayed atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
	t.Cleanup(elsewhere.Close)
	config := portaltest.NextcloudConfig{Script: scripts[fault], Elsewhere: elsewhere.URL}
	if fault == dispatchtest.WrongCertificate {
		untrusted := ca.Untrusted().TLS
		config.Certificate = &untrusted
	}
	server := portaltest.StartNextcloud(t, ca, config)
	password := server.Password
	if fault == dispatchtest.WrongPassword {
		password = "Un-autre-mot"
	}
	if fault == dispatchtest.Gone {
		if err := server.Close(); err != nil {
			t.Fatal(err)
		}
	}
	parcel := sample(t)
	return dispatchtest.Rig{
		Channel: open(t, nextcloud.Config{URL: server.URL(), Password: []byte(password), Roots: ca.Pool}), Parcel: parcel,
		Received: func() int { return server.Arrived(t, parcel) },
		Strayed:  func() int { return int(strayed.Load()) },
		Private:  append(dispatchtest.SamplePrivate(), portaltest.User, password, passphrase, recipient, portaltest.NextcloudUserID),
	}
}

// open makes a channel as the program does, with a clock that stands still and never waits.
func open(t testing.TB, c nextcloud.Config) *nextcloud.Channel {
	t.Helper()
	c.User, c.Patience, c.After = portaltest.User, 5*time.Second, at(c.Now)
	if c.Now == nil {
		c.Now = dispatchtest.Epoch
	}
	if c.Chunk == 0 {
		c.Chunk = chunk
	}
	channel, err := nextcloud.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return channel
}

// at is a wait that is over at once.
func at(now func() time.Time) func(time.Duration) <-chan time.Time {
	if now == nil {
		now = dispatchtest.Epoch
	}
	return func(time.Duration) <-chan time.Time {
		over := make(chan time.Time, 1)
		over <- now()
		return over
	}
}

// sample is a parcel for a recipient who has an e-mail address.
func sample(t testing.TB) dispatch.Parcel {
	t.Helper()
	p := dispatchtest.SampleParcel(t)
	p.Dispatch = dispatch.NewID(cryptorand.Reader)
	p.Route = dispatch.Route{Channel: dispatch.Portal, Address: recipient}
	p.Passphrase, p.Expires = passphrase, p.At.AddDate(0, 0, 14)
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

func TestResumes(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	portaltest.RunResume(t, func(t *testing.T) portaltest.Peer {
		server := portaltest.StartNextcloud(t, ca, portaltest.NextcloudConfig{Policy: practice.CloudPolicy{MinChunk: chunk}})
		parcel := large(t, 3*chunk+chunk/2)
		return portaltest.Peer{
			Channel: func() dispatch.Channel {
				return open(t, nextcloud.Config{URL: server.URL(), Password: []byte(server.Password), Roots: ca.Pool})
			},
			Parcel: parcel, Chunk: chunk, CutAfter: server.CutAfter, LoseCommit: server.LoseShare, Uploaded: server.Uploaded,
			Arrived: func() int { return server.Arrived(t, parcel) },
			Names:   func() []string { return server.Names(t) },
			Private: append(dispatchtest.SamplePrivate(), recipient, passphrase),
		}
	})
}

// send sends and wants it sent.
func send(t testing.TB, c dispatch.Channel, p dispatch.Parcel) dispatch.Attempt {
	t.Helper()
	receipt, err := c.Send(t.Context(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return dispatch.Attempt{ID: p.Attempt, N: 1, Started: p.At, Ended: p.At, Certainty: dispatch.Sent, Receipt: &receipt}
}

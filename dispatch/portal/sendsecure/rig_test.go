package sendsecure_test

import (
	cryptorand "crypto/rand"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/sendsecure"
	"github.com/souspli/souspli/dispatch/practice"
)

const (
	recipient = "patiente@courrier.example"
	phone     = "+14185550142"
)

func config(url string, ca *dispatchtest.CA) sendsecure.Config {
	return sendsecure.Config{
		URL: url, Enterprise: portaltest.SendSecureEnterprise, User: portaltest.SendSecureUser,
		Password: []byte(portaltest.SendSecurePassword), Device: "essai", Roots: ca.Pool, Now: dispatchtest.Epoch,
		Words: func(_, key string, args ...any) string {
			if len(args) == 2 {
				key += " " + args[1].(string)
			}
			return key
		},
		Patience: 5 * time.Second,
	}
}

func open(t testing.TB, c sendsecure.Config) *sendsecure.Channel {
	t.Helper()
	channel, err := sendsecure.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return channel
}

// sample is a parcel for a recipient who has an e-mail address and a telephone.
func sample(t testing.TB) dispatch.Parcel {
	t.Helper()
	p := dispatchtest.SampleParcel(t)
	p.Dispatch = dispatch.NewID(cryptorand.Reader)
	p.Route = dispatch.Route{Channel: dispatch.Portal, Address: recipient}
	p.Recipient.Phone, p.Expires = phone, p.At.AddDate(0, 0, 14)
	return p
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

const commitPath = "/api/v2/safeboxes.json"

// scripts are what the service does for each fault.
var scripts = map[dispatchtest.Fault]practice.PortalScript{
	dispatchtest.ReplyLost:       portaltest.OnPath("POST", commitPath, practice.PortalLoseReply),
	dispatchtest.CutMidway:       portaltest.OnPath("POST", "/files/", practice.PortalCut),
	dispatchtest.HugeAnswer:      portaltest.OnPath("GET", "/api/v2/", practice.PortalFlood),
	dispatchtest.MalformedAnswer: portaltest.OnPath("POST", commitPath, practice.PortalBabble),
	dispatchtest.Redirect:        portaltest.OnPath("POST", "/files/", practice.PortalRedirect),
	dispatchtest.TryLater:        portaltest.OnPath("GET", "/services/", practice.PortalBusy),
	dispatchtest.Refused:         portaltest.OnPath("GET", "/api/v2/safeboxes/new", practice.PortalRefuse),
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
	simulated := portaltest.SendSecureConfig{Script: scripts[fault], Elsewhere: elsewhere.URL}
	if fault == dispatchtest.WrongCertificate {
		untrusted := ca.Untrusted().TLS
		simulated.Certificate = &untrusted
	}
	server := portaltest.StartSendSecure(t, ca, simulated)
	account := config(server.URL, ca)
	switch fault {
	case dispatchtest.WrongPassword:
		account.Password = []byte("Un-autre-mot")
	case dispatchtest.Gone:
		account.URL = "https://127.0.0.1:1" // nobody listens there
	}
	parcel := sample(t)
	return dispatchtest.Rig{
		Channel: open(t, account), Parcel: parcel,
		Received: func() int { return server.Arrived(parcel) },
		Strayed:  func() int { return int(strayed.Load()) },
		Private:  append(dispatchtest.SamplePrivate(), recipient, phone, portaltest.SendSecurePassword, portaltest.SendSecureUser),
	}
}

package fhir_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/oauth"
	"github.com/souspli/souspli/dispatch/portal/fhir"
	"github.com/souspli/souspli/dispatch/practice"
)

func TestSimplifiedPublishConforms(t *testing.T) {
	t.Parallel()
	dispatchtest.RunChannel(t, rigged(fhir.Simplified))
}

func TestDocumentBundleConforms(t *testing.T) {
	t.Parallel()
	dispatchtest.RunChannel(t, rigged(fhir.Bundle))
}

// scripts are what goes wrong on the way to the real server for each fault. "" ends every path.
var scripts = map[dispatchtest.Fault]practice.PortalScript{
	dispatchtest.ReplyLost:       only(http.MethodPost, "", practice.PortalLoseReply),
	dispatchtest.CutMidway:       only(http.MethodPost, "", practice.PortalCut),
	dispatchtest.HugeAnswer:      only(http.MethodGet, "/metadata", practice.PortalFlood),
	dispatchtest.MalformedAnswer: only(http.MethodPost, "", practice.PortalBabble),
	dispatchtest.Redirect:        only(http.MethodPost, "", practice.PortalRedirect),
	dispatchtest.TryLater:        only(http.MethodGet, "/metadata", practice.PortalBusy),
	dispatchtest.Refused:         only(http.MethodPost, "", practice.PortalRefuse),
}

func rigged(transaction fhir.Transaction) func(*testing.T, dispatchtest.Fault) dispatchtest.Rig {
	return func(t *testing.T, fault dispatchtest.Fault) dispatchtest.Rig {
		t.Helper()
		ca := start(t).CA
		s := site{portal: start(t).Portal(), parcel: sampleParcel(t)}
		var strayed atomic.Int64
		elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strayed.Add(1) }))
		t.Cleanup(elsewhere.Close)
		certificate := ca.Server()
		if fault == dispatchtest.WrongCertificate {
			certificate = ca.Untrusted()
		}
		c := config(t, through(t, s.portal.URL, certificate.TLS, scripts[fault], elsewhere.URL))
		c.Settings[fhir.SettingTransaction] = string(transaction)
		switch fault {
		case dispatchtest.WrongPassword:
			c.Secret = newKey(t, oauth.ES384).Marshal()
		case dispatchtest.Gone:
			c.URL = gone(t)
		}
		s.Channel = open(t, c)
		return dispatchtest.Rig{
			Channel: s.Channel, Parcel: s.parcel,
			Received: func() int { return s.whole(t) },
			Strayed:  func() int { return int(strayed.Load()) },
			Private:  append(dispatchtest.SamplePrivate(), number, system, clientID, s.parcel.Documents[0].SHA256),
		}
	}
}

// gone is the address of a server that has stopped.
func gone(t testing.TB) string {
	t.Helper()
	stopped := httptest.NewTLSServer(http.NotFoundHandler())
	defer stopped.Close()
	return stopped.URL + "/fhir"
}

package sharepoint_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/practice"
)

// scripts are what the drive does for each fault.
var scripts = map[dispatchtest.Fault]practice.PortalScript{
	dispatchtest.ReplyLost:       portaltest.OnPath("POST", "/invite", practice.PortalLoseReply),
	dispatchtest.CutMidway:       portaltest.OnPath("PUT", "/up/", practice.PortalCut),
	dispatchtest.HugeAnswer:      practice.OnMethod("GET", practice.PortalFlood),
	dispatchtest.MalformedAnswer: portaltest.OnPath("POST", "/invite", practice.PortalBabble),
	dispatchtest.Redirect:        practice.OnMethod("PUT", practice.PortalRedirect),
	dispatchtest.TryLater:        practice.OnMethod("GET", practice.PortalBusy),
	dispatchtest.Refused:         portaltest.OnPath("POST", "/children", practice.PortalRefuse),
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
	config := portaltest.GraphConfig{
		Script: scripts[fault], Elsewhere: elsewhere.URL, Refuse: fault == dispatchtest.WrongPassword,
	}
	if fault == dispatchtest.WrongCertificate {
		untrusted := ca.Untrusted().TLS
		config.Certificate = &untrusted
	}
	s := newSite(t, ca, config)
	if fault == dispatchtest.Gone {
		s.URL = "https://127.0.0.1:1/v1.0" // nobody listens there
	}
	parcel := sample(t)
	return dispatchtest.Rig{
		Channel: s.channel(t), Parcel: parcel,
		Received: func() int { return s.Arrived(parcel) },
		Strayed:  func() int { return int(strayed.Load()) },
		Private:  append(dispatchtest.SamplePrivate(), recipient, "tempauth", "v1.secret"),
	}
}

func TestResumes(t *testing.T) {
	t.Parallel()
	ca := dispatchtest.NewCA(t)
	portaltest.RunResume(t, func(t *testing.T) portaltest.Peer {
		s := newSite(t, ca, portaltest.GraphConfig{})
		parcel := large(t, 3*chunk+chunk/2)
		return portaltest.Peer{
			Channel: func() dispatch.Channel { return s.channel(t) },
			Parcel:  parcel, Chunk: chunk, CutAfter: s.CutAfter, LoseCommit: s.LoseInvitation, Uploaded: s.Uploaded,
			Arrived: func() int { return s.Arrived(parcel) },
			Names:   s.Names,
			Private: append(dispatchtest.SamplePrivate(), recipient),
		}
	})
}

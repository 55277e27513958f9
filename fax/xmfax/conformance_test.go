package xmfax_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
)

// scripts say how the service acts a fault of the suite out.
var scripts = map[dispatchtest.Fault]faxtest.XMFaxScript{
	dispatchtest.ReplyLost:       faxtest.XMFaxAlwaysAt(faxtest.XMFaxKept, faxtest.XMFaxHangUp),
	dispatchtest.CutMidway:       faxtest.XMFaxAlwaysAt(faxtest.XMFaxMidway, faxtest.XMFaxHangUp),
	dispatchtest.HugeAnswer:      faxtest.XMFaxAlwaysAt(faxtest.XMFaxKept, faxtest.XMFaxFlood),
	dispatchtest.MalformedAnswer: faxtest.XMFaxAlwaysAt(faxtest.XMFaxKept, faxtest.XMFaxBabble),
	dispatchtest.Redirect:        faxtest.XMFaxAlwaysAt(faxtest.XMFaxSend, faxtest.XMFaxRedirect),
	dispatchtest.TryLater:        faxtest.XMFaxAlwaysAt(faxtest.XMFaxSend, faxtest.XMFaxTooMany),
	dispatchtest.Refused:         faxtest.XMFaxAlwaysAt(faxtest.XMFaxSend, faxtest.XMFaxClientFault),
}

func TestChannel(t *testing.T) {
	t.Parallel()
	for name, onPremises := range map[string]bool{"cloud": false, "on premises": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dispatchtest.RunChannel(t, func(t *testing.T, fault dispatchtest.Fault) dispatchtest.Rig {
				return channelRig(t, fault, onPremises)
			})
		})
	}
}

func channelRig(t *testing.T, fault dispatchtest.Fault, onPremises bool) dispatchtest.Rig {
	t.Helper()
	service := faxtest.StartXMFax(t, faxtest.XMFaxConfig{
		Now: dispatchtest.NewClock(dispatchtest.Epoch()).Now, Script: scripts[fault],
		Untrusted: fault == dispatchtest.WrongCertificate,
	})
	account := service.Account()
	if onPremises {
		account = service.OnPremises()
	}
	if fault == dispatchtest.WrongPassword {
		account.Secret = append(account.Secret, 'x')
	}
	if fault == dispatchtest.Gone {
		service.Close()
	}
	parcel := dispatchtest.SampleParcel(t)
	parcel.Route = dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550123"}
	return dispatchtest.Rig{
		Channel: fax.New(connect(t, account), faxtest.CoverTexts), Parcel: parcel,
		Received: service.Received, Strayed: service.Strayed,
		Private: append(dispatchtest.SamplePrivate(), "5550123", "555-0123", faxtest.XMFaxToken, faxtest.XMFaxUser, "admin@clinique"),
	}
}

// dialects are ways in which the service may turn out to speak. In all of them the laws hold.
var dialects = map[string]faxtest.XMFaxDialect{
	"one guess":                      {},
	"counting from zero":             {FromZero: true},
	"refusing the index zero":        {RefusesZero: true},
	"short pages":                    {PageCap: 1},
	"queue and history count apart":  {OwnIDs: true, Counters: true},
	"an identifier and nothing else": {BareID: true},
	"no times":                       {NoTime: true},
	"other names":                    {StatusName: "faxStatus", SentName: "numberOfPagesSent", TotalName: "totalPages", ReasonName: "failureReason"},
}

func TestProvider(t *testing.T) {
	t.Parallel()
	for name, dialect := range dialects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faxtest.RunProvider(t, func(t *testing.T) faxtest.Rig { return providerRig(t, dialect) })
		})
	}
}

func providerRig(t *testing.T, dialect faxtest.XMFaxDialect) faxtest.Rig {
	t.Helper()
	r := start(t, faxtest.XMFaxConfig{Dialect: dialect})
	return faxtest.Rig{
		Provider: r.provider, Job: r.job, Now: r.clock.Now,
		End: func(ending faxtest.Ending, pages int) error { return r.End(r.job.Attempt, endingOf(ending, pages)) },
		Forget: func() error {
			r.clock.Advance(time.Hour)
			return r.Forget(r.job.Attempt)
		},
	}
}

func endingOf(ending faxtest.Ending, pages int) faxtest.XMFaxEnd {
	switch ending {
	case faxtest.Done:
		return faxtest.XMFaxEnd{Status: "Sent", Sent: pages}
	case faxtest.Broken:
		return faxtest.XMFaxEnd{Status: "Failed", Reason: "Remote disconnected", Sent: pages}
	}
	return faxtest.XMFaxEnd{Status: "Archived", Sent: pages}
}

package srfax_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
)

const order = "Queue_Fax"

// scripts say how the simulator acts a fault of the suite out.
var scripts = map[dispatchtest.Fault]faxtest.SRFaxScript{
	dispatchtest.ReplyLost:       faxtest.SRFaxAt(order, faxtest.WebAnswer{Take: true, Cut: true}),
	dispatchtest.CutMidway:       faxtest.SRFaxAt(order, faxtest.WebAnswer{Midway: true}),
	dispatchtest.HugeAnswer:      faxtest.SRFaxAt(order, faxtest.WebAnswer{Take: true, Endless: true}),
	dispatchtest.MalformedAnswer: faxtest.SRFaxAt(order, faxtest.WebAnswer{Take: true, Body: "<html>How do you do?"}),
	dispatchtest.Redirect:        faxtest.SRFaxAt(order, faxtest.WebAnswer{Status: 307, Header: map[string]string{"Location": "/elsewhere"}}),
	dispatchtest.TryLater:        faxtest.SRFaxAt(order, faxtest.WebAnswer{Status: 429, Header: map[string]string{"Retry-After": "60"}}),
	dispatchtest.Refused:         faxtest.SRFaxAt(order, faxtest.SRFaxFails("Invalid Fax Number 15145550123")),
}

func TestChannel(t *testing.T) {
	t.Parallel()
	dispatchtest.RunChannel(t, func(t *testing.T, fault dispatchtest.Fault) dispatchtest.Rig {
		clock := dispatchtest.NewClock(dispatchtest.Epoch())
		service := faxtest.StartSRFax(t, faxtest.SRFaxConfig{
			Now: clock.Now, Script: scripts[fault], Untrusted: fault == dispatchtest.WrongCertificate,
		})
		config := account(service, clock.Now)
		switch fault {
		case dispatchtest.WrongPassword:
			config.Secret = []byte("un autre")
		case dispatchtest.Gone:
			service.Close()
		}
		parcel := dispatchtest.SampleParcel(t)
		parcel.Route = dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550123"}
		return dispatchtest.Rig{
			Channel: fax.New(newProvider(t, config), faxtest.CoverTexts), Parcel: parcel,
			Received: func() int { return whole(service, parcel) },
			Strayed:  service.Strayed,
			Private:  append(dispatchtest.SamplePrivate(), "5550123", "5550110", service.User, service.Password, "un autre"),
		}
	})
}

// whole counts the faxes that hold the parcel's document as it is.
func whole(service *faxtest.SRFax, parcel dispatch.Parcel) int {
	n := 0
	for _, job := range service.Faxes() {
		if faxtest.Whole(parcel, job.Files) {
			n++
		}
	}
	return n
}

// TestProvider holds for what the service might write either way.
func TestProvider(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]faxtest.SRFaxConfig{
		"as documented":          {},
		"numbers without quotes": {Quoteless: true, Single: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faxtest.RunProvider(t, func(t *testing.T) faxtest.Rig { return newBench(t, config).rig() })
		})
	}
}

func (b bench) rig() faxtest.Rig {
	return faxtest.Rig{
		Provider: b.Provider, Job: b.job, Now: b.clock.Now,
		End: func(ending faxtest.Ending, pages int) error {
			b.clock.Advance(3 * time.Minute)
			b.service.Finish(words(ending), "", pages)
			return nil
		},
		Forget: func() error {
			b.service.Forget()
			b.clock.Advance(25 * time.Hour)
			return nil
		},
	}
}

func words(ending faxtest.Ending) string {
	switch ending {
	case faxtest.Done:
		return "Sent"
	case faxtest.Broken:
		return "Failed"
	}
	return "All is well"
}

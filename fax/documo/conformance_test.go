package documo_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
)

// script acts a fault of the suite out.
func script(fault dispatchtest.Fault) faxtest.RESTScript {
	faults := faxtest.RESTFaults()
	faults[dispatchtest.Refused] = faxtest.WebAnswer{
		Status: http.StatusBadRequest, Body: `{"error":{"message":"Invalid number +15145550123"}}`,
	}
	if answer, ok := faults[fault]; ok {
		return faxtest.RESTScript{faxtest.RESTSubmit: answer}
	}
	return nil
}

func TestChannel(t *testing.T) {
	t.Parallel()
	dispatchtest.RunChannel(t, func(t *testing.T, fault dispatchtest.Fault) dispatchtest.Rig {
		clock := dispatchtest.NewClock(dispatchtest.Epoch())
		service := faxtest.StartDocumo(t, faxtest.DocumoConfig{
			Now: clock.Now, Script: script(fault), Untrusted: fault == dispatchtest.WrongCertificate, Shows: true,
		})
		config := account(service, clock)
		switch fault {
		case dispatchtest.WrongPassword:
			config.Secret = []byte("une-autre-cle")
		case dispatchtest.Gone:
			service.Close()
		}
		parcel := dispatchtest.SampleParcel(t)
		parcel.Route = dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550123"}
		return dispatchtest.Rig{
			Channel: fax.New(newProvider(t, config), faxtest.CoverTexts), Parcel: parcel,
			Received: func() int { return whole(service, parcel) }, Strayed: service.Strayed,
			Private: append(dispatchtest.SamplePrivate(), "5550123", service.Key, "une-autre-cle"),
		}
	})
}

// whole counts the faxes that hold the parcel's document as it is.
func whole(service *faxtest.Documo, parcel dispatch.Parcel) int {
	n := 0
	for _, f := range service.Faxes() {
		if faxtest.Whole(parcel, f.Files) {
			n++
		}
	}
	return n
}

// TestProvider holds for what the service might write either way.
func TestProvider(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]faxtest.DocumoConfig{
		"as documented":               {Shows: true},
		"numbers as words, and lists": {Shows: true, Loose: true},
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
			b.service.Change(func(f *faxtest.DocumoFax) {
				f.Status, f.PagesCount, f.PagesComplete, f.Attempts = word(ending), 3, pages, 1
			})
			return nil
		},
		Forget: func() error {
			b.service.Forget()
			b.clock.Advance(25 * time.Hour)
			return nil
		},
	}
}

func word(ending faxtest.Ending) string {
	switch ending {
	case faxtest.Done:
		return "success"
	case faxtest.Broken:
		return "failed"
	}
	return "all is well"
}

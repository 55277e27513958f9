package hylafax_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/practice"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
	"github.com/souspli/souspli/fax/hylafax"
)

// short is long enough for an answer on loopback and short enough to wait for one that never comes.
const short = 2 * time.Second

func coverTexts(language string) fax.CoverTexts {
	catalogue := wording.For(wording.Language(language))
	return fax.NewCoverTexts(
		func(key string) string { return catalogue.Text(key) },
		func(at time.Time) string { return catalogue.DateTime(at, time.UTC) },
	)
}

// machine starts a practice machine whose faxes end an hour after they were ordered.
func machine(t *testing.T, script practice.FaxScript, now func() time.Time) *practice.Fax {
	t.Helper()
	m, err := practice.StartFax(t.Context(), practice.FaxConfig{
		Dir: t.TempDir(), Random: rand.Reader, Now: now, Delay: time.Hour, Script: script,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return m
}

func client(t *testing.T, m *practice.Fax, password string, clock hylafax.Clock) *hylafax.Provider {
	t.Helper()
	p, err := hylafax.New(hylafax.Config{
		URL: m.URL(), User: m.User(), Password: password, Clock: clock, Timeout: short,
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// scripts say how the machine acts a fault of the suite out.
var scripts = map[dispatchtest.Fault]practice.FaxScript{
	dispatchtest.ReplyLost:       practice.FaxAlwaysAt(practice.FaxKept, practice.FaxHangUp),
	dispatchtest.CutMidway:       practice.FaxAlwaysAt(practice.FaxMidway, practice.FaxHangUp),
	dispatchtest.HugeAnswer:      practice.FaxAlwaysAt(practice.FaxKept, practice.FaxFlood),
	dispatchtest.MalformedAnswer: practice.FaxAlwaysAt(practice.FaxKept, practice.FaxBabble),
	dispatchtest.Redirect:        practice.FaxAlwaysAt(practice.FaxTransfer, practice.FaxElsewhere),
	dispatchtest.TryLater:        practice.FaxAlwaysAt(practice.FaxHello, practice.FaxBusy),
	dispatchtest.Refused:         practice.FaxAlwaysAt(practice.FaxNumber, practice.FaxRefuse),
}

func TestChannel(t *testing.T) {
	t.Parallel()
	dispatchtest.RunChannel(t, func(t *testing.T, fault dispatchtest.Fault) dispatchtest.Rig {
		clock := dispatchtest.NewClock(dispatchtest.Epoch())
		m := machine(t, scripts[fault], clock.Now)
		password := m.Password()
		if fault == dispatchtest.WrongPassword {
			password += "x"
		}
		provider := client(t, m, password, clock)
		if fault == dispatchtest.Gone {
			if err := m.Close(); err != nil {
				t.Fatal(err)
			}
		}
		parcel := dispatchtest.SampleParcel(t)
		parcel.Route = dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550123"}
		return dispatchtest.Rig{
			Channel: fax.New(provider, coverTexts), Parcel: parcel,
			Received:     func() int { return count(t, m) },
			Private:      append(dispatchtest.SamplePrivate(), "5550123", m.Password()),
			Inapplicable: []dispatchtest.Fault{dispatchtest.WrongCertificate},
		}
	})
}

func count(t *testing.T, m *practice.Fax) int {
	t.Helper()
	faxes, err := m.Received()
	if err != nil {
		t.Fatal(err)
	}
	return len(faxes)
}

func TestProvider(t *testing.T) {
	t.Parallel()
	faxtest.RunProvider(t, func(t *testing.T) faxtest.Rig {
		clock := dispatchtest.NewClock(dispatchtest.Epoch())
		m := machine(t, nil, clock.Now)
		job, _ := twoParts(t, "514 555-0123")
		return faxtest.Rig{
			Provider: client(t, m, m.Password(), clock),
			Job:      job,
			Now:      clock.Now,
			End: func(ending faxtest.Ending, pages int) error {
				return m.Finish(string(job.Attempt), outcome(ending, pages))
			},
			Forget: func() error {
				clock.Advance(time.Hour)
				return m.Forget(string(job.Attempt))
			},
		}
	})
}

func outcome(ending faxtest.Ending, pages int) practice.FaxOutcome {
	switch ending {
	case faxtest.Done:
		return practice.FaxOutcome{State: "D", Sent: pages}
	case faxtest.Broken:
		return practice.FaxOutcome{State: "F", Sent: pages, Code: 128, Words: "Remote fax disconnected prematurely"}
	}
	return practice.FaxOutcome{State: "!", Sent: pages, Words: "All is well"}
}

package srfax_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
)

// The table of the package comment, tried on the wire.
func TestCertainty(t *testing.T) {
	t.Parallel()
	faxtest.RunOrders(t, faxtest.Orders{
		Taken: `{"Status":"Success","Result":"389091764"}`,
		Babble: map[string]string{
			"another word": `{"Status":"Queued","Result":"389091764"}`,
			"no number":    `{"Status":"Success","Result":null}`,
			"a list":       `{"Status":"Success","Result":[]}`,
			"number zero":  `{"Status":"Success","Result":0}`,
		},
		Start: func(t *testing.T, answer faxtest.WebAnswer) faxtest.OrderRig {
			b := newBench(t, faxtest.SRFaxConfig{Script: faxtest.SRFaxAt(order, answer)})
			return faxtest.OrderRig{Provider: b.Provider, Job: b.job, Asked: func() int { return len(b.service.Actions()) }}
		},
	})
}

// A reply is believed in words that are known.
func TestRepliesToAnOrder(t *testing.T) {
	t.Parallel()
	fails := faxtest.SRFaxFails
	body := func(json string) faxtest.WebAnswer { return faxtest.WebAnswer{Take: true, Body: json} }
	tests := []struct {
		name   string
		answer faxtest.WebAnswer
		want   dispatch.Certainty
		kind   dispatch.Kind
		code   string
		retry  bool
	}{
		{"failed: password", fails("Invalid Access Code / Password"), dispatch.Unsent, dispatch.KindCredentials, "fax_login_refused", false},
		{"failed: money", fails("Insufficient balance on account"), dispatch.Unsent, dispatch.KindRejected, "fax_account_unpaid", false},
		{"failed: a field", fails("Missing sSenderEmail"), dispatch.Unsent, dispatch.KindRejected, "fax_job_refused", false},
		{"failed: too many", fails("Too many requests"), dispatch.Unsent, dispatch.KindUnreachable, "fax_server_busy", true},
		{"failed: a document", fails("Unsupported document"), dispatch.Unsent, dispatch.KindRejected, "fax_unprepared", false},
		{"failed: words that refuse nothing", fails("Error, please try again"), dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
		{"failed: no words", fails(""), dispatch.Maybe, dispatch.KindUncertain, "fax_outcome_unknown", false},
		{"success, as a string", body(`{"Status":"Success","Result":"389091764"}`), dispatch.Sent, 0, "", false},
		{"success, as a number", body(`{"Status":"Success","Result":389091764}`), dispatch.Sent, 0, "", false},
		{"success, behind a mark of bytes", body("\ufeff" + `{"Status":"Success","Result":"389091764"}`), dispatch.Sent, 0, "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, faxtest.SRFaxConfig{Script: faxtest.SRFaxAt(order, test.answer)})
			receipt, err := b.Submit(t.Context(), b.job)
			if dispatch.CertaintyOf(err) != test.want || dispatch.CodeOf(err) != test.code || dispatch.RetryOf(err) != test.retry {
				t.Fatalf("%s, retry %t: %v", dispatch.CertaintyOf(err), dispatch.RetryOf(err), err)
			}
			if err != nil && dispatch.KindOf(err) != test.kind {
				t.Errorf("%s, want %s", dispatch.KindOf(err), test.kind)
			}
			if test.want == dispatch.Sent && receipt.Reference != "389091764" {
				t.Errorf("%+v", receipt)
			}
		})
	}
}

// A request that was not whole is no order.
func TestCutBeforeTheLastByte(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SRFaxConfig{Script: faxtest.SRFaxAt(order, faxtest.WebAnswer{Midway: true})})
	b.job.Parts = append(b.job.Parts, large())
	_, err := b.Submit(t.Context(), b.job)
	if dispatch.CertaintyOf(err) != dispatch.Unsent || !dispatch.RetryOf(err) {
		t.Errorf("%v", err)
	}
	if n := len(b.service.Faxes()); n != 0 {
		t.Errorf("%d faxes", n)
	}
}

// large is more than the machine keeps on the way.
func large() fax.Part {
	const size = 48 << 20
	return fax.Part{Size: size, Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(endless{}, size)), nil
	}}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// A lost answer is settled by asking; what is not listed stays unknown.
func TestFindSettlesALostAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		config faxtest.SRFaxConfig
		take   bool
		want   dispatch.Truth
	}{
		{"taken", faxtest.SRFaxConfig{}, true, dispatch.True},
		{"taken, and not listed while it waits", faxtest.SRFaxConfig{Hiding: true}, true, dispatch.Unknown},
		{"not taken", faxtest.SRFaxConfig{}, false, dispatch.Unknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.config.Script = faxtest.SRFaxAt(order, faxtest.WebAnswer{Take: test.take, Cut: true})
			b := newBench(t, test.config)
			if _, err := b.Submit(t.Context(), b.job); dispatch.CertaintyOf(err) != dispatch.Maybe {
				t.Fatal(err)
			}
			attempt := dispatch.Attempt{ID: b.job.Attempt, Started: b.clock.Now()}
			found, receipt, err := b.Find(t.Context(), attempt)
			if found != test.want || err != nil || found.Is() && receipt.Reference != "389091764" {
				t.Errorf("%v, %+v, %v", found, receipt, err)
			}
		})
	}
}

// An answer that is not understood never says anything about a fax, and never ends one.
func TestEnquiriesThatFailKnowNothing(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]faxtest.WebAnswer{
		"babble":          {Body: "How do you do?"},
		"flood":           {Endless: true},
		"hung up":         {Cut: true},
		"unavailable":     {Status: 503},
		"another account": faxtest.SRFaxFails("Invalid Access Code / Password"),
		"other trouble":   faxtest.SRFaxFails("Database error 15145550123"),
		"odd records":     {Body: `{"Status":"Success","Result":["a"]}`},
		"odd result":      {Body: `{"Status":"Success","Result":"many"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, faxtest.SRFaxConfig{Script: func(string) *faxtest.WebAnswer { return &answer }})
			attempt := dispatch.Attempt{ID: b.job.Attempt, Started: b.clock.Now()}
			found, _, err := b.Find(t.Context(), attempt)
			if found != dispatch.Unknown || dispatch.CodeOf(err) != "fax_enquiry_failed" {
				t.Errorf("find: %v, %v", found, err)
			}
			if strings.Contains(err.Error(), "5550123") {
				t.Errorf("quotes a number: %v", err)
			}
			if _, err := b.Status(t.Context(), attempt); dispatch.CertaintyOf(err) != dispatch.Maybe {
				t.Errorf("status: %v", err)
			}
			if err := b.Cancel(t.Context(), attempt); dispatch.CertaintyOf(err) != dispatch.Maybe {
				t.Errorf("cancel: %v", err)
			}
			err = b.Test(t.Context())
			if dispatch.CertaintyOf(err) != dispatch.Unsent || dispatch.CodeOf(err) == "fax_outcome_unknown" {
				if name != "odd records" && name != "odd result" { // the usage itself is not read
					t.Errorf("test: %v", err)
				}
			}
		})
	}
}

// A fax is recognised by its reference alone.
func TestAnotherAttemptIsNotFound(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SRFaxConfig{})
	b.submit(t)
	found, _, err := b.Find(t.Context(), dispatch.Attempt{ID: faxtest.NewID(), Started: dispatchtest.Epoch()})
	if found != dispatch.Unknown || err != nil {
		t.Errorf("%v, %v", found, err)
	}
}

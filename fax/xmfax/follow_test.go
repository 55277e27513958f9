package xmfax_test

import (
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/faxtest"
)

// What a clinic sees of every end that the service may tell.
func TestEnds(t *testing.T) {
	t.Parallel()
	cover := faxtest.XMFaxDialect{CoverPage: true}
	silent := faxtest.XMFaxDialect{SentName: "-"}
	both := faxtest.XMFaxDialect{SentName: "-", TotalName: "pages"}
	tests := []struct {
		name    string
		dialect faxtest.XMFaxDialect
		end     faxtest.XMFaxEnd
		state   dispatch.State
		code    string
		settled bool
	}{
		{"sent", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Sent", Sent: 3}, dispatch.Delivered, "", false},
		{"sent, in capitals", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "SENT_SUCCESSFULLY", Sent: 3}, dispatch.Delivered, "", false},
		{"sent, in French", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Envoyé", Sent: 3}, dispatch.Delivered, "", false},
		{"busy", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Failed", Reason: "Line busy"}, dispatch.Failed, "fax_busy", false},
		{"no answer", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Failed", Reason: "NoAnswer"}, dispatch.Failed, "fax_no_answer", false},
		{"a person answered", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Failed", Reason: "Human voice"}, dispatch.Failed, "fax_not_a_fax", false},
		{"a dead number", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Failed", Reason: "Unallocated number"}, dispatch.Failed, "fax_number_dead", false},
		{"no fax machine", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Failed", Reason: "No carrier"}, dispatch.Failed, "fax_no_carrier", false},
		{"a busy network", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Failed", Reason: "CONGESTION"}, dispatch.Failed, "fax_congestion", false},
		{"a blocked number", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Failed", Reason: "Number blocked"}, dispatch.Failed, "fax_number_refused", false},
		{"a document that cannot be drawn", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Failed", Reason: "ConversionFailed"}, dispatch.Failed, "fax_unprepared", false},
		{"the time ran out", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Expired"}, dispatch.Failed, "fax_expired", false},
		{"the line dropped", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Error", Reason: "call dropped"}, dispatch.Failed, "fax_dropped", false},
		{"the reason is the status", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "NO_ANSWER"}, dispatch.Failed, "fax_no_answer", false},
		{"cancelled", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Cancelled"}, dispatch.Failed, "fax_killed", false},
		{"cancelled on the way", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Cancelled", Sent: 1}, dispatch.Partial, "fax_partial", false},
		{"partly sent", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Partially Sent", Sent: 2}, dispatch.Partial, "fax_partial", false},
		{"failed, nobody says why", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Failed"}, dispatch.Failed, "fax_failed", false},
		{"completed, and busy", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Completed", Reason: "Busy"}, dispatch.Failed, "fax_busy", false},
		{"sent, and a harmless remark", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "Sent", Reason: "Remote ID received", Sent: 3}, dispatch.Delivered, "", false},
		{"a number instead of a word", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Status: "7", Sent: 3}, dispatch.Accepted, "", false},
		{"no word", faxtest.XMFaxDialect{}, faxtest.XMFaxEnd{Sent: 3}, dispatch.Accepted, "", false},
		{"sent, pages not told", silent, faxtest.XMFaxEnd{Status: "Sent", Sent: 3}, dispatch.Accepted, "fax_pages_unknown", true},
		{"failed, pages not told", silent, faxtest.XMFaxEnd{Status: "Failed"}, dispatch.Failed, "fax_failed_uncounted", false},
		{"busy, pages not told", silent, faxtest.XMFaxEnd{Status: "Failed", Reason: "Busy"}, dispatch.Failed, "fax_busy", false},
		{"partly sent, pages not told", silent, faxtest.XMFaxEnd{Status: "Partial"}, dispatch.Failed, "fax_failed_uncounted", false},
		{"sent, only a number of pages", both, faxtest.XMFaxEnd{Status: "Sent", Sent: 3}, dispatch.Accepted, "fax_pages_unknown", true},
		{"sent with a cover page of the service", cover, faxtest.XMFaxEnd{Status: "Sent", Sent: 4}, dispatch.Delivered, "", false},
		{"its cover page and all but our last", cover, faxtest.XMFaxEnd{Status: "Sent", Sent: 3}, dispatch.Partial, "fax_partial", false},
		{"its cover page alone", cover, faxtest.XMFaxEnd{Status: "Sent", Sent: 1}, dispatch.Partial, "fax_partial", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, faxtest.XMFaxConfig{Dialect: test.dialect})
			attempt := r.submitted(t)
			must(t, r.End(r.job.Attempt, test.end))
			s := r.status(t, attempt)
			if s.State != test.state || codeOf(s.Failure) != test.code || s.Settled != test.settled || s.Retry {
				t.Errorf("%s %q, settled %t, retry %t", s.State, codeOf(s.Failure), s.Settled, s.Retry)
			}
			if !strings.HasPrefix(s.Receipt.Detail, test.end.Status) || s.Receipt.Bytes != r.job.Bytes() {
				t.Errorf("receipt %+v", s.Receipt)
			}
		})
	}
}

// While a fax is in the queue nothing is final, whatever its words.
func TestQueuedIsNeverFinal(t *testing.T) {
	t.Parallel()
	tests := []struct{ status, reason, code string }{
		{"Sent", "", ""}, {"Failed", "", ""}, {"Converting", "", ""}, {"Retrying", "Busy", "fax_busy"},
	}
	for _, test := range tests {
		t.Run(test.status, func(t *testing.T) {
			t.Parallel()
			r := start(t, faxtest.XMFaxConfig{})
			attempt := r.submitted(t)
			must(t, r.Say(r.job.Attempt, test.status, test.reason))
			s := r.status(t, attempt)
			if s.State != dispatch.Accepted || s.Settled || codeOf(s.Failure) != test.code || !strings.Contains(s.Receipt.Detail, test.status) {
				t.Errorf("%+v, %q", s, codeOf(s.Failure))
			}
		})
	}
}

// Where lists do not show our ID, a long identifier will do, and a counter will not.
func TestFollowsByIdentifier(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		dialect faxtest.XMFaxDialect
		state   dispatch.State
	}{
		{"long", faxtest.XMFaxDialect{NoCustom: true}, dispatch.Delivered},
		{"a counter", faxtest.XMFaxDialect{NoCustom: true, Counters: true}, dispatch.Accepted},
		{"long, another in the history", faxtest.XMFaxDialect{NoCustom: true, OwnIDs: true}, dispatch.Accepted},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, faxtest.XMFaxConfig{Dialect: test.dialect})
			attempt := r.submitted(t)
			must(t, r.End(r.job.Attempt, faxtest.XMFaxEnd{Status: "Sent", Sent: 3}))
			if s := r.status(t, attempt); s.State != test.state {
				t.Errorf("%+v", s)
			}
		})
	}
}

// A long history is read page by page, whatever the service counts from.
func TestFindsBehindManyOthers(t *testing.T) {
	t.Parallel()
	for name, dialect := range map[string]faxtest.XMFaxDialect{
		"from one": {}, "from zero": {FromZero: true}, "short pages": {PageCap: 7},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, faxtest.XMFaxConfig{Dialect: dialect})
			for range 230 {
				r.Add(string(faxtest.NewID()), r.clock.Now(), false)
			}
			attempt := r.submitted(t)
			must(t, r.End(r.job.Attempt, faxtest.XMFaxEnd{Status: "Sent", Sent: 3}))
			if s := r.status(t, attempt); s.State != dispatch.Delivered {
				t.Errorf("%+v", s)
			}
		})
	}
}

// A restart keeps nothing but the attempt, and asks further apart the older it is.
func TestFollowsAfterARestart(t *testing.T) {
	t.Parallel()
	r := start(t, faxtest.XMFaxConfig{})
	attempt := r.submitted(t)
	attempt.Ended = r.clock.Now()
	r.provider = connect(t, r.Account())
	first := r.status(t, attempt)
	r.clock.Advance(5 * time.Minute)
	second := r.status(t, attempt)
	r.clock.Advance(20 * time.Hour)
	third := r.status(t, attempt)
	if first.Again >= second.Again || second.Again >= third.Again || third.State != dispatch.Accepted {
		t.Errorf("%s, %s, %s", first.Again, second.Again, third.Again)
	}
	must(t, r.End(r.job.Attempt, faxtest.XMFaxEnd{Status: "Sent", Sent: 3}))
	if s := r.status(t, attempt); s.State != dispatch.Delivered || s.Receipt.Reference != attempt.Receipt.Reference {
		t.Errorf("%+v", s)
	}
}

// After a 429 nobody asks again before the time that the service named.
func TestKeepsQuiet(t *testing.T) {
	t.Parallel()
	peace := true
	r := start(t, faxtest.XMFaxConfig{Script: func(step faxtest.XMFaxStep) faxtest.XMFaxAct {
		if step == faxtest.XMFaxFind && peace {
			return faxtest.XMFaxTooMany
		}
		return faxtest.XMFaxGoOn
	}})
	attempt := r.submitted(t)
	for range 2 {
		if s := r.status(t, attempt); s.State != dispatch.Accepted || s.Again != 2*time.Minute || s.Receipt.Reference != attempt.Receipt.Reference {
			t.Errorf("%+v", s)
		}
	}
	second := r.job
	second.Attempt = faxtest.NewID()
	if _, err := r.provider.Submit(t.Context(), second); dispatch.CertaintyOf(err) != dispatch.Unsent || !dispatch.RetryOf(err) {
		t.Errorf("%v", err)
	}
	if n := r.Asked(faxtest.XMFaxFind); n != 1 {
		t.Errorf("asked %d times", n)
	}
	peace = false
	r.clock.Advance(2 * time.Minute)
	if s := r.status(t, attempt); s.State != dispatch.Accepted || r.Asked(faxtest.XMFaxFind) != 2 {
		t.Errorf("%+v", s)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		act   faxtest.XMFaxAct
		kind  dispatch.Kind
		code  string
		state dispatch.State
	}{
		{"stopped", faxtest.XMFaxGoOn, 0, "", dispatch.Failed},
		{"refused", faxtest.XMFaxClientFault, dispatch.KindRejected, "fax_cancel_refused", dispatch.Accepted},
		{"the service breaks", faxtest.XMFaxServerFault, dispatch.KindRejected, "fax_cancel_refused", dispatch.Accepted},
		{"the answer is lost", faxtest.XMFaxHangUp, dispatch.KindUnreachable, "fax_enquiry_failed", dispatch.Accepted},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, faxtest.XMFaxConfig{Script: faxtest.XMFaxAlwaysAt(faxtest.XMFaxCancel, test.act)})
			attempt := r.submitted(t)
			err := r.provider.Cancel(t.Context(), attempt)
			if dispatch.KindOf(err) != test.kind || dispatch.CodeOf(err) != test.code {
				t.Errorf("%v", err)
			}
			requireDiscreet(t, err)
			if s := r.status(t, attempt); s.State != test.state {
				t.Errorf("%+v", s)
			}
		})
	}
}

// A fax that has ended is not ordered to stop: its identifier may be another's in the queue.
func TestCancelLeavesTheHistoryAlone(t *testing.T) {
	t.Parallel()
	r := start(t, faxtest.XMFaxConfig{})
	attempt := r.submitted(t)
	must(t, r.End(r.job.Attempt, faxtest.XMFaxEnd{Status: "Failed"}))
	if err := r.provider.Cancel(t.Context(), attempt); dispatch.CodeOf(err) != "fax_too_late" || r.Asked(faxtest.XMFaxCancel) != 0 {
		t.Errorf("asked %d times: %v", r.Asked(faxtest.XMFaxCancel), err)
	}
}

// A fax that ends between the look and the order is too late, whether the service says so or not. One that
// stays in the queue is taken at the service's word.
func TestCancelLooksWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		ends bool
		act  faxtest.XMFaxAct
		code string
	}{
		{"ended, and refused", true, faxtest.XMFaxGoOn, "fax_too_late"},
		{"ended, and yet a yes", true, faxtest.XMFaxSayYes, "fax_too_late"},
		{"still in the queue", false, faxtest.XMFaxSayYes, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var r rig
			r = start(t, faxtest.XMFaxConfig{Script: func(step faxtest.XMFaxStep) faxtest.XMFaxAct {
				if step != faxtest.XMFaxCancel {
					return faxtest.XMFaxGoOn
				}
				if test.ends {
					if err := r.End(r.job.Attempt, faxtest.XMFaxEnd{Status: "Sent", Sent: 3}); err != nil {
						t.Error(err)
					}
				}
				return test.act
			}})
			attempt := r.submitted(t)
			if err := r.provider.Cancel(t.Context(), attempt); dispatch.CodeOf(err) != test.code {
				t.Errorf("%v", err)
			}
		})
	}
}

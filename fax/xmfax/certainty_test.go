package xmfax_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/faxtest"
)

// The table of the package comment, tried on the wire.
func TestCertainty(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		step  faxtest.XMFaxStep
		act   faxtest.XMFaxAct
		want  dispatch.Certainty
		code  string
		retry bool
	}{
		{"the portal hangs up", faxtest.XMFaxDiscover, faxtest.XMFaxHangUp, dispatch.Unsent, "fax_cut_off", true},
		{"the portal babbles", faxtest.XMFaxDiscover, faxtest.XMFaxBabble, dispatch.Unsent, "fax_server_answer", false},
		{"the portal never ends", faxtest.XMFaxDiscover, faxtest.XMFaxFlood, dispatch.Unsent, "fax_malformed_answer", false},
		{"the portal leads elsewhere", faxtest.XMFaxDiscover, faxtest.XMFaxRedirect, dispatch.Unsent, "fax_server_elsewhere", false},
		{"the portal is down", faxtest.XMFaxDiscover, faxtest.XMFaxUnavailable, dispatch.Unsent, "fax_server_busy", true},
		{"the portal refuses the token", faxtest.XMFaxDiscover, faxtest.XMFaxUnauthorized, dispatch.Unsent, "fax_login_refused", false},
		{"the portal wants peace", faxtest.XMFaxDiscover, faxtest.XMFaxTooMany, dispatch.Unsent, "fax_server_busy", true},
		{"cut in the middle", faxtest.XMFaxMidway, faxtest.XMFaxHangUp, dispatch.Unsent, "fax_cut_off", true},
		{"moved", faxtest.XMFaxSend, faxtest.XMFaxRedirect, dispatch.Unsent, "fax_server_elsewhere", false},
		{"too many requests", faxtest.XMFaxSend, faxtest.XMFaxTooMany, dispatch.Unsent, "fax_server_busy", true},
		{"unauthorized", faxtest.XMFaxSend, faxtest.XMFaxUnauthorized, dispatch.Unsent, "fax_login_refused", false},
		{"too large", faxtest.XMFaxSend, faxtest.XMFaxTooLarge, dispatch.Unsent, "fax_too_large", false},
		{"not found", faxtest.XMFaxSend, faxtest.XMFaxNotFound, dispatch.Unsent, "fax_server_answer", false},
		{"a fault of the client", faxtest.XMFaxSend, faxtest.XMFaxClientFault, dispatch.Unsent, "fax_job_refused", false},
		{"a fault of the login", faxtest.XMFaxSend, faxtest.XMFaxLoginFault, dispatch.Unsent, "fax_login_refused", false},
		{"a fault of the server", faxtest.XMFaxSend, faxtest.XMFaxServerFault, dispatch.Maybe, "fax_outcome_unknown", false},
		{"a fault of the server that kept it", faxtest.XMFaxKept, faxtest.XMFaxServerFault, dispatch.Maybe, "fax_outcome_unknown", false},
		{"out of service", faxtest.XMFaxSend, faxtest.XMFaxUnavailable, dispatch.Maybe, "fax_outcome_unknown", false},
		{"hung up on before it is kept", faxtest.XMFaxSend, faxtest.XMFaxHangUp, dispatch.Maybe, "fax_outcome_unknown", false},
		{"hung up on after it is kept", faxtest.XMFaxKept, faxtest.XMFaxHangUp, dispatch.Maybe, "fax_outcome_unknown", false},
		{"an answer of babble", faxtest.XMFaxKept, faxtest.XMFaxBabble, dispatch.Maybe, "fax_outcome_unknown", false},
		{"an answer without end", faxtest.XMFaxKept, faxtest.XMFaxFlood, dispatch.Maybe, "fax_outcome_unknown", false},
		{"an answer that defines entities", faxtest.XMFaxKept, faxtest.XMFaxEntities, dispatch.Maybe, "fax_outcome_unknown", false},
		{"an answer without an identifier", faxtest.XMFaxKept, faxtest.XMFaxNoID, dispatch.Maybe, "fax_outcome_unknown", false},
		{"the answer to something else", faxtest.XMFaxKept, faxtest.XMFaxOther, dispatch.Maybe, "fax_outcome_unknown", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, faxtest.XMFaxConfig{Script: faxtest.XMFaxAlwaysAt(test.step, test.act)})
			if test.step == faxtest.XMFaxMidway {
				r.job.Parts = append(r.job.Parts, longPart()) // more than any buffer holds
			}
			_, err := r.provider.Submit(t.Context(), r.job)
			if dispatch.CertaintyOf(err) != test.want || dispatch.CodeOf(err) != test.code || dispatch.RetryOf(err) != test.retry {
				t.Errorf("%v %s, retry %t: %v", dispatch.CertaintyOf(err), dispatch.CodeOf(err), dispatch.RetryOf(err), err)
			}
			if r.Received() > 0 && dispatch.CertaintyOf(err) == dispatch.Unsent {
				t.Error("the service kept it")
			}
			if r.Strayed() != 0 {
				t.Error("the redirect was followed")
			}
			requireDiscreet(t, err)
		})
	}
}

// A success that comes before the request is whole can't be about the fax.
func TestEarlySuccessIsNotBelieved(t *testing.T) {
	t.Parallel()
	r := start(t, faxtest.XMFaxConfig{Script: faxtest.XMFaxAlwaysAt(faxtest.XMFaxMidway, faxtest.XMFaxTaken)})
	r.job.Parts = append(r.job.Parts, longPart())
	if _, err := r.provider.Submit(t.Context(), r.job); dispatch.CertaintyOf(err) == dispatch.Sent {
		t.Error("believed")
	}
}

func longPart() fax.Part {
	const size = 32 << 20
	return fax.Part{Size: size, Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(zeros{}, size)), nil
	}}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func requireDiscreet(t *testing.T, err error) {
	t.Helper()
	for _, word := range []string{"555", "0123", faxtest.XMFaxToken, faxtest.XMFaxUser, faxtest.XMFaxAccount, "admin@", "127.0.0.1"} {
		if err != nil && strings.Contains(err.Error(), word) {
			t.Errorf("quotes %q: %v", word, err)
		}
	}
}

// A lost answer is settled by asking. Absence is believed only late, and only where the lists prove that they
// would show the fax.
func TestFindSettlesALostAnswer(t *testing.T) {
	t.Parallel()
	yesterday := dispatchtest.Epoch().Add(-20 * time.Hour)
	now := dispatchtest.Epoch()
	ours := string(faxtest.NewID())
	tests := []struct {
		name    string
		step    faxtest.XMFaxStep
		dialect faxtest.XMFaxDialect
		others  func(*faxtest.XMFax)
		later   time.Duration
		want    dispatch.Truth
	}{
		{"kept", faxtest.XMFaxKept, faxtest.XMFaxDialect{}, nil, 0, dispatch.True},
		{"kept, without custom fields", faxtest.XMFaxKept, faxtest.XMFaxDialect{NoCustom: true}, other(ours, yesterday, false), time.Hour, dispatch.Unknown},
		{"not kept, and nothing else to see", faxtest.XMFaxSend, faxtest.XMFaxDialect{}, nil, time.Hour, dispatch.Unknown},
		{"not kept, too soon to say", faxtest.XMFaxSend, faxtest.XMFaxDialect{}, other(ours, yesterday, false), time.Minute, dispatch.Unknown},
		{"not kept, an older one is", faxtest.XMFaxSend, faxtest.XMFaxDialect{}, other(ours, yesterday, false), time.Hour, dispatch.False},
		{"not kept, an older one of another program is", faxtest.XMFaxSend, faxtest.XMFaxDialect{}, other("invoice 12", yesterday, false), time.Hour, dispatch.Unknown},
		{"not kept, a newer one is", faxtest.XMFaxSend, faxtest.XMFaxDialect{}, other(ours, now.Add(time.Minute), false), time.Hour, dispatch.Unknown},
		{"not kept, times are not shown", faxtest.XMFaxSend, faxtest.XMFaxDialect{NoTime: true}, other(ours, yesterday, false), time.Hour, dispatch.Unknown},
		{"not kept, one of the same time has no reference", faxtest.XMFaxSend, faxtest.XMFaxDialect{}, both(other(ours, yesterday, false), other("", now, true)), time.Hour, dispatch.Unknown},
		{"not kept, one of yesterday has no reference", faxtest.XMFaxSend, faxtest.XMFaxDialect{}, both(other(ours, yesterday, false), other("", yesterday, false)), time.Hour, dispatch.False},
		{"not kept, pages do not go on", faxtest.XMFaxSend, faxtest.XMFaxDialect{Shifting: true, PageCap: 2}, both(other(ours, yesterday, false), other(ours, yesterday, false)), time.Hour, dispatch.Unknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, faxtest.XMFaxConfig{Script: faxtest.XMFaxAlwaysAt(test.step, faxtest.XMFaxHangUp), Dialect: test.dialect})
			if test.others != nil {
				test.others(r.XMFax)
			}
			if _, err := r.provider.Submit(t.Context(), r.job); dispatch.CertaintyOf(err) != dispatch.Maybe {
				t.Fatal(err)
			}
			attempt := dispatch.Attempt{ID: r.job.Attempt, Started: r.clock.Now(), Ended: r.clock.Now()}
			r.clock.Advance(test.later)
			found, receipt, err := r.provider.Find(t.Context(), attempt)
			if found != test.want || err != nil || found.Is() && !strings.HasSuffix(receipt.Reference, "/3") {
				t.Errorf("%v, %+v, %v, want %v", found, receipt, err, test.want)
			}
		})
	}
}

func other(custom1 string, at time.Time, queued bool) func(*faxtest.XMFax) {
	return func(s *faxtest.XMFax) { s.Add(custom1, at, queued) }
}

func both(first, second func(*faxtest.XMFax)) func(*faxtest.XMFax) {
	return func(s *faxtest.XMFax) { first(s); second(s) }
}

// An answer that is not understood never says that a fax is absent.
func TestEnquiriesThatFailKnowNothing(t *testing.T) {
	t.Parallel()
	for _, act := range []faxtest.XMFaxAct{
		faxtest.XMFaxHangUp, faxtest.XMFaxFlood, faxtest.XMFaxBabble, faxtest.XMFaxEntities, faxtest.XMFaxOther,
		faxtest.XMFaxServerFault, faxtest.XMFaxClientFault, faxtest.XMFaxRedirect, faxtest.XMFaxUnauthorized,
	} {
		t.Run(string(act), func(t *testing.T) {
			t.Parallel()
			r := start(t, faxtest.XMFaxConfig{Script: faxtest.XMFaxAlwaysAt(faxtest.XMFaxFind, act)})
			attempt := r.submitted(t)
			r.clock.Advance(2 * time.Hour)
			found, _, err := r.provider.Find(t.Context(), attempt)
			if found != dispatch.Unknown || dispatch.CodeOf(err) != "fax_enquiry_failed" {
				t.Errorf("find: %v, %v", found, err)
			}
			requireDiscreet(t, err)
			if _, err := r.provider.Status(t.Context(), attempt); dispatch.CertaintyOf(err) != dispatch.Maybe {
				t.Errorf("status: %v", err)
			}
			if err := r.provider.Cancel(t.Context(), attempt); dispatch.CodeOf(err) != "fax_enquiry_failed" {
				t.Errorf("cancel: %v", err)
			}
		})
	}
}

package desk_test

import (
	"crypto/rand"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// mailed is a dispatch by e-mail whose one attempt ended with a certainty, in the state that follows.
func (r *rig) mailed(certainty dispatch.Certainty) (dispatch.ID, dispatch.Attempt) {
	r.t.Helper()
	draft := r.draft(r.recipient(dispatch.ExternalPartner, mailRoute, faxRoute))
	draft.Channel = dispatch.EmailEncrypted
	sent, err := r.Send(r.t.Context(), draft)
	must(r.t, err)
	attempt := dispatch.Attempt{ID: dispatch.NewID(rand.Reader), N: 1, Started: sent.Created}
	ended := attempt
	ended.Ended, ended.Certainty = sent.Created, certainty
	to := map[dispatch.Certainty]dispatch.State{
		dispatch.Sent: dispatch.Accepted, dispatch.Maybe: dispatch.Uncertain, dispatch.Unsent: dispatch.Failed,
	}[certainty]
	for _, step := range []dispatch.Transition{
		{From: dispatch.Held, To: dispatch.Queued, Event: dispatch.Event{Type: dispatch.EventReleased}},
		{From: dispatch.Queued, To: dispatch.Sending, Attempt: &attempt, Event: dispatch.Event{Type: dispatch.EventAttemptStarted}},
		{From: dispatch.Sending, To: to, Attempt: &ended, Event: dispatch.Event{Type: dispatch.EventAttemptEnded}},
	} {
		step.Dispatch, step.Event.Dispatch, step.Event.At = sent.ID, sent.ID, sent.Created
		must(r.t, r.store.Apply(r.t.Context(), step))
	}
	return sent.ID, ended
}

func (r *rig) shown(id dispatch.ID) dispatch.Dispatch {
	r.t.Helper()
	x, err := r.Show(r.t.Context(), id)
	must(r.t, err)
	return x
}

// notice is a genuine report of an attempt.
func notice(a dispatch.Attempt, action dispatch.DeliveryAction) dispatch.DeliveryReport {
	report := dispatch.DeliveryReport{
		Envelope: string(a.ID), MessageID: string(a.ID) + "@cisss.ssss.gouv.qc.ca", Original: "X@clinic.example",
		Final: "mailbox@elsewhere.example", Action: action, Status: "2.0.0",
	}
	if action == dispatch.DeliveryFailed {
		report.Status, report.Code = "5.1.1", "mail_bounced_mailbox_unknown"
	}
	return report
}

func TestBounce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		before dispatch.Certainty
		action dispatch.DeliveryAction
		want   dispatch.State
	}{
		{"what failed is a failure", dispatch.Sent, dispatch.DeliveryFailed, dispatch.Failed},
		{"only delivered is delivered", dispatch.Sent, dispatch.DeliveryDone, dispatch.Delivered},
		{"relayed is not delivered", dispatch.Sent, dispatch.DeliveryRelayed, dispatch.Accepted},
		{"expanded is not delivered", dispatch.Sent, dispatch.DeliveryExpanded, dispatch.Accepted},
		{"delayed is still under way", dispatch.Sent, dispatch.DeliveryDelayed, dispatch.Accepted},
		{"an unknown outcome that failed", dispatch.Maybe, dispatch.DeliveryFailed, dispatch.Failed},
		{"an unknown outcome that was delivered", dispatch.Maybe, dispatch.DeliveryDone, dispatch.Delivered},
		{"an unknown outcome that was relayed", dispatch.Maybe, dispatch.DeliveryRelayed, dispatch.Accepted},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			id, attempt := r.mailed(test.before)
			r.reports = []dispatch.DeliveryReport{notice(attempt, test.action)}
			r.wantReturned(desk.ReturnMatched, id, test.want)
			if x := r.shown(id); test.action == dispatch.DeliveryFailed && failureCode(x.Attempts[0].Error) != "mail_bounced_mailbox_unknown" {
				t.Errorf("%+v", x.Attempts[0])
			}
			events := len(r.eventTypes(id))
			r.wantReturned(desk.ReturnKnown, id, test.want)
			if len(r.eventTypes(id)) != events || !slices.Contains(r.eventTypes(id), dispatch.EventBounced) {
				t.Errorf("events %q", r.eventTypes(id))
			}
		})
	}
}

func (r *rig) wantReturned(match desk.Match, id dispatch.ID, state dispatch.State) {
	r.t.Helper()
	all, err := r.Bounce(r.t.Context(), strings.NewReader(""))
	must(r.t, err)
	if len(all) != 1 || all[0].Match != match || all[0].Dispatch != id || all[0].State != state {
		r.t.Errorf("%+v", all)
	}
	if id != "" && r.shown(id).State != state {
		r.t.Errorf("stored as %s", r.shown(id).State)
	}
	if failed := match == desk.ReturnMatched && state == dispatch.Failed; failed != (all[0].Next == dispatch.CloudFax) {
		r.t.Errorf("the next channel is %q", all[0].Next)
	}
}

// A report that lacks one of the three things that name a message, or has another's, changes nothing.
func TestForgedBounce(t *testing.T) {
	t.Parallel()
	other := strings.Repeat("c", 25) + "a"
	tests := map[string]struct {
		change func(*dispatch.DeliveryReport)
		match  desk.Match
	}{
		"no envelope":         {func(r *dispatch.DeliveryReport) { r.Envelope = "" }, desk.ReturnPartial},
		"another envelope":    {func(r *dispatch.DeliveryReport) { r.Envelope = other }, desk.ReturnPartial},
		"no message":          {func(r *dispatch.DeliveryReport) { r.MessageID = "" }, desk.ReturnPartial},
		"another message":     {func(r *dispatch.DeliveryReport) { r.MessageID = other + "@x.example" }, desk.ReturnPartial},
		"another recipient":   {func(r *dispatch.DeliveryReport) { r.Original = "y@clinic.example" }, desk.ReturnPartial},
		"no recipient":        {func(r *dispatch.DeliveryReport) { r.Original, r.Final = "", "" }, desk.ReturnPartial},
		"only where it ended": {func(r *dispatch.DeliveryReport) { r.Original = "" }, desk.ReturnPartial},
		"nothing of ours":     {func(r *dispatch.DeliveryReport) { r.Envelope, r.MessageID = other, other }, desk.ReturnUnknown},
		"nonsense":            {func(r *dispatch.DeliveryReport) { r.Envelope, r.MessageID = "' OR 1=1", "<>" }, desk.ReturnUnknown},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			id, attempt := r.mailed(dispatch.Sent)
			events := len(r.eventTypes(id))
			report := notice(attempt, dispatch.DeliveryFailed)
			test.change(&report)
			r.reports = []dispatch.DeliveryReport{report}
			all, err := r.Bounce(t.Context(), strings.NewReader(""))
			must(t, err)
			if all[0].Match != test.match || (all[0].Dispatch == id) != (test.match == desk.ReturnPartial) {
				t.Errorf("%+v", all)
			}
			if x := r.shown(id); x.State != dispatch.Accepted || len(r.eventTypes(id)) != events {
				t.Errorf("%s, %q", x.State, r.eventTypes(id))
			}
		})
	}
}

// What was delivered and comes back from further on is a failure; that it was delivered before changes nothing any more.
func TestLateReport(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id, attempt := r.mailed(dispatch.Sent)
	r.reports = []dispatch.DeliveryReport{notice(attempt, dispatch.DeliveryDone)}
	r.wantReturned(desk.ReturnMatched, id, dispatch.Delivered)
	r.reports = []dispatch.DeliveryReport{notice(attempt, dispatch.DeliveryDelayed)}
	r.wantReturned(desk.ReturnMatched, id, dispatch.Delivered)
	r.reports = []dispatch.DeliveryReport{notice(attempt, dispatch.DeliveryFailed)}
	r.wantReturned(desk.ReturnMatched, id, dispatch.Failed)
	if failure := r.shown(id).Attempts[0].Error; failure == nil || failure.Code != "mail_bounced_mailbox_unknown" {
		t.Errorf("%+v", failure)
	}
	r.reports = []dispatch.DeliveryReport{notice(attempt, dispatch.DeliveryDone)}
	r.wantReturned(desk.ReturnKnown, id, dispatch.Failed)
}

// A person took an attempt of unknown outcome for unsent, and it waits to leave again: what proves that it arrived
// keeps it from leaving twice.
func TestReportOfWhatWaitsToLeaveAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		action dispatch.DeliveryAction
		want   dispatch.State
	}{
		{dispatch.DeliveryDone, dispatch.Delivered},
		{dispatch.DeliveryRelayed, dispatch.Accepted},
		{dispatch.DeliveryExpanded, dispatch.Accepted},
		{dispatch.DeliveryDelayed, dispatch.Accepted},
		{dispatch.DeliveryFailed, dispatch.Queued},
	} {
		t.Run(string(test.action), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			id, attempt := r.mailed(dispatch.Maybe)
			_, err := r.Resolve(t.Context(), id, false, "the recipient has nothing")
			must(t, err)
			r.reports = []dispatch.DeliveryReport{notice(attempt, test.action)}
			r.wantReturned(desk.ReturnMatched, id, test.want)
			if x := r.shown(id); x.State == dispatch.Accepted && (x.AwaitsPerson() || x.Attempts[0].Certainty != dispatch.Sent || x.Attempts[0].Error != nil) {
				t.Errorf("%+v", x)
			}
			r.wantReturned(desk.ReturnKnown, id, test.want)
		})
	}
}

// What certainly never left cannot come back.
func TestBounceOfWhatNeverLeft(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id, attempt := r.mailed(dispatch.Unsent)
	r.reports = []dispatch.DeliveryReport{notice(attempt, dispatch.DeliveryDone)}
	r.wantReturned(desk.ReturnPartial, id, dispatch.Failed)
}

func TestReadReturns(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := r.ReadReturns(t.Context()); dispatch.CodeOf(err) != "returns_account_missing" {
		t.Errorf("%v", err)
	}
	_, err := r.AddAccount(t.Context(), dispatch.Account{Name: "notices", Provider: desk.IMAPProvider}, []byte("pw"), false)
	must(t, err)
	id, attempt := r.mailed(dispatch.Sent)
	r.reports = []dispatch.DeliveryReport{notice(attempt, dispatch.DeliveryFailed)}
	var since []dispatch.MailboxMark
	r.mailbox = func(mark dispatch.MailboxMark, take func(io.Reader) error) (dispatch.MailboxMark, error) {
		since = append(since, mark)
		must(t, take(strings.NewReader("")))
		return dispatch.MailboxMark{Validity: 7, UID: 3}, errors.New("cut off") // after one message
	}
	all, err := r.ReadReturns(t.Context())
	if err == nil || len(all) != 1 || r.shown(id).State != dispatch.Failed {
		t.Errorf("%+v, %v", all, err)
	}
	all, _ = r.ReadReturns(t.Context())
	if all[0].Match != desk.ReturnKnown || since[0] != (dispatch.MailboxMark{}) || since[1] != (dispatch.MailboxMark{Validity: 7, UID: 3}) {
		t.Errorf("%+v since %v", all, since)
	}
}

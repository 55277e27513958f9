package desk_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// locked is a dispatch that opens with a passphrase, as it stands in a state.
func (r *rig) locked(state dispatch.State) dispatch.Dispatch {
	r.t.Helper()
	return r.lockedTo(r.recipient(dispatch.ExternalPartner, mailRoute), state, nil)
}

func (r *rig) lockedTo(to dispatch.Recipient, state dispatch.State, change func(*desk.Draft)) dispatch.Dispatch {
	r.t.Helper()
	draft := r.draft(to)
	draft.Channel, draft.Form = dispatch.EmailEncrypted, dispatch.LockedPDF
	if change != nil {
		change(&draft)
	}
	made, err := r.Send(r.t.Context(), draft)
	must(r.t, err)
	if state != dispatch.Held {
		r.apply(made.ID, dispatch.Transition{
			From: dispatch.Held, To: dispatch.Queued, Event: dispatch.Event{Type: dispatch.EventReleased},
		})
	}
	if state == dispatch.Delivered {
		r.ends(made.ID, dispatch.Delivered, nil)
	}
	return made
}

// The steps of a call come in their order, each told once in the log, and the words never.
func TestTheCallInItsOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	made := r.locked(dispatch.Delivered)
	if _, err := r.RevealPassphrase(t.Context(), made.ID, " "); dispatch.CodeOf(err) != desk.CodeArrivalNotConfirmed {
		t.Errorf("shown before the arrival: %v", err)
	}
	if err := r.PassphraseGiven(t.Context(), made.ID); dispatch.CodeOf(err) != desk.CodeArrivalNotConfirmed {
		t.Errorf("given before the arrival: %v", err)
	}
	for range 2 {
		must(t, r.ConfirmArrival(t.Context(), made.ID))
	}
	words, err := r.RevealPassphrase(t.Context(), made.ID, "")
	must(t, err)
	if call, err := r.Call(t.Context(), made.ID); err != nil || !call.Waits() || call.Arrived.IsZero() {
		t.Errorf("before it is given: %+v, %v", call, err)
	}
	for range 2 {
		must(t, r.PassphraseGiven(t.Context(), made.ID))
	}
	if call, err := r.Call(t.Context(), made.ID); err != nil || call.Waits() {
		t.Errorf("once given: %+v, %v", call, err)
	}
	r.logged(made.ID, words, dispatch.EventArrivalConfirmed, dispatch.EventPassphraseShown, dispatch.EventPassphraseGiven)
}

// logged looks for the events that end the log of a dispatch, and for the words anywhere in it.
func (r *rig) logged(id dispatch.ID, words string, want ...dispatch.EventType) {
	r.t.Helper()
	events, err := r.Events(r.t.Context(), id)
	must(r.t, err)
	if len(events) < len(want) {
		r.t.Fatalf("%d events", len(events))
	}
	for i, e := range events[len(events)-len(want):] {
		if e.Type != want[i] {
			r.t.Errorf("event %d is %s, want %s", i, e.Type, want[i])
		}
	}
	for _, e := range events {
		for key, detail := range e.Details {
			if strings.Contains(detail, words) {
				r.t.Errorf("%s tells the words under %s", e.Type, key)
			}
		}
	}
}

func TestWordsBeforeTheArrivalNeedAReason(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	made := r.locked(dispatch.Delivered)
	_, err := r.RevealPassphrase(t.Context(), made.ID, "sur place")
	must(t, err)
	events, err := r.Events(t.Context(), made.ID)
	must(t, err)
	last := events[len(events)-1]
	if last.Type != dispatch.EventPassphraseShown || last.Details["reason"] != "sur place" || last.Details["arrival"] != "unconfirmed" {
		t.Errorf("logged as %s %v", last.Type, last.Details)
	}
}

func TestNothingArrivesBeforeItLeft(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := r.ConfirmArrival(t.Context(), r.locked(dispatch.Held).ID); dispatch.CodeOf(err) != "not_arrived_yet" {
		t.Errorf("%v", err)
	}
}

func TestPassphrasesAreForgottenAfterTheirTime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	sent, queued := r.locked(dispatch.Delivered), r.locked(dispatch.Queued)
	must(t, r.SavePassphraseDays(t.Context(), 3))
	for _, c := range []struct {
		days, want int
	}{{2, 0}, {1, 1}, {1, 0}} {
		r.clock.Advance(time.Duration(c.days) * 24 * time.Hour)
		if n, err := r.ForgetPassphrases(t.Context()); err != nil || n != c.want {
			t.Errorf("%s days on: %d forgotten, %v", strconv.Itoa(c.days), n, err)
		}
	}
	if _, err := r.Passphrase(t.Context(), sent.ID); dispatch.CodeOf(err) != "passphrase_forgotten" {
		t.Errorf("sent: %v", err)
	}
	if _, err := r.Passphrase(t.Context(), queued.ID); err != nil {
		t.Errorf("what still has to leave lost its passphrase: %v", err)
	}
	r.logged(sent.ID, "badu-kofi", dispatch.EventPassphraseForgotten)
}

func TestAnAgreedSecretIsUsedUntilForgotten(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.ExternalPartner, mailRoute)
	if _, err := r.Secret(t.Context(), to.ID); dispatch.CodeOf(err) != "no_agreed_secret" {
		t.Errorf("none agreed: %v", err)
	}
	secret, err := r.AgreeSecret(t.Context(), to.ID)
	must(t, err)
	agreed := r.lockedTo(to, dispatch.Delivered, nil)
	drawn := r.lockedTo(to, dispatch.Delivered, func(d *desk.Draft) { d.DrawPassphrase = true })
	for id, want := range map[dispatch.ID]bool{agreed.ID: true, drawn.ID: false} {
		if call, err := r.Call(t.Context(), id); err != nil || call.Agreed != want || call.Waits() == want {
			t.Errorf("agreed %t: %+v, %v", want, call, err)
		}
	}
	if got, err := r.Passphrase(t.Context(), agreed.ID); err != nil || got != secret {
		t.Errorf("it opens with %q: %v", got, err)
	}
	must(t, r.ForgetSecret(t.Context(), to.ID))
	if since, err := r.AgreedSince(t.Context(), to.ID); err != nil || !since.IsZero() {
		t.Errorf("forgotten, yet agreed since %v, %v", since, err)
	}
	if got, err := r.Passphrase(t.Context(), agreed.ID); err != nil || got != secret {
		t.Errorf("what was sent before lost its passphrase: %q, %v", got, err)
	}
}

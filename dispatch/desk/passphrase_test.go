package desk_test

import (
	"fmt"
	"io"
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

// printedCard writes down what the page would tell.
func printedCard(w io.Writer, c desk.OpeningCard, language string) error {
	_, err := fmt.Fprintln(w, language, c.Clinic, c.Phone, c.Channel, c.Form)
	return err
}

func TestTheCardSpeaksTheRecipientsLanguageFirst(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	must(t, r.SaveSender(t.Context(), dispatch.Sender{
		Organisation: "Clinique", Phone: "+15145550100", Role: dispatch.Clerk, Language: "fr",
	}))
	for spoken, want := range map[string]string{"": "fr", "en": "en"} {
		to := r.recipient(dispatch.ExternalPartner, mailRoute)
		to.Language = spoken
		to, err := r.SaveRecipient(t.Context(), to)
		must(t, err)
		var page strings.Builder
		must(t, r.PrintOpeningCard(t.Context(), &page, r.lockedTo(to, dispatch.Held, nil).ID))
		if want += " Clinique +15145550100 email_encrypted locked_pdf\n"; page.String() != want {
			t.Errorf("%q: %q, want %q", spoken, page.String(), want)
		}
	}
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
	if err := r.SecretTold(t.Context(), to.ID, r.clock.Now()); dispatch.CodeOf(err) != "no_drawn_secret" {
		t.Errorf("none drawn: %v", err)
	}
	secret, err := r.DrawSecret(t.Context(), to.ID)
	must(t, err)
	r.secretTold(to.ID)
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
	if standing, err := r.SecretStanding(t.Context(), to.ID); err != nil || standing != (desk.SecretStanding{}) {
		t.Errorf("forgotten, yet %+v, %v", standing, err)
	}
	if got, err := r.Passphrase(t.Context(), agreed.ID); err != nil || got != secret {
		t.Errorf("what was sent before lost its passphrase: %q, %v", got, err)
	}
}

// secretTold records that the recipient knows the secret that waits.
func (r *rig) secretTold(recipient dispatch.ID) {
	r.t.Helper()
	standing, err := r.SecretStanding(r.t.Context(), recipient)
	must(r.t, err)
	must(r.t, r.SecretTold(r.t.Context(), recipient, standing.Drawn))
}

// Somebody else drew another secret while the first was told: the recipient knows the first alone.
func TestOnlyTheSecretThatWasToldIsUsed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.ExternalPartner, mailRoute)
	var drawn [2]desk.SecretStanding
	for i, words := range []string{"told", "not-told"} {
		r.words = words
		_, err := r.DrawSecret(t.Context(), to.ID)
		must(t, err)
		drawn[i], err = r.SecretStanding(t.Context(), to.ID)
		must(t, err)
		r.clock.Advance(time.Second)
	}
	if err := r.SecretTold(t.Context(), to.ID, drawn[0].Drawn); dispatch.CodeOf(err) != "drawn_secret_changed" {
		t.Errorf("put into use what nobody told: %v", err)
	}
	if standing, err := r.SecretStanding(t.Context(), to.ID); err != nil || standing != drawn[1] {
		t.Errorf("%+v, %v", standing, err)
	}
	must(t, r.SecretTold(t.Context(), to.ID, drawn[1].Drawn))
}

// A secret opens nothing before its recipient was told: the one before does, or words drawn for the dispatch alone.
func TestASecretServesOnceItIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.ExternalPartner, mailRoute)
	sent := func() (string, bool) {
		t.Helper()
		made := r.lockedTo(to, dispatch.Held, nil)
		words, err := r.Passphrase(t.Context(), made.ID)
		must(t, err)
		call, err := r.Call(t.Context(), made.ID)
		must(t, err)
		return words, call.Agreed
	}
	draw := func(words string) {
		t.Helper()
		r.words = words
		drawn, err := r.DrawSecret(t.Context(), to.ID)
		must(t, err)
		shown, err := r.Secret(t.Context(), to.ID)
		must(t, err)
		if drawn != words || shown != words {
			t.Errorf("drew %q and shows %q, want %q", drawn, shown, words)
		}
		r.words = "for-this-one"
	}
	for _, step := range []struct {
		name   string
		do     func()
		words  string
		agreed bool
	}{
		{"drawn", func() { draw("first") }, "for-this-one", false},
		{"told", func() { r.secretTold(to.ID) }, "first", true},
		{"another drawn", func() { draw("second") }, "first", true},
		{"and drawn again", func() { draw("third") }, "first", true},
		{"told in its place", func() { r.secretTold(to.ID) }, "third", true},
		{"forgotten", func() { must(t, r.ForgetSecret(t.Context(), to.ID)) }, "for-this-one", false},
	} {
		step.do()
		if words, agreed := sent(); words != step.words || agreed != step.agreed {
			t.Errorf("%s: opens with %q, agreed %t; want %q, %t", step.name, words, agreed, step.words, step.agreed)
		}
	}
}

func TestTheSuggestionTellsOfASecret(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.ExternalPartner, mailRoute)
	draft := r.draft(to)
	draft.Channel, draft.Form = dispatch.EmailEncrypted, dispatch.LockedPDF
	for _, told := range []bool{false, true} {
		s, err := r.Suggest(t.Context(), draft)
		must(t, err)
		for _, o := range s.Options {
			if want := told && o.Form.NeedsPassphrase(); o.AgreedSecret != want {
				t.Errorf("told %t: %s has a secret: %t", told, o.Channel, o.AgreedSecret)
			}
		}
		_, err = r.DrawSecret(t.Context(), to.ID)
		must(t, err)
		r.secretTold(to.ID)
	}
}

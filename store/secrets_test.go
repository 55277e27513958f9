package store_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// hasSecrets compares what is kept for a recipient: in use, and waiting to be told.
func hasSecrets(t *testing.T, h home, id dispatch.ID, agreed, drawn string) {
	t.Helper()
	got, since, err := h.AgreedSecret(t.Context(), id)
	if err != nil || got != agreed || since.IsZero() != (agreed == "") {
		t.Errorf("in use %q since %v, %v; want %q", got, since, err, agreed)
	}
	got, since, err = h.DrawnSecret(t.Context(), id)
	if err != nil || got != drawn || since.IsZero() != (drawn == "") {
		t.Errorf("waiting %q since %v, %v; want %q", got, since, err, drawn)
	}
}

func draw(t *testing.T, h home, id dispatch.ID, words string) {
	t.Helper()
	wantError{}.check(t, h.SaveDrawnSecret(t.Context(), id, words, event(dispatch.EventSecretDrawn, start)))
}

func told(t *testing.T, h home, id dispatch.ID) {
	t.Helper()
	wantError{}.check(t, h.TakeDrawnSecret(t.Context(), id, start, event(dispatch.EventSecretAgreed, start.Add(time.Hour))))
}

func TestSecretsOfARecipient(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	r := save(t, h, pharmacy())
	forget := func() error {
		return h.ForgetAgreedSecret(t.Context(), r.ID, event(dispatch.EventSecretForgotten, start))
	}
	for _, step := range []struct {
		name          string
		do            func()
		agreed, drawn string
	}{
		{"none", func() {
			notFound("no_agreed_secret").check(t, forget())
			notFound("no_drawn_secret").check(t, h.TakeDrawnSecret(t.Context(), r.ID, start, event(dispatch.EventSecretAgreed, start)))
		}, "", ""},
		{"drawn", func() { draw(t, h, r.ID, "first") }, "", "first"},
		{"drawn again", func() { draw(t, h, r.ID, "second") }, "", "second"},
		{"told", func() { told(t, h, r.ID) }, "second", ""},
		{"another drawn", func() { draw(t, h, r.ID, "third") }, "second", "third"},
		{"told in its place", func() { told(t, h, r.ID) }, "third", ""},
		{"one of each", func() { draw(t, h, r.ID, "fourth") }, "third", "fourth"},
		{"forgotten", func() { wantError{}.check(t, forget()) }, "", ""},
		{"of a person who goes", func() {
			draw(t, h, r.ID, "fifth")
			wantError{}.check(t, h.RemoveRecipient(t.Context(), r.ID, event(dispatch.EventRecipientRemoved, start)))
		}, "", ""},
	} {
		step.do()
		t.Run(step.name, func(t *testing.T) { hasSecrets(t, h, r.ID, step.agreed, step.drawn) })
	}
	notFound("recipient_not_found").check(t, h.SaveDrawnSecret(t.Context(), r.ID, "sixth", event(dispatch.EventSecretDrawn, start)))
	verified(t, h, 10)
}

// TestMergedRecipientsKeepASecret: what the person who goes was told is still known, unless who stays has their own.
func TestMergedRecipientsKeepASecret(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, own, want string }{
		{"who stays has none", "", "given"},
		{"who stays has one", "own", "own"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			stays, goes := save(t, h, pharmacy()), save(t, h, pharmacy())
			for id, words := range map[dispatch.ID]string{stays.ID: c.own, goes.ID: "given"} {
				if words != "" {
					draw(t, h, id, words)
					told(t, h, id)
				}
			}
			draw(t, h, goes.ID, "waiting")
			wantError{}.check(t, merge(t, h, stays, goes))
			hasSecrets(t, h, stays.ID, c.want, "waiting")
			hasSecrets(t, h, goes.ID, c.want, "waiting")
			draw(t, h, goes.ID, "later")
			hasSecrets(t, h, stays.ID, c.want, "later")
		})
	}
}

// TestPassphrasesStayUntilTheirDispatchIsOut goes through every state that a dispatch can stand in.
func TestPassphrasesStayUntilTheirDispatchIsOut(t *testing.T) {
	t.Parallel()
	for state, stays := range map[dispatch.State]bool{
		dispatch.Held: true, dispatch.Queued: true, dispatch.Sending: true, dispatch.Uncertain: true,
		dispatch.Accepted: false, dispatch.Delivered: false, dispatch.Failed: false, dispatch.Cancelled: false,
	} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			d := held()
			wantError{}.check(t, h.Create(t.Context(), d, "words", event(dispatch.EventCreated, start)))
			for _, change := range wayTo(d.ID, state) {
				wantError{}.check(t, h.Apply(t.Context(), change))
			}
			late := start.AddDate(1, 0, 0)
			forgotten := event(dispatch.EventPassphraseForgotten, late)
			old, err := h.OldPassphrases(t.Context(), late)
			if err != nil || (len(old) == 0) != stays {
				t.Errorf("old ones: %v, %v", old, err)
			}
			if young, err := h.OldPassphrases(t.Context(), start.Add(-time.Second)); err != nil || len(young) > 0 {
				t.Errorf("forgotten before their time: %v, %v", young, err)
			}
			want, left := wantError{}, ""
			if stays {
				want, left = conflict("state_changed"), "words"
			}
			want.check(t, h.ForgetPassphrase(t.Context(), d.ID, forgotten))
			want.check(t, h.ForgetPassphrase(t.Context(), d.ID, forgotten)) // again, without another event
			if got, err := h.Passphrase(t.Context(), d.ID); err != nil || got != left {
				t.Errorf("left %q, %v; want %q", got, err, left)
			}
			logged := 0
			events, err := h.Events(t.Context(), d.ID)
			for _, e := range events {
				if e.Type == dispatch.EventPassphraseForgotten {
					logged++
				}
			}
			if err != nil || (logged == 1) == stays || logged > 1 {
				t.Errorf("told %d times, %v", logged, err)
			}
		})
	}
	h := newHome(t)
	notFound("dispatch_not_found").check(t, h.ForgetPassphrase(t.Context(), newID(), event(dispatch.EventPassphraseForgotten, start)))
}

package desk_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// byHand is a draft for a channel that a person carries.
func (r *rig) byHand(done desk.Done) desk.Draft {
	draft := r.draft(r.recipient(dispatch.ExternalPartner, faxRoute))
	draft.Channel, draft.Done = dispatch.TraditionalFax, done
	return draft
}

func TestDoneByHandIsToldInTheLog(t *testing.T) {
	t.Parallel()
	hourAgo := func(r *rig) time.Time { return r.clock.Now().Add(-time.Hour) }
	for _, c := range []struct {
		name string
		done func(r *rig) desk.Done
		want func(r *rig) map[string]string
	}{
		{"just now, by whoever records it", func(*rig) desk.Done { return desk.Done{} }, func(r *rig) map[string]string {
			return map[string]string{"done_at": r.clock.Now().UTC().Format(time.RFC3339), "done_by": "", "note": "", "done_pages": ""}
		}},
		{"an hour ago, by somebody else", func(r *rig) desk.Done {
			return desk.Done{At: hourAgo(r), By: " Luc ", Note: "rapport 12", Pages: 3}
		}, func(r *rig) map[string]string {
			return map[string]string{"done_at": hourAgo(r).UTC().Format(time.RFC3339), "done_by": "Luc", "note": "rapport 12", "done_pages": "3"}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			made, err := r.RecordByHand(t.Context(), r.byHand(c.done(r)))
			must(t, err)
			events, err := r.Events(t.Context(), made.ID)
			must(t, err)
			for key, want := range c.want(r) {
				if got := events[0].Details[key]; events[0].Type != dispatch.EventByHand || got != want {
					t.Errorf("%s: %q, want %q", key, got, want)
				}
			}
		})
	}
}

func TestDoneByHandRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, code string
		done       func(r *rig) desk.Done
	}{
		{"tomorrow", "done_in_future", func(r *rig) desk.Done { return desk.Done{At: r.clock.Now().AddDate(0, 0, 1)} }},
		{"less than no page", "unknown_value", func(*rig) desk.Done { return desk.Done{Pages: -1} }},
		{"more pages than any machine sends", "unknown_value", func(*rig) desk.Done { return desk.Done{Pages: 1_000_000} }},
		{"a note of several lines", "control_character", func(*rig) desk.Done { return desk.Done{Note: "a\nb"} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			if _, err := r.RecordByHand(t.Context(), r.byHand(c.done(r))); dispatch.CodeOf(err) != c.code {
				t.Errorf("%v, want %s", err, c.code)
			}
		})
	}
}

func TestChanged(t *testing.T) {
	t.Parallel()
	said := func(first dispatch.ChannelKind, of dispatch.Case) desk.Suggestion {
		return desk.Suggestion{Case: of, Answer: dispatch.Answer{First: first, EffectiveClass: of.RecipientClass}}
	}
	partner := dispatch.Case{RecipientClass: dispatch.ExternalPartner, DocKind: dispatch.LabResult}
	patient, prescription, known := partner, partner, partner
	patient.RecipientClass, prescription.DocKind, known.System = dispatch.Patient, dispatch.Prescription, dispatch.EMR
	authorised := partner
	authorised.Authorised = dispatch.True
	account := partner
	account.SenderAccount = dispatch.RSSSAccount
	before := said(dispatch.CloudFax, partner)
	for _, c := range []struct {
		name        string
		before, now desk.Suggestion
		want        desk.Change
	}{
		{"nothing was suggested", desk.Suggestion{}, before, ""},
		{"nothing is suggested", before, desk.Suggestion{}, ""},
		{"the same channel", before, said(dispatch.CloudFax, patient), ""},
		{"another class", before, said(dispatch.Portal, patient), desk.ChangedClass},
		{"another kind", before, said(dispatch.TraditionalFax, prescription), desk.ChangedKind},
		{"a system reaches them", before, said(dispatch.EMR, known), desk.ChangedRecipient},
		{"an answer about the authorisation", before, said(dispatch.EMR, authorised), desk.ChangedAuthorisation},
		{"another account", before, said(dispatch.EmailNetwork, account), desk.ChangedAccount},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := desk.Changed(c.before, c.now); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestPath is that of the case that the suggestion answers.
func TestPath(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s, err := r.Suggest(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, faxRoute)))
	must(t, err)
	path := desk.Path(s)
	if len(path) < 4 || path[len(path)-1].Finding != "first" {
		t.Errorf("%+v", path)
	}
	if got := desk.Path(desk.Suggestion{}); got != nil {
		t.Errorf("%v, before anything is known", got)
	}
}

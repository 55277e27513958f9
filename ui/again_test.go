package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// opened shows a dispatch in a state, which must be one that the week of the clinic holds.
func (r *rig) opened(state dispatch.State) dispatch.Dispatch {
	r.t.Helper()
	r.ctrl(fyne.Key3)
	for i, x := range r.history().rows {
		if x.State == state && (state != dispatch.Accepted || !x.AwaitsPerson()) {
			r.history().choose(i)
			r.settle()
			return x
		}
	}
	r.t.Fatalf("nothing is %s", state)
	return dispatch.Dispatch{}
}

// The documents come along: nothing is dropped again, and what the recipient has already is said.
func TestADispatchIsSentAgainFromItsDetail(t *testing.T) {
	for state, sentBefore := range map[dispatch.State]bool{
		dispatch.Failed: false, dispatch.Partial: false, dispatch.Cancelled: false,
		dispatch.Accepted: true, dispatch.Delivered: true, dispatch.ByHand: true,
	} {
		t.Run(string(state), func(t *testing.T) {
			r := newRig(t, nil)
			x := r.opened(state)
			r.tap("Envoyer de nouveau")
			if r.here != roomSend || !r.draft.settled() || r.draft.files[0].name() != x.Documents[0].Name {
				t.Fatalf("the window shows %q with %d documents", r.here, len(r.draft.files))
			}
			if r.draft.recipient.ID != x.Recipient.ID || r.draft.channel != "" {
				t.Errorf("to %q by %q", r.draft.recipient.Name, r.draft.channel)
			}
			if !sentBefore {
				r.saysNot("Déjà envoyé")
				return
			}
			r.says("Déjà envoyé à ce destinataire le")
			r.draft.take(dispatch.Recipient{ID: "another"})
			if r.draft.wasSent() {
				t.Error("another recipient has it already")
			}
		})
	}
}

func TestNothingIsSentAgainBesideADoubt(t *testing.T) {
	for _, state := range []dispatch.State{dispatch.Uncertain, dispatch.Queued} {
		t.Run(string(state), func(t *testing.T) {
			r := newRig(t, nil)
			r.opened(state)
			r.saysNot("Envoyer de nouveau")
		})
	}
}

func TestTheNextChannelIsOneTapAway(t *testing.T) {
	r := newRig(t, nil)
	r.desk.ComeBack()
	r.refresh()
	x := r.opened(dispatch.Failed)
	next := desk.NextChannel(x)
	r.tap(plain("Moyen suivant : " + r.texts.Channel(next)))
	if r.draft.channel != next || next == "" || len(r.draft.files) == 0 {
		t.Errorf("%d documents by %q, want %q", len(r.draft.files), r.draft.channel, next)
	}
}

func TestDestroyedDocumentsAreAskedFor(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Fail("Again", &dispatch.Error{Op: "x", Kind: dispatch.KindConflict, Code: "again_documents_gone"})
	x := r.opened(dispatch.Failed)
	r.tap("Envoyer de nouveau")
	r.says("Déposez de nouveau le document : il n’est plus gardé.")
	if r.draft.recipient.ID != x.Recipient.ID || len(r.draft.files) != 0 {
		t.Errorf("to %q with %d documents", r.draft.recipient.Name, len(r.draft.files))
	}
}

package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// guideScreens are what a person reads who carries a document, and why.
var guideScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"send_guide_fax", func(r *rig) { r.guided(dispatch.TraditionalFax) }},
	{"send_guide_email", func(r *rig) { r.toColleague() }},
	{"send_why", func(r *rig) {
		r.ready2()
		r.sending().suggestion.whyOpen = true
		r.sending().show()
		r.settle()
	}},
	{"send_changed", func(r *rig) {
		r.drop("/documents/resultats.docx")
		r.to("nadeau")
		r.sending().documents.kind.choose(dispatch.Prescription)
		r.settle()
	}},
}

// ready2 is ready without words of one language.
func (r *rig) ready2() {
	r.drop("/documents/ordonnance.pdf")
	r.to("beaub")
	r.draft.consent, r.draft.authorisation, r.draft.signature = consentGiven, "Consentement au dossier", dispatch.SignedByHand
	r.sending().suggest()
	r.settle()
}

// guided opens the instructions of a channel.
func (r *rig) guided(channel dispatch.ChannelKind) *guide {
	r.t.Helper()
	r.ready2()
	r.draft.channel = channel
	r.sending().suggest()
	r.settle()
	r.sending().submit()
	r.settle()
	g, ok := r.sending().over.(*guide)
	if !ok {
		r.t.Fatalf("no instructions:\n%s", r.screen())
	}
	return g
}

// toColleague opens the instructions of what the rules suggest inside the network.
func (r *rig) toColleague() {
	r.drop("/documents/resultats.docx")
	r.to("nadeau")
	r.draft.consent, r.draft.authorisation = consentGiven, "Équipe traitante"
	r.draft.reason = "Même équipe"
	for _, c := range r.sending().answer.Concerns {
		r.draft.confirm(c.Code, true)
	}
	r.sending().suggest()
	r.settle()
	r.sending().submit()
	r.settle()
}

func TestGuideTellsAndRecords(t *testing.T) {
	r := newRig(t, nil)
	g := r.guided(dispatch.TraditionalFax)
	r.says("Télécopieur traditionnel pour Pharmacie Beaubien")
	r.says("Composez le numéro ci-dessus")
	r.says("À éviter")
	if r.desk.Calls("RecordByHand") != 0 {
		t.Fatal("recorded before it was done")
	}
	r.write("Luc")
	g.clock.SetText("11 h 50")
	g.sheets.SetText("3")
	g.note.SetText("rapport 12")
	r.tap("C’est fait")
	want := desk.Done{At: time.Date(2026, time.November, 22, 11, 50, 0, 0, montreal(t)), By: "Luc", Note: "rapport 12", Pages: 3}
	if got := r.desk.Last(); !got.Done.At.Equal(want.At) || got.Done.By != want.By || got.Done.Note != want.Note ||
		got.Done.Pages != want.Pages || got.Channel != dispatch.TraditionalFax {
		t.Errorf("%+v, want %+v", got.Done, want)
	}
	r.says("L’envoi est consigné comme fait à la main.")
	r.says("Déposez un document ici")
}

func TestGuideAsksForWhatItCanRead(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*guide)
		says   string
	}{
		{"a day that is none", func(g *guide) { g.day.SetText("hier") }, "Écrivez la date comme"},
		{"a time that is none", func(g *guide) { g.clock.SetText("25:99") }, "Écrivez la date comme"},
		{"pages in words", func(g *guide) { g.sheets.SetText("trois") }, "en chiffres"},
		{"no page", func(g *guide) { g.sheets.SetText("0") }, "en chiffres"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			c.change(r.guided(dispatch.TraditionalFax))
			r.ctrl(fyne.KeyReturn)
			r.says(c.says)
			if r.desk.Calls("RecordByHand") != 0 {
				t.Error("recorded")
			}
		})
	}
}

// TestNotDone leaves the draft as it was.
func TestNotDone(t *testing.T) {
	r := newRig(t, nil)
	r.guided(dispatch.TraditionalFax)
	r.tap("Pas fait")
	r.says("ordonnance.pdf")
	r.says("Pharmacie Beaubien")
	if r.sending().over != nil || r.desk.Calls("RecordByHand") != 0 {
		t.Error("recorded, or still there")
	}
}

// TestCopiedNumberGoesAgain after a minute, unless somebody has copied something else since.
func TestCopiedNumberGoesAgain(t *testing.T) {
	r := newRig(t, nil)
	r.guided(dispatch.TraditionalFax)
	r.tap("Copier le numéro")
	held := r.config.App.Clipboard()
	if held.Content() == "" {
		t.Fatal("nothing was copied")
	}
	r.advance(59 * time.Second)
	r.watcher.tick(t.Context())
	r.settle()
	if held.Content() == "" {
		t.Error("gone too soon")
	}
	r.advance(2 * time.Second)
	r.watcher.tick(t.Context())
	r.settle()
	if held.Content() != "" {
		t.Error("still there after a minute")
	}
}

// TestWhy tells the steps with their rules, in the page.
func TestWhy(t *testing.T) {
	r := newRig(t, nil)
	r.ready()
	r.saysNot("Aucun système partagé ne joint ce partenaire")
	r.pick("Pourquoi ?")
	r.says("Aucun système partagé ne joint ce partenaire")
	r.says("Le premier moyen qui convient : télécopie infonuagique.")
	r.says("La règle : Qui n’est pas à l’annuaire")
}

// TestSuggestionSaysWhatChanged, and says nothing when the person starts anew.
func TestSuggestionSaysWhatChanged(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/documents/resultats.docx")
	r.to("nadeau")
	r.saysNot("La suggestion a changé")
	r.sending().documents.kind.choose(dispatch.Prescription)
	r.settle()
	r.says("La suggestion a changé : le document est maintenant : ordonnance")
	r.sending().recipient.clear()
	r.settle()
	r.to("beaub")
	r.saysNot("La suggestion a changé")
}

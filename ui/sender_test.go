package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// mailAccounts are two that a clinic may send with, and one that it may not.
func mailAccounts() []dispatch.Account {
	return []dispatch.Account{
		{Name: "accueil", Channel: dispatch.EmailEncrypted, Provider: "smtp", From: "accueil@clinique.example", Standing: dispatch.RSSSAccount},
		{Name: "soins", Channel: dispatch.EmailEncrypted, Provider: "smtp", From: "soins@clinique.example", Standing: dispatch.RSSSAccount},
		{Name: "perso", Channel: dispatch.EmailEncrypted, Provider: "smtp", From: "dr.roy@gmail.com", Standing: dispatch.PersonalAccount},
		{Name: "fax", Channel: dispatch.CloudFax, Provider: "hylafax"},
	}
}

// senderScreens are kept as markup: who sends, seen in the foot and beside the suggestion, and one that may not.
var senderScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"send_sender", func(r *rig) { r.mailedBy(0) }},
	{"send_sender_refused", func(r *rig) { r.mailedBy(2) }},
}

// mailedBy chooses an account, and looks at a document as an e-mail from it.
func (r *rig) mailedBy(account int) {
	r.desk.Serve(mailAccounts()...)
	r.refresh()
	r.settle()
	r.frame.account.choices()[account].Action()
	r.settle()
	r.drop("/documents/b.pdf")
	r.sending().documents.kind.choose(dispatch.LabResult)
	r.settle()
	r.to("roy")
	r.draft.consent, r.draft.authorisation, r.draft.reason = consentGiven, "Consentement au dossier", "Préférence notée au dossier"
	r.draft.channel = dispatch.EmailEncrypted
	r.speak(r.texts.Language())
	r.settle()
}

func TestTheFootTellsWhoSends(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(mailAccounts()...)
	r.refresh()
	r.settle()
	r.says("Envoi par accueil@clinique.example")

	foot := r.frame.account
	foot.press.Tapped(nil)
	if r.window.Canvas().Overlays().Top() == nil {
		t.Error("nothing to choose from")
	}
	r.window.Canvas().Overlays().Top().Hide()
	items := foot.choices()
	ticked := slices.IndexFunc(items, func(i *fyne.MenuItem) bool { return i.Checked })
	if ticked != 0 || !items[3].Checked || items[1].Label != "Courriel chiffré\u00a0: soins@clinique.example" {
		t.Errorf("the account in use is item %d; the second is %q", ticked, items[1].Label)
	}
	items[1].Action()
	r.settle()
	r.says("Envoi par soins@clinique.example")

	foot.choices()[2].Action()
	r.settle()
	r.says("Envoi par dr.roy@gmail.com")
	if foot.words.color != colorRed {
		t.Error("an account that may send nothing protected looks like any other")
	}
}

func TestNobodySends(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve()
	r.refresh()
	r.settle()
	r.says("Aucun compte d’envoi")
}

package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

const (
	sendFax   = "Envoyer par télécopie à Pharmacie Beaubien"
	undoWords = "Annuler l’envoi"
)

// ready brings a prescription for the pharmacy up to the point where it can leave.
func (r *rig) ready() {
	r.t.Helper()
	r.drop("/documents/ordonnance.pdf") // its kind is read
	r.write("beaub")
	r.key(fyne.KeyReturn)
	r.pick("Oui")
	r.write("Consentement au dossier")
	r.pick("À la main")
}

// plain has ordinary spaces for those that do not break.
func plain(words string) string { return strings.ReplaceAll(words, "\u00a0", " ") }

func (r *rig) says(words string) {
	r.t.Helper()
	if !strings.Contains(r.screen(), plain(words)) {
		r.t.Errorf("the screen does not say %q:\n%s", words, r.screen())
	}
}

func (r *rig) saysNot(words string) {
	r.t.Helper()
	if strings.Contains(r.screen(), plain(words)) {
		r.t.Errorf("the screen says %q:\n%s", words, r.screen())
	}
}

func TestDropNameEnterSends(t *testing.T) {
	r := newRig(t, nil)
	r.ready()
	r.says("Télécopie infonuagique")
	r.says("Suggéré")
	r.says("Courriel réseau, courriel chiffré") // refused, with its reason
	r.says(sendFax)

	r.ctrl(fyne.KeyReturn)
	if got := r.desk.Calls("Send"); got != 1 {
		t.Fatalf("sent %d times, want once", got)
	}
	r.says("Pharmacie Beaubien : départ dans 10 s")
	r.says("Déposez un document ici") // empty for the next one

	r.advance(3 * time.Second)
	r.watcher.tick(t.Context())
	r.settle()
	r.says("Pharmacie Beaubien : départ dans 7 s")

	r.tap(undoWords)
	r.saysNot("départ dans")
	r.says("ordonnance.pdf") // back on the screen
	r.says("L’envoi est annulé : rien n’est parti. Le document est de nouveau à l’écran.")
	page, err := r.desk.Search(t.Context(), dispatch.Filter{States: []dispatch.State{dispatch.Cancelled}})
	if err != nil || page.Dispatches[0].Recipient.Name != "Pharmacie Beaubien" || page.Dispatches[0].Channel != dispatch.CloudFax {
		t.Errorf("the dispatch is not cancelled: %v %v", page.Dispatches, err)
	}
}

func TestOnePressSendsOnce(t *testing.T) {
	r := newRig(t, nil)
	r.ready()
	r.sending().submit()
	r.sending().submit()
	r.sending().submit()
	r.settle()
	if got := r.desk.Calls("Send"); got != 1 {
		t.Errorf("three presses sent %d times, want once", got)
	}
}

// TestWhatLeavesIsWhatTheButtonSaid: the rules may change their mind between the look and the press.
func TestWhatLeavesIsWhatTheButtonSaid(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(r *rig)
		channel dispatch.ChannelKind
		form    dispatch.Form
	}{
		{"sent", (*rig).ready, dispatch.CloudFax, ""},
		{"sent in a form", func(r *rig) {
			r.drop("/d/a.pdf")
			r.write("resultat")
			r.key(fyne.KeyReturn)
			r.write("roy")
			r.key(fyne.KeyReturn)
			r.pick("Oui")
			r.write("Consentement au dossier")
			r.pick("Courriel chiffré")
			r.draft.reason = "Préféré par la patiente"
			r.sending().suggest()
			r.settle()
		}, dispatch.EmailEncrypted, dispatch.LockedPDF},
		{"done by hand", func(r *rig) {
			r.drop("/d/a.pdf")
			r.write("note")
			r.key(fyne.KeyReturn)
			r.write("nadeau")
			r.key(fyne.KeyReturn)
			r.pick("Oui")
			r.write("Équipe traitante")
			r.ctrl(fyne.KeyReturn) // the instructions
		}, dispatch.EmailNetwork, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			c.prepare(r)
			r.ctrl(fyne.KeyReturn)
			if last := r.desk.Last(); last.Channel != c.channel || last.Form != c.form {
				t.Errorf("the desk may choose: asked for %q %q, want %q %q", last.Channel, last.Form, c.channel, c.form)
			}
		})
	}
}

func TestNothingLeavesBeforeItIsReady(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(r *rig)
		missing string
	}{
		{"no kind", func(r *rig) { r.drop("/d/a.pdf") }, "Indiquez la nature du document."},
		{"no recipient", func(r *rig) { r.drop("/d/a.pdf"); r.write("note"); r.key(fyne.KeyReturn) }, "Choisissez le destinataire."},
		{"consent without its reference", func(r *rig) {
			r.ready()
			r.sending().recipient.questions.s.draft().authorisation = ""
			r.sending().suggest()
			r.settle()
		}, "notez la référence du consentement"},
		{"a number never verified", func(r *rig) {
			r.drop("/d/a.pdf")
			r.write("note")
			r.key(fyne.KeyReturn)
			r.write("parc")
			r.key(fyne.KeyReturn)
			r.pick("Oui")
			r.write("Consentement")
		}, "Vérifiez le numéro de télécopieur"},
		{"a document that can't be read", func(r *rig) { r.ready(); r.drop("/d/image.heic") }, "image.heic"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			c.prepare(r)
			r.says(c.missing)
			r.ctrl(fyne.KeyReturn)
			if got := r.desk.Calls("Send"); got != 0 {
				t.Errorf("sent %d times", got)
			}
			if !r.sending().primary.Disabled() {
				t.Error("the primary button can be pressed")
			}
		})
	}
}

func TestVerifyingANumberInThePage(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/a.pdf")
	r.write("note")
	r.key(fyne.KeyReturn)
	r.write("parc")
	r.key(fyne.KeyReturn)
	r.says("Jamais vérifié")
	r.tap("C’est vérifié") // without saying how: nothing is recorded
	if got := r.desk.Calls("VerifyAddress"); got != 0 {
		t.Fatalf("recorded %d times without saying how", got)
	}
	r.write("Réception, Mme Côté")
	r.tap("C’est vérifié")
	r.says("Vérifié aujourd’hui")
}

func TestChannelsThatSouspliDoesNotCarry(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/a.pdf")
	r.write("note")
	r.key(fyne.KeyReturn)
	r.write("nadeau")
	r.key(fyne.KeyReturn)
	r.pick("Oui")
	r.write("Équipe traitante")
	r.says("Voir les consignes")
	r.ctrl(fyne.KeyReturn)
	if r.desk.Calls("RecordByHand") != 0 {
		t.Error("recorded before it was done")
	}
	r.says("C’est fait")
	r.ctrl(fyne.KeyReturn)
	if r.desk.Calls("RecordByHand") != 1 || r.desk.Calls("Send") != 0 {
		t.Error("it is not recorded as done by hand")
	}
	r.says("L’envoi est consigné comme fait à la main.")
}

func TestAnotherChannelAsksForItsReason(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/a.pdf")
	r.write("resultat") // without its accent
	r.key(fyne.KeyReturn)
	r.write("roy")
	r.key(fyne.KeyReturn)
	r.saysNot("Pourquoi ce moyen")
	r.pick("Courriel chiffré")
	r.says("Pourquoi ce moyen plutôt que le moyen suggéré ?")
	r.says("Choisi")
}

func TestARefusedRecipientGetsNothing(t *testing.T) {
	r := newRig(t, nil)
	r.ready()
	r.pick("Non")
	r.ctrl(fyne.KeyReturn)
	if got := r.desk.Calls("Send"); got != 0 {
		t.Errorf("sent %d times", got)
	}
	r.says("L’envoi est refusé.")
}

func TestAnErrorIsASentenceAndKeepsTheDraft(t *testing.T) {
	r := newRig(t, nil)
	r.ready()
	r.desk.Fail("Send", &dispatch.Error{Op: "desk.send", Kind: dispatch.KindStorage})
	r.ctrl(fyne.KeyReturn)
	r.says(wording.For(wording.French).Error(&dispatch.Error{Kind: dispatch.KindStorage}))
	r.says("ordonnance.pdf")
	r.says("Consentement au dossier")

	r.desk.Fail("Send", nil)
	r.ctrl(fyne.KeyReturn)
	r.says("départ dans 10 s")
}

// moved gives the pharmacy another number, as another program would.
func (r *rig) moved() dispatch.Recipient {
	r.t.Helper()
	stored := r.draft.recipient
	stored.Routes = []dispatch.Route{{
		Channel: dispatch.CloudFax, Address: "+15145550199",
		Verification: &dispatch.Verification{By: "accueil", How: "Appel", At: noon},
	}}
	saved, err := r.desk.SaveRecipient(r.t.Context(), stored)
	if err != nil {
		r.t.Fatal(err)
	}
	return saved
}

func TestARecipientThatChangedIsShownBeforeItIsSentTo(t *testing.T) {
	r := newRig(t, nil)
	r.ready()
	r.moved()
	suggested := r.desk.Calls("Suggest")
	r.ctrl(fyne.KeyReturn)
	r.says("Le carnet a changé depuis que vous avez choisi ce destinataire")
	r.says("514 555-0199")
	r.saysNot("514 555-0142")
	r.says("Consentement au dossier")
	if r.desk.Calls("Suggest") == suggested {
		t.Error("the rules were not asked again")
	}
	r.ctrl(fyne.KeyReturn)
	r.says("départ dans 10 s")
	if route, _ := r.desk.Last().Recipient.Route(dispatch.CloudFax); route.Address != "+15145550199" {
		t.Errorf("sent to %q", route.Address)
	}
}

func TestARecipientThatIsGoneIsChosenAgain(t *testing.T) {
	r := newRig(t, nil)
	r.ready()
	r.desk.LoseRecipient(r.draft.recipient.ID)
	gone := &dispatch.Error{Op: "desk.send", Kind: dispatch.KindNotFound, Code: "recipient_not_found"}
	r.desk.Fail("Send", gone)
	r.ctrl(fyne.KeyReturn)
	r.says(wording.For(wording.French).Error(gone))
	if r.draft.recipient.ID != "" || r.draft.authorisation != "" || len(r.draft.files) != 1 {
		t.Errorf("the draft is for %+v, by %q, with %d files", r.draft.recipient, r.draft.authorisation, len(r.draft.files))
	}
}

func TestAddingARecipientInThePage(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/a.pdf")
	r.write("note")
	r.key(fyne.KeyReturn)
	r.write("Optique Gaspé")
	r.tap("Ajouter un destinataire")
	form := r.sending().recipient.form
	form.fax.SetText("418 555-0133")
	form.faxAgain.SetText("418 555-0134")
	r.tap("Enregistrer la fiche")
	r.says("Les deux numéros de télécopieur diffèrent.")
	if got := r.desk.Calls("SaveRecipient"); got != 0 {
		t.Fatalf("saved %d times with two numbers", got)
	}
	form.faxAgain.SetText("(418) 555-0133")
	r.tap("Enregistrer la fiche")
	r.says("Envoyer par télécopie à Optique Gaspé")
	if route, _ := r.draft.recipient.Route(dispatch.CloudFax); route.Address != "+14185550133" {
		t.Errorf("the number is kept as %q", route.Address)
	}
}

func TestTheLanguageChangesUnderADraft(t *testing.T) {
	r := newRig(t, nil)
	r.ready()
	r.section(sectionDisplay)
	r.pick("English")
	r.says("Language")
	r.ctrl(fyne.Key1)
	r.says("Send by fax to Pharmacie Beaubien")
	r.says("Consentement au dossier")
	if len(r.kept) != 1 || r.kept[0] != wording.English {
		t.Errorf("kept %v, want English once", r.kept)
	}
}

func TestTheKeyboardGoesFromLeftToRight(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/a.pdf")
	if r.window.Canvas().Focused() != fyne.Focusable(r.sending().documents.kind.finder.field) {
		t.Fatal("after the document, the keyboard is not on its kind")
	}
	r.write("note")
	r.key(fyne.KeyReturn)
	if r.window.Canvas().Focused() != fyne.Focusable(r.sending().recipient.finder.field) {
		t.Fatal("after the kind, the keyboard is not on the recipient")
	}
	r.write("parc")
	r.key(fyne.KeyReturn)
	if r.window.Canvas().Focused() != fyne.Focusable(r.sending().recipient.more) {
		t.Fatal("after the recipient, the keyboard is not just before the first question")
	}
	columns := r.focusColumns()
	if !slices.IsSorted(columns) || columns[0] == columns[len(columns)-1] {
		t.Errorf("Tab goes through the columns %v", columns)
	}
}

// focusColumns walks once around the window with Tab: 0 is the rail, 1 to 3 the columns, 4 what is below.
func (r *rig) focusColumns() []int {
	var columns []int
	canvas := r.window.Canvas()
	canvas.Focus(nil)
	canvas.FocusNext()
	for first := canvas.Focused(); ; {
		at := r.config.App.Driver().AbsolutePositionForObject(canvas.Focused().(fyne.CanvasObject))
		switch {
		case at.X < 176: // the rail, down to the help
			columns = append(columns, 0)
		case at.Y > 610:
			columns = append(columns, 4)
		case at.X < 514:
			columns = append(columns, 1)
		case at.X < 871:
			columns = append(columns, 2)
		default:
			columns = append(columns, 3)
		}
		if canvas.FocusNext(); canvas.Focused() == first {
			return columns
		}
	}
}

func TestArrowsMoveThroughMatches(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/a.pdf")
	r.key(fyne.KeyDown) // marks the first usual kind
	r.key(fyne.KeyDown)
	r.key(fyne.KeyReturn)
	if r.draft.kind != dispatch.Requisition {
		t.Errorf("two arrows and Enter chose %q", r.draft.kind)
	}
}

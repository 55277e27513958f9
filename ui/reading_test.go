package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/ui/uitest"
)

func TestWhatWasReadIsTold(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/ordonnance.pdf")
	r.says("Ordonnance de médicaments")
	r.says("2 pages · 184 ko · 1 personne")
	r.saysNot("TREJ")
	r.pick(r.UI.t("protected"))
	r.says("Reconnu comme ordonnance de médicaments aux mots « posologie », « renouvellements », « ordonnance » (24 points).")
	r.pick(r.n("identifiers", 3))
	r.says("TREJ •••• ••17")
	r.says("Numéro d’assurance maladie · page 1")
}

func TestTheKindIsAskedOnce(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/numerisation.tif")
	r.says("De quel document s’agit-il ?")
	r.says("d’après « impression », « plan »")
	r.says("Sujet très sensible : santé mentale")
	if strings.Count(r.screen(), "Note clinique") != 1 {
		t.Error("a likely kind is offered twice")
	}
	r.pick("Rapport de consultation")
	r.saysNot("De quel document s’agit-il ?")
	r.says("Indiqué par vous")
	if r.draft.kind != dispatch.ConsultReport {
		t.Errorf("kept %q", r.draft.kind)
	}
}

func TestTheKindCanBeCorrected(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/ordonnance.pdf")
	r.tap("Corriger")
	r.write("note")
	r.key(fyne.KeyReturn)
	r.says("Indiqué par vous")
	r.says("Le document se lit comme étant d’une autre nature")
	r.tap("Suivre la lecture")
	r.says("Reconnu à la lecture")
	if r.draft.kind != "" {
		t.Errorf("the correction stays: %q", r.draft.kind)
	}

	r.tap("Corriger")
	r.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	r.settle()
	r.saysNot("De quel document s’agit-il ?")
	r.tap("Corriger")
	r.write("ordonnance")
	r.key(fyne.KeyReturn)
	if r.draft.kind != "" {
		t.Error("saying what was read counts as a correction")
	}
}

func TestNothingPersonalIsOfferedWhereItMakesSense(t *testing.T) {
	const words = "Rien de personnel ni de confidentiel"
	r := newRig(t, nil)
	r.drop("/d/ordonnance.pdf")
	r.saysNot(words)
	r.tap("Corriger") // who wants it finds it here
	r.says(words)
	r.sending().documents.kind.plain.SetChecked(true)
	r.settle()
	r.says("Vous déclarez que rien n’est personnel")
	r.tap("Décocher la case")
	r.saysNot("Vous déclarez que rien n’est personnel")

	r = newRig(t, nil)
	r.drop("/d/depliant.pdf")
	r.says(words)
	if r.sending().documents.kind.plain.Checked || r.draft.nothingPersonal {
		t.Error("it is ticked already")
	}
}

func TestALockedDocumentAsksForItsPassword(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/verrouille.pdf")
	entry := r.sending().documents.passwords[r.draft.files[0]]
	if r.window.Canvas().Focused() != fyne.Focusable(entry) || !entry.Password {
		t.Fatal("the keyboard is not in a field that hides what is written")
	}
	r.says("Ce PDF est protégé par un mot de passe.")
	for _, c := range []struct{ name, password, says string }{
		{"nothing", "", "Ce PDF est protégé par un mot de passe."},
		{"wrong", "devine", "Ce mot de passe n’ouvre pas le document."},
		{"right", uitest.Password, "18 pages · 184 ko · part sans mot de passe"},
	} {
		r.write(c.password)
		r.key(fyne.KeyReturn)
		r.says(c.says)
		if entry.Text != "" {
			t.Errorf("%s: the password stays in the field", c.name)
		}
	}
	if got := r.desk.Calls("Inspect"); got != 3 {
		t.Errorf("read %d times, want without, with the wrong and with the right password", got)
	}
}

func TestOtherFormatsSayWhatBecomesOfThem(t *testing.T) {
	for _, name := range []string{"note.docx", "photo.PNG", "table.csv"} {
		r := newRig(t, nil)
		r.drop("/d/" + name)
		r.says("converti en PDF")
		r.says("2 pages, 96 ko") // what leaves is the PDF
	}
}

func TestALongReadingTellsAndCanBeLeft(t *testing.T) {
	for _, c := range []struct{ path, says string }{
		{"/d/a.pdf", "Lecture du document…"},
		{"/d/scan.tif", "Reconnaissance du texte de l’image…"},
		{"/d/note.odt", "Conversion en PDF, puis lecture…"},
	} {
		r := newRig(t, nil)
		release := r.desk.Hold("Inspect")
		defer release()
		r.add([]string{c.path})
		r.says(c.says)
		r.tap("Interrompre la lecture") // waits until the reading has ended
		r.says("Déposez un document ici")
		if got := r.desk.Calls("Inspect given up"); got != 1 {
			t.Errorf("%s: %d readings given up, want one", c.path, got)
		}
	}
}

func TestReadingDoesNotTakeTheKeyboardFromSomebodyWriting(t *testing.T) {
	r := newRig(t, nil)
	release := r.desk.Hold("Inspect")
	r.add([]string{"/d/numerisation.tif"})
	r.sending().recipient.finder.field.TypedRune('b')
	release()
	r.settle()
	if r.window.Canvas().Focused() != fyne.Focusable(r.sending().recipient.finder.field) {
		t.Error("the keyboard left the field in which somebody writes")
	}
}

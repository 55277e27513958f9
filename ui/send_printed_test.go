package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// printScreens are those of the print folder.
var printScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"send_printing", func(r *rig) {
		r.sending().coverWith(newPrinting(r.sending()))
		r.settle()
		r.sending().over.(*printing).folder.SetText("/home/accueil/Souspli")
	}},
	{"send_printed", func(r *rig) {
		r.drop("/documents/ordonnance.pdf")
		r.desk.Print("/prints/resultats.pdf", "/prints/depliant.pdf")
		r.beat()
	}},
}

// beat is one beat of the watcher.
func (r *rig) beat() {
	r.watcher.beats = 0
	r.watcher.tick(r.t.Context())
	r.settle()
}

func TestPrintedGoesIntoAnEmptyDraft(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Print("/prints/resultats.pdf", "/prints/depliant.pdf")
	r.beat()
	r.says("resultats.pdf")
	r.saysNot("depliant.pdf")
	r.beat()
	r.says("1 document imprimé attend")
	r.pick("Ajouter le premier")
	r.says("depliant.pdf")
	r.saysNot("imprimé attend")
}

func TestPrintedWaits(t *testing.T) {
	for _, c := range []struct {
		name  string
		begin func(*rig)
	}{
		{"while another document is there", func(r *rig) { r.drop("/documents/ordonnance.pdf") }},
		{"while a recipient is chosen", func(r *rig) { r.to("parc") }},
		{"while another room is in sight", func(r *rig) { r.ctrl(fyne.Key3) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			c.begin(r)
			r.desk.Print("/prints/resultats.pdf")
			r.beat()
			r.ctrl(fyne.Key1)
			r.says("1 document imprimé attend")
			r.saysNot("resultats.pdf")
			r.pick("L’écarter")
			r.beat()
			r.saysNot("imprimé attend")
			if r.desk.Calls("DismissPrinted") != 1 {
				t.Error("not set aside")
			}
		})
	}
}

// TestPrintedIsGivenBack when the draft lets go of it.
func TestPrintedIsGivenBack(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Print("/prints/resultats.pdf")
	r.beat()
	r.to("parc")
	r.sending().documents.remove(r.draft.files[0])
	r.settle()
	r.beat()
	r.says("1 document imprimé attend")
}

func TestPrintFolderIsChosen(t *testing.T) {
	r := newRig(t, nil)
	r.pick("Imprimer vers Souspli…")
	r.says("ne sont pas chiffrés")
	r.sending().over.(*printing).folder.SetText("/home/accueil/Souspli")
	r.tap("Utiliser ce dossier")
	f, err := r.desk.PrintFolder(t.Context())
	if err != nil || f.Path != "/home/accueil/Souspli" || !f.Remove {
		t.Errorf("%+v, %v", f, err)
	}
	r.pick("Imprimer vers Souspli…")
	r.tap("Ne plus l’utiliser")
	if f, _ := r.desk.PrintFolder(t.Context()); f.Path != "" {
		t.Errorf("%+v is still watched", f)
	}
}

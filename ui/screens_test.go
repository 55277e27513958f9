package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

// screens are what is kept as markup, each in both languages, light and dark.
var screens = []struct {
	name  string
	reach func(*rig)
}{
	{"send_empty", func(*rig) {}},
	{"send_ready", func(r *rig) {
		r.drop("/documents/ordonnance.pdf")
		r.to("beaub")
		r.draft.consent, r.draft.authorisation, r.draft.signature = consentGiven, "Consentement au dossier", dispatch.SignedByHand
		r.speak(r.texts.Language())
		r.settle()
	}},
	{"send_unverified", func(r *rig) {
		r.drop("/documents/un nom de fichier beaucoup trop long pour la colonne où il se trouve.pdf", "/documents/b.pdf")
		r.sending().documents.kind.choose(dispatch.LabResult)
		r.settle()
		r.to("parc")
	}},
	{"send_undecided", func(r *rig) {
		r.drop("/documents/numerisation.tif")
	}},
	{"send_locked", func(r *rig) {
		r.drop("/documents/depliant.pdf", "/documents/verrouille.pdf")
		r.write("devine")
		r.tap(r.UI.t("open_locked"))
	}},
	{"send_concerns", func(r *rig) {
		r.drop("/documents/resultats.docx")
		r.draft.asFax = true
		r.to("parc")
		r.draft.patient = "Lise Gagnon"
		r.draft.confirm(desk.ConcernWrongPatient, true)
		r.speak(r.texts.Language())
		r.settle()
	}},
	{"send_stopped", func(r *rig) {
		r.drop("/documents/resultats.pdf")
		r.to("roy")
		r.sending().documents.whyOpen, r.sending().documents.listOpen = true, true
		r.sending().documents.render()
		r.settle()
	}},
	{"send_zoom", func(r *rig) {
		r.drop("/documents/ordonnance.pdf")
		r.sending().zoom()
		r.settle()
	}},
	{"todo", func(r *rig) {
		r.ctrl(fyne.Key2)
		r.rooms[roomTodo].(*todoScreen).detail.open(r.live.tasks[0].dispatch.ID)
		r.settle()
	}},
	{"history", func(r *rig) { r.ctrl(fyne.Key3) }},
	{"history_detail", func(r *rig) {
		r.ctrl(fyne.Key3)
		r.rooms[roomHistory].(*historyScreen).choose(1)
		r.settle()
	}},
	{"book", func(r *rig) {
		r.ctrl(fyne.Key4)
		b := r.rooms[roomBook].(*bookScreen)
		b.choose(2)
		r.settle()
	}},
	{"settings", func(r *rig) { r.ctrl(fyne.Key5) }},
}

func TestScreens(t *testing.T) {
	for _, language := range wording.Languages() {
		for variantName, variant := range variants {
			for _, s := range screens {
				name := s.name + "_" + string(language) + "_" + variantName
				t.Run(name, func(t *testing.T) {
					r := newRig(t, func(c *Config) { c.Language = language })
					r.config.App.Settings().SetTheme(NewFixedTheme(variant))
					s.reach(r)
					r.focus(nil) // a blinking cursor has no fixed colour
					test.AssertRendersToMarkup(t, name+".xml", r.window.Canvas())
				})
			}
		}
	}
}

func TestTheDesktopTurnsDark(t *testing.T) {
	for _, s := range screens {
		t.Run(s.name, func(t *testing.T) {
			r := newRig(t, nil)
			s.reach(r)
			r.focus(nil)
			r.config.App.Settings().SetTheme(NewFixedTheme(theme.VariantDark))
			test.AssertRendersToMarkup(t, s.name+"_fr_dark.xml", r.window.Canvas())
		})
	}
}

func TestEverySentenceHasItsWords(t *testing.T) {
	for _, language := range wording.Languages() {
		for _, s := range screens {
			r := newRig(t, func(c *Config) { c.Language = language })
			s.reach(r)
			r.saysNot("⟦")
			r.saysNot("{")
		}
	}
}

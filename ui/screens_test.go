package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
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
		r.sending().documents.choose(dispatch.Prescription)
		r.settle()
		r.sending().recipient.seekFor("beaub")
		r.settle()
		r.sending().recipient.choose(r.sending().recipient.found[0])
		r.settle()
		r.draft.consent, r.draft.authorisation, r.draft.signature = consentGiven, "Consentement au dossier", dispatch.SignedByHand
		r.speak(r.texts.Language())
		r.settle()
	}},
	{"send_unverified", func(r *rig) {
		r.drop("/documents/un nom de fichier beaucoup trop long pour la colonne où il se trouve.pdf", "/documents/b.pdf")
		r.sending().documents.choose(dispatch.LabResult)
		r.settle()
		r.sending().recipient.seekFor("parc")
		r.settle()
		r.sending().recipient.choose(r.sending().recipient.found[0])
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

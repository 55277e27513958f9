package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/wording"
)

// TestLanguageChangedWhileSending keeps the button shut until the answer is there: pressed again, the
// document would leave twice.
func TestLanguageChangedWhileSending(t *testing.T) {
	r := newRig(t, nil)
	r.ready()
	r.sendSlot.busy = true // one is under way
	r.choose(wording.English)
	r.settle()
	r.ctrl(fyne.KeyReturn)
	if got := r.desk.Calls("Send"); got != 0 {
		t.Fatalf("sent %d times beside the one under way", got)
	}
	r.sendSlot.busy = false
	r.ctrl(fyne.KeyReturn)
	if got := r.desk.Calls("Send"); got != 1 {
		t.Errorf("sent %d times once it was answered, want once", got)
	}
}

// TestAFormIsNotLostToAnotherLanguage begins a card, and changes the language from elsewhere.
func TestAFormIsNotLostToAnotherLanguage(t *testing.T) {
	r := newRig(t, nil)
	r.book()
	r.tap("Ajouter")
	r.section(sectionDisplay)
	r.pick("English")
	r.says("Un formulaire est ouvert dans « Carnet »")
	r.tap("Garder la langue")
	if r.texts.Language() != wording.French || r.rooms[roomBook].(*bookScreen).form == nil {
		t.Error("the card is gone")
	}
	r.pick("English")
	r.tap("Changer quand même")
	r.says("Address book")
	r.pick("Français") // nothing is begun any more
	r.says("Carnet")
}

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

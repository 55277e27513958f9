package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

const tulip = "4821 tulipe"

func TestALockedWindowShowsNothingPersonal(t *testing.T) {
	r := newRig(t, nil)
	r.lockBy(tulip)
	r.drop("/documents/ordonnance.pdf")
	r.to("beaub")
	r.lend("phrase de passe empruntée")
	before := r.screen()
	r.focus(r.sending().recipient.finder.field)
	r.sending().recipient.finder.field.TypedShortcut(ctrlL()) // also while a field has the keyboard
	r.settle()
	for _, words := range []string{"Beaubien", "ordonnance", "Envoyer", "Clinique"} {
		r.saysNot(words)
	}
	if r.config.App.Clipboard().Content() != "" {
		t.Error("a secret stayed on the clipboard")
	}
	if title := r.window.Title(); title != "Souspli" {
		t.Errorf("the title is %q", title)
	}
	for _, key := range []fyne.KeyName{fyne.Key3, fyne.KeyO, fyne.KeyF, fyne.KeyReturn} {
		r.ctrl(key)
		r.says("Souspli est verrouillé")
	}
	r.write(tulip)
	r.key(fyne.KeyReturn)
	if after := r.screen(); !strings.Contains(after, "Pharmacie Beaubien") {
		t.Errorf("not as it was:\n%s\nbut\n%s", before, after)
	}
}

func TestAWrongTryWaits(t *testing.T) {
	r := newRig(t, nil)
	r.lockBy(tulip)
	r.ctrl(fyne.KeyL)
	r.write("4822 tulipe")
	r.key(fyne.KeyReturn)
	r.says("n’ouvre pas Souspli")
	r.says("Prochain essai dans 10 s.")
	if !r.lock.open.Disabled() || r.lock.secret.Text != "" {
		t.Error("another try is offered, or what was typed stayed")
	}
	r.advance(10 * time.Second)
	r.counted()
	if r.lock.open.Disabled() {
		t.Error("no other try is offered")
	}
}

func TestDocumentsWaitForTheLock(t *testing.T) {
	r := newRig(t, nil)
	r.lockBy(tulip)
	r.ctrl(fyne.KeyL)
	r.Take([]string{"/documents/ordonnance.pdf"})
	r.settle()
	r.says("1 document attend le déverrouillage.")
	if r.desk.Calls("Inspect") != 0 {
		t.Error("the document was read")
	}
	r.write(tulip)
	r.key(fyne.KeyReturn)
	if r.desk.Calls("Inspect") != 1 {
		t.Error("the document was not taken in")
	}
}

func TestTheWindowLocksWhenNobodyIsThere(t *testing.T) {
	tests := []struct {
		name   string
		touch  func(*rig)
		system time.Duration // idle by the system's own count; negative: it has none
		locked bool
	}{
		{"nobody", func(*rig) {}, -1, true},
		{"the mouse moved", func(r *rig) { r.attention.Cursor() }, -1, false},
		{"somebody typed", func(r *rig) { r.focus(r.sending().recipient.finder.field); r.write("b") }, -1, false},
		{"somebody pressed a button", func(r *rig) {
			r.frame.doors[roomTodo].press.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			r.focusedLast = r.window.Canvas().Focused() // the button itself moved the keyboard
		}, -1, false},
		{"the keyboard went elsewhere", func(r *rig) { r.window.Canvas().FocusNext() }, -1, false},
		{"somebody works in another program", func(*rig) {}, time.Minute, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, func(c *Config) {
				c.Idle = func() (time.Duration, bool) { return test.system, test.system >= 0 }
			})
			r.lockBy(tulip)
			r.focusedLast = r.window.Canvas().Focused()
			r.advance(9 * time.Minute)
			test.touch(r)
			r.advance(time.Minute)
			r.watcher.tick(t.Context())
			r.settle()
			if locked := r.lock != nil; locked != test.locked {
				t.Errorf("locked: %v", locked)
			}
		})
	}
}

func TestWithoutASecretTheLockIsChosenFirst(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.KeyL)
	r.says("Choisissez d’abord un code")
	r.write("secret1")
	r.key(fyne.KeyReturn)
	r.write("secret2")
	r.key(fyne.KeyReturn)
	r.says("Les deux codes diffèrent")
	r.focus(settingOf[*lockPane](r, sectionSecurity).again)
	r.key(fyne.KeyEnd)
	r.key(fyne.KeyBackspace)
	r.write("1")
	r.key(fyne.KeyReturn)
	r.says("Le code de verrouillage est choisi")
	r.ctrl(fyne.KeyL)
	r.says("Souspli est verrouillé")
}

func TestAWindowThatBeginsLocked(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Locked, c.LockedBy = true, desk.LockByPassphrase })
	r.says("Phrase de passe du dossier")
	r.saysNot("Envoyer")
}

func TestClosingAsksOnlyWhenItMatters(t *testing.T) {
	closed := false
	r := newRig(t, func(c *Config) { c.Quit = func() { closed = true } })
	r.desk.Fail("Search", &dispatch.Error{Kind: dispatch.KindStorage})
	r.Leave()
	r.settle()
	r.says("Souspli n’a pas pu lire l’état des envois")
	r.tap("Rester")
	r.desk.Fail("Search", nil)
	r.Leave()
	r.settle()
	r.says("1 envoi est en cours")
	r.tap("Fermer quand c’est fini")
	if closed {
		t.Error("closed although a dispatch is under way")
	}
	r.says("Souspli se ferme dès que c’est fini")
	r.tap("Fermer maintenant")
	if !closed {
		t.Error("did not close")
	}
}

// TestTheQuestionFollowsWhatIsUnderWay: the keyboard stays where it is, and what has ended meanwhile is not asked about.
func TestTheQuestionFollowsWhatIsUnderWay(t *testing.T) {
	r := newRig(t, nil)
	r.Leave()
	r.settle()
	r.window.Canvas().Focus(r.leaving.after)
	r.leaving.counted()
	r.settle()
	if r.window.Canvas().Focused() != r.leaving.after {
		t.Error("the keyboard was taken away")
	}
	r.leaving.now = underWay{}
	r.leaving.render()
	r.settle()
	r.says("Tous les envois sont terminés")
	r.saysNot("Fermer quand c’est fini")
	if r.window.Canvas().Focused() != r.leaving.stay {
		t.Error("the keyboard is on a button that went")
	}
}

func ctrlL() fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyL, Modifier: fyne.KeyModifierShortcutDefault}
}

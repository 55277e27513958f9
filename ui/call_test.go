package ui

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// callScreens are the steps of a call, and of agreeing on a phrase, kept as markup.
var callScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"call_arrival", func(r *rig) {
		d := r.call()
		d.anywayOpen = true
		d.render()
	}},
	{"call_words", func(r *rig) {
		r.call()
		r.arrives()
		r.dictates(3)
	}},
	{"call_given", func(r *rig) {
		r.call()
		r.arrives()
		r.dictates(0)
		r.tap(r.UI.t("call_step_given"))
		d := r.rooms[roomTodo].(*todoScreen).detail
		d.dictation.begin("")
		d.render()
	}},
	{"book_secret_drawn", func(r *rig) {
		r.agreeing()
		r.tap(r.UI.t("agreed_draw"))
		r.tap(r.UI.t("call_word_hidden", "n", 1))
	}},
	{"book_secret_agreed", func(r *rig) {
		r.agreeing()
		r.tap(r.UI.t("agreed_draw"))
		r.tap(r.UI.t("agreed_told"))
	}},
	{"send_form_agreed", func(r *rig) {
		r.agreeing()
		r.tap(r.UI.t("agreed_draw"))
		r.tap(r.UI.t("agreed_told"))
		r.ctrl(fyne.Key1)
		r.byMail("roy")
	}},
}

// call opens the first dispatch whose passphrase must be told.
func (r *rig) call() *detail {
	r.t.Helper()
	r.task(desk.TaskTell)
	return r.rooms[roomTodo].(*todoScreen).detail
}

func (r *rig) arrives() { r.tap(r.UI.t("call_step_arrived")) }

// dictates shows the words up to the nth.
func (r *rig) dictates(n int) {
	r.t.Helper()
	r.tap(r.UI.t("show_passphrase"))
	for i := range n {
		r.tap(r.UI.t("call_word_hidden", "n", i+1))
	}
}

// agreeing opens the card of a patient.
func (r *rig) agreeing() *bookScreen {
	r.t.Helper()
	b := r.book()
	b.query.SetText("roy")
	b.seek()
	r.settle()
	b.choose(0)
	r.settle()
	return b
}

// check finds a box by its words.
func (r *rig) check(words string) *check {
	r.t.Helper()
	var found *check
	for _, o := range test.LaidOutObjects(r.window.Content()) {
		if place, ok := o.(*fyne.Container); ok {
			if around, ok := place.Layout.(snug); ok && around.check.words.words == words {
				found = around.check
			}
		}
	}
	if found == nil {
		r.t.Fatalf("no box %q", words)
	}
	return found
}

func TestWordsBeforeTheArrivalNeedAReason(t *testing.T) {
	r := newRig(t, nil)
	d := r.call()
	d.anywayOpen = true
	d.render()
	r.tap("Montrer quand même")
	r.says("Écrivez d’abord la raison")
	if got := r.desk.Calls("RevealPassphrase"); got != 0 {
		t.Fatalf("shown %d times without a reason", got)
	}
	d.reason.SetText("La patiente est au comptoir")
	r.tap("Montrer quand même")
	r.says("Mot 1")
	r.says("Le message est arrivé")
	if got := r.desk.Revealed(); got != "La patiente est au comptoir" {
		t.Errorf("the reason recorded is %q", got)
	}
}

func TestACopiedPassphraseLeavesTheClipboard(t *testing.T) {
	for _, c := range []struct{ name, since, left string }{
		{"still there", "", ""},
		{"something else was copied since", "Lise", "Lise"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			d, held := r.call(), r.config.App.Clipboard()
			r.arrives()
			r.dictates(0)
			r.tap("Copier la phrase")
			if held.Content() != d.dictation.words {
				t.Fatalf("the clipboard holds %q", held.Content())
			}
			w := newWatcher(r.UI)
			r.advance(29 * time.Second)
			w.tick(t.Context())
			r.settle()
			if held.Content() != d.dictation.words {
				t.Error("it left early")
			}
			if c.since != "" {
				held.SetContent(c.since)
			}
			r.advance(time.Second)
			for range 2 {
				w.tick(t.Context())
				r.settle()
			}
			if got := held.Content(); got != c.left {
				t.Errorf("the clipboard holds %q, want %q", got, c.left)
			}
		})
	}
}

func TestTheCardIsSavedBesideAnEarlierOne(t *testing.T) {
	r := newRig(t, nil)
	r.call()
	for _, name := range []string{"Comment ouvrir votre document.pdf", "Comment ouvrir votre document 2.pdf"} {
		r.tap("Enregistrer la fiche pour le destinataire")
		r.says(name)
		if page, err := os.ReadFile(filepath.Join(r.startFolder(), name)); err != nil || string(page) != "card" {
			t.Errorf("%q, %v", page, err)
		}
	}
}

func TestAPhraseServesOnceItIsAgreed(t *testing.T) {
	r := newRig(t, nil)
	b := r.agreeing()
	r.tap("Convenir d’une phrase")
	r.says("attend d’être convenue")
	r.saysNot("moulin")
	r.tap("Mot 1\u00a0: afficher")
	r.says("moulin")
	r.tap("C’est convenu")
	r.says("Convenue depuis le")
	r.saysNot("moulin")
	r.tap("Montrer la phrase")
	r.says("Mot 1")
	b.back()
	r.saysNot("Mot 1")
	r.tap("Changer de phrase")
	r.says("Convenue depuis le")
	r.says("attend d’être convenue")
	b.secret.forgetOpen = true
	b.render()
	b.secret.do(b.shown, r.desk.ForgetSecret)
	r.settle()
	r.says("Convenir d’une phrase")
	if got := r.desk.Calls("DrawSecret"); got != 2 {
		t.Errorf("%d drawn", got)
	}
}

func TestAnotherPassphraseThanTheOneAgreed(t *testing.T) {
	r := newRig(t, nil)
	r.agreeing()
	r.tap("Convenir d’une phrase")
	r.tap("C’est convenu")
	r.ctrl(fyne.Key1)
	r.byMail("roy")
	r.says("il n’y aura rien à dicter")
	another := r.check("Tirer une autre phrase pour cet envoi")
	another.SetChecked(true)
	r.saysNot("il n’y aura rien à dicter")
	r.says("Tirer une autre phrase pour cet envoi")
	r.tap("Envoyer par courriel chiffré à Lucie Roy")
	if !r.desk.Last().DrawPassphrase {
		t.Error("the phrase agreed is used")
	}
}

func TestPassphraseDays(t *testing.T) {
	r := newRig(t, nil)
	r.section(sectionSending)
	days := settingOf[*passphraseDays](r, sectionSending)
	if days.days.Text != "30" {
		t.Errorf("%q days", days.days.Text)
	}
	for _, wrong := range []string{"", "0", "366", "un mois"} {
		days.days.SetText(wrong)
		days.save()
		r.settle()
		r.says("de 1 à 365")
	}
	days.days.SetText(" 7 ")
	days.save()
	r.settle()
	r.says("Le délai est enregistré")
	if got, err := r.desk.PassphraseDays(t.Context()); err != nil || got != 7 {
		t.Errorf("%d days, %v", got, err)
	}
}

func TestAnAgreedPhraseIsNotDictated(t *testing.T) {
	r := newRig(t, nil)
	d := r.call()
	d.call.Agreed = true
	d.render()
	r.says("rien à donner")
	r.saysNot("Le message est arrivé")
	r.says("Enregistrer la fiche")
	d.call.Forgotten = noon
	d.render()
	r.says("a été détruite")
	r.saysNot("Enregistrer la fiche")
	if !mayOpenByCall(dispatch.Dispatch{Channel: dispatch.Portal}) {
		t.Error("a portal may have a passphrase")
	}
}

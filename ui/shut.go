package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// Shut is a home that does not open: why, and what may open it all the same.
type Shut struct {
	Why        error
	Opening    bool // it is being opened, and takes its time: there is nothing to do here but to wait
	Secret     bool // something typed may open it: the recovery code
	Passphrase bool // or its passphrase
	// Open tries again, with what was typed or, when that is empty, without. It returns at once, and calls failed on
	// the goroutine that draws when the home stays shut.
	Open func(typed string, failed func(error))
}

// shutScreen covers the window while a home stays shut: it says why, and takes the secret that opens it.
type shutScreen struct {
	u      *UI
	shut   Shut
	root   *fyne.Container
	secret *field
	open   *button
	again  *button // without a secret
	notice *notice
	busy   bool
}

func newShutScreen(u *UI, shut Shut) *shutScreen {
	s := &shutScreen{u: u, shut: shut, secret: u.field(""), notice: newNotice(u)}
	s.secret.Password = true
	s.secret.keys[fyne.KeyReturn] = func() bool { s.try(); return true }
	s.open = newButton(u.t("shut_open"), s.try)
	s.open.Importance = widget.HighImportance
	s.again = newButton(u.t("shut_again"), func() { s.begin("") })
	s.root = container.NewStack(newSurface(theme.ColorNameBackground, "", 0),
		padded(gapTriple, gapTriple, container.New(inMiddle{lockWidth}, s.form())))
	if !shut.Opening {
		s.explain(shut.Why)
	}
	return s
}

func (s *shutScreen) form() fyne.CanvasObject {
	u := s.u
	form := newColumn(gapDouble, newTopRow(gap+gapHalf, []track{own, share(1)},
		picture("lock", theme.ColorNamePrimary, 24), heading(u.t("shut_title")).fit(wrapped)), s.notice.content)
	switch {
	case s.shut.Opening:
		form.Add(body(u.t("shut_waiting")))
		return form
	case s.shut.Passphrase:
		form.Add(labelled(u.t("lock_passphrase"), s.secret))
	case s.shut.Secret:
		form.Add(labelled(u.t("start_step_recovery"), s.secret))
	}
	buttons := []fyne.CanvasObject{spacer(0)}
	if u.desk != nil {
		buttons = append(buttons, newButton(u.t("shut_return"), s.leave))
	}
	if !s.shut.Passphrase {
		buttons = append(buttons, s.again)
	}
	if s.shut.Secret {
		buttons = append(buttons, s.open)
	}
	form.Add(newRow(gap, []track{share(1)}, buttons...))
	if s.shut.Passphrase {
		form.Add(caption(u.t("lock_recovery")))
	}
	return form
}

// explain says why the home is shut, but for what the form says itself.
func (s *shutScreen) explain(why error) {
	code := dispatch.CodeOf(why)
	switch {
	case s.shut.Passphrase && code == "passphrase_required":
		s.notice.clear()
	case s.u.texts.Has("ui_shut_" + code):
		s.notice.ask(s.u.t("shut_" + code))
	default:
		s.notice.fail(why)
	}
	s.root.Refresh()
	s.root.Refresh() // a sentence knows its height once it knows its width
}

func (s *shutScreen) content() fyne.CanvasObject { return s.root }

func (s *shutScreen) enter() {
	switch {
	case s.shut.Opening:
		s.u.focusNow(nil)
	case s.shut.Secret:
		s.u.focusNow(s.secret)
	default:
		s.u.focusNow(s.again)
	}
}

func (s *shutScreen) key(name fyne.KeyName, plain bool) {
	if plain && name == fyne.KeyEscape && s.u.desk != nil {
		s.leave()
	}
}

func (s *shutScreen) counted() {}

// try gives what was typed, and forgets it here.
func (s *shutScreen) try() {
	typed := s.secret.Text
	if typed == "" {
		s.enter()
		return
	}
	s.secret.SetText("")
	s.begin(typed)
}

func (s *shutScreen) begin(typed string) {
	if s.busy {
		return
	}
	s.setBusy(true)
	s.shut.Open(typed, func(err error) {
		s.setBusy(false)
		s.explain(err)
		s.enter()
	})
}

func (s *shutScreen) setBusy(busy bool) {
	s.busy = busy
	s.open.SetText(s.u.t("shut_open"))
	if busy {
		s.open.SetText(s.u.t("shut_opening"))
		s.open.Disable()
		s.again.Disable()
	} else {
		s.open.Enable()
		s.again.Enable()
	}
}

// leave goes back to the home that is open.
func (s *shutScreen) leave() {
	if !s.busy {
		s.u.shut = nil
		s.u.draw()
		s.u.takeWaiting()
	}
}

// Ask covers the window with why another home stays shut.
func (u *UI) Ask(shut Shut) {
	u.shut = newShutScreen(u, shut)
	u.draw()
}

// newRekeyPage asks what opens the home from now on, after its recovery code did.
func newRekeyPage(s *start) *keyPage {
	p := newKeyPage(s)
	p.title.set(s.u.t("shut_rekey_title"))
	p.explained.set(s.u.t("shut_rekey_explained"))
	p.words = s.u.t("shut_rekey")
	p.keep = s.u.config.Rekey
	return p
}

// rekey begins with that page, alone.
func (u *UI) rekey() {
	u.start = newStart(u, startKey)
	u.start.only, u.start.practice = true, false
}

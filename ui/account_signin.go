package ui

import (
	"context"
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// signIn signs in to a service in the person's browser, and waits in the page until that is done, refused or
// left. The window never sees a password.
type signIn struct {
	u       *UI
	account dispatch.Account
	content *fyne.Container
	page    *desk.SignInPage // shown while the person is at it
	opened  bool             // the browser took the page
	slot    slot
	changed func() // its height
	done    func(dispatch.Account)
	failed  func(error)
}

func newSignIn(u *UI, a dispatch.Account, changed func(), done func(dispatch.Account), failed func(error)) *signIn {
	s := &signIn{u: u, account: a, content: newColumn(gap), changed: func() {}, done: done, failed: failed}
	s.render()
	s.changed = changed
	return s
}

func (s *signIn) render() {
	u := s.u
	s.content.Objects = []fyne.CanvasObject{strong(u.t("signin_title"))}
	switch {
	case !s.slot.busy:
		s.content.Add(caption(u.t("signin_explained")))
		s.content.Add(leading(newIconButton(u.t("signin_begin"), "key", s.begin)))
	case s.page == nil:
		s.content.Add(body(u.t("signin_asking")))
		s.content.Add(leading(newButton(u.t("signin_leave"), s.leave)))
	default:
		s.content.Add(s.waiting())
	}
	s.changed()
}

// waiting tells what to do in the browser, and how to come there when it did not open.
func (s *signIn) waiting() fyne.CanvasObject {
	u := s.u
	parts := newColumn(gap)
	if s.opened {
		parts.Add(sign("clock", colorBlue, body(u.t("signin_waiting"))))
	} else {
		parts.Add(sign("warning", colorAmber, body(u.t("signin_no_browser"))))
	}
	if s.page.Code != "" {
		code := newText(s.page.Code, theme.SizeNameHeadingText, theme.ColorNameForeground, wrapped)
		code.style.Monospace = true
		parts.Add(indented(newColumn(gapHalf, code, caption(u.t("signin_code")))))
	}
	if at, err := url.Parse(s.page.URL); err == nil {
		parts.Add(indented(caption(u.t("signin_at", "host", at.Host))))
	}
	copied := newButton(u.t("signin_copy"), func() { u.copy(s.page.URL) })
	parts.Add(indented(newRow(gap, []track{own, own}, newButton(u.t("signin_leave"), s.leave), copied)))
	return card(parts)
}

func (s *signIn) begin() {
	if s.slot.busy {
		return
	}
	id := string(s.account.ID)
	var turn int
	run(s.u, &s.slot, func(ctx context.Context) (dispatch.Account, error) {
		return s.u.desk.SignIn(ctx, id, func(page desk.SignInPage) error {
			failed := s.u.browse(ctx, page.URL)
			s.u.onMain(func() { s.shown(turn, page, failed == nil) })
			return nil
		})
	}, s.ended)
	turn = s.slot.turn
	s.render()
}

// shown takes the page of a sign-in that nobody has left meanwhile.
func (s *signIn) shown(turn int, page desk.SignInPage, opened bool) {
	if s.slot.turn != turn || !s.slot.busy {
		return
	}
	s.page, s.opened = &page, opened
	s.render()
}

func (s *signIn) ended(a dispatch.Account, err error) {
	s.page = nil
	s.render()
	if err != nil {
		s.failed(err)
		return
	}
	s.account = a
	s.done(a)
}

// leave waits no longer; what the service then grants is not kept.
func (s *signIn) leave() {
	s.slot.drop()
	s.page = nil
	s.render()
}

// browse opens a page in the person's browser.
func (u *UI) browse(ctx context.Context, page string) error {
	if u.config.Browse == nil {
		return &dispatch.Error{Op: "ui.browse", Kind: dispatch.KindNotFound, Code: "signin_no_browser", Certainty: dispatch.Unsent}
	}
	return u.config.Browse(ctx, page)
}

// copy puts words on the clipboard. Nothing secret goes there by it.
func (u *UI) copy(words string) {
	u.config.App.Clipboard().SetContent(words)
	u.frame.say(u.t("copied"))
}

package ui

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch/desk"
)

// recoveryPage brings the recovery code onto paper: it is shown, saved as a page to print, and confirmed by two of
// its groups. It is held nowhere else, and forgotten once confirmed: who comes back to the page gets another one.
type recoveryPage struct {
	s      *start
	root   *fyne.Container
	groups []string // of the code while it is shown
	asked  [2]int
	typed  [2]*field
	place  *chooser // not nil while a folder for the page is chosen
}

func newRecoveryPage(s *start) *recoveryPage {
	p := &recoveryPage{s: s, root: container.NewStack()}
	p.render()
	return p
}

func (p *recoveryPage) content() fyne.CanvasObject { return p.root }

func (p *recoveryPage) enter() {
	if p.groups != nil {
		p.s.u.focusNow(p.typed[0])
	}
}

func (p *recoveryPage) primary() string {
	switch {
	case p.place != nil:
		return p.s.u.t("start_recovery_folder")
	case p.groups == nil && !p.settled():
		return p.s.u.t("start_recovery_show")
	default:
		return p.s.u.t("start_next")
	}
}

func (p *recoveryPage) next() {
	switch {
	case p.place != nil:
		p.save()
	case p.groups != nil:
		p.confirm()
	case p.settled():
		p.s.advance()
	default:
		p.draw()
	}
}

// closeAside leaves the choice of a folder.
func (p *recoveryPage) closeAside() bool {
	open := p.place != nil
	p.place = nil
	if open {
		p.again()
	}
	return open
}

// settled reports whether the code was confirmed and no other one is wanted.
func (p *recoveryPage) settled() bool { return p.s.done(startRecovery) && !p.s.only }

func (p *recoveryPage) again() {
	p.render()
	p.s.render()
}

func (p *recoveryPage) render() {
	u := p.s.u
	title := heading(u.t("start_recovery_title"))
	switch {
	case p.place != nil:
		p.root.Objects = []fyne.CanvasObject{filled(newColumn(gapDouble, title, captionLine(p.file())), nil, padded(gap, 0, p.place.content))}
	case p.groups != nil:
		p.root.Objects = []fyne.CanvasObject{scrolled(newColumn(gapTriple, newColumn(gap, title, body(u.t("start_recovery_explained"))), p.code(), p.question()))}
	case p.settled():
		p.root.Objects = []fyne.CanvasObject{newColumn(gapTriple, title, newColumn(gap, ticked(u.t("start_recovery_confirmed")), caption(u.t("start_recovery_hidden"))))}
	default:
		p.root.Objects = []fyne.CanvasObject{newColumn(gapTriple, newColumn(gap, title, body(u.t("start_recovery_explained"))), caption(u.t("start_recovery_again")))}
	}
	p.root.Refresh()
}

// ticked is a sentence about something done.
func ticked(words string) fyne.CanvasObject {
	return newTopRow(gap, []track{own, share(1)}, picture("done", colorGreen, 18), body(words))
}

// code shows the groups, each with its number, in letters that cannot be taken for one another.
func (p *recoveryPage) code() fyne.CanvasObject {
	cells := []fyne.CanvasObject{}
	for i, group := range p.groups {
		letters := newText(group, theme.SizeNameHeadingText, theme.ColorNameForeground, whole)
		letters.style.Monospace = true
		cells = append(cells, card(newColumn(2, captionLine(p.s.u.t("start_recovery_group", "n", i+1)).fit(whole), letters)))
	}
	return newColumn(gapDouble, newFlow(gap, cells...), leading(newButton(p.s.u.t("start_recovery_print"), p.choosePlace)))
}

func (p *recoveryPage) question() fyne.CanvasObject {
	u := p.s.u
	return newColumn(gap, body(u.t("start_recovery_confirm")), newTopRow(gap, []track{fixed(160), fixed(160)},
		labelled(u.t("start_recovery_group", "n", p.asked[0]+1), p.typed[0]), labelled(u.t("start_recovery_group", "n", p.asked[1]+1), p.typed[1])))
}

// draw asks for a code and shows it.
func (p *recoveryPage) draw() {
	u := p.s.u
	p.s.notice.clear()
	act(u, &p.s.slot, u.desk.RenewRecoveryCode, func(code string, err error) {
		if err != nil {
			p.s.fail(err)
			return
		}
		p.groups = strings.Split(code, "-")
		p.asked[0], p.asked[1] = u.desk.PickGroups(len(p.groups))
		p.typed = [2]*field{u.field(""), u.field("")}
		p.typed[0].keys[fyne.KeyReturn] = func() bool { u.focus(p.typed[1]); return true }
		p.typed[1].keys[fyne.KeyReturn] = func() bool { p.confirm(); return true }
		p.again()
		p.enter()
	})
}

// confirm compares what was typed, as leniently as the code is read later.
func (p *recoveryPage) confirm() {
	for i, field := range p.typed {
		if readGroup(field.Text) != readGroup(p.groups[p.asked[i]]) {
			p.s.ask(p.s.u.t("start_recovery_wrong", "n", p.asked[i]+1))
			p.s.u.focus(field)
			return
		}
	}
	p.s.act(p.s.u.desk.ConfirmRecoveryCode, func() {
		p.groups, p.typed = nil, [2]*field{}
		if p.s.only {
			p.s.u.endStart()
			return
		}
		p.s.reread(func() {
			p.render()
			p.s.advance()
		})
	})
}

// readGroup takes letters that look alike for one another.
func readGroup(typed string) string {
	return strings.NewReplacer("O", "0", "I", "1", "L", "1", " ", "", "-", "").Replace(strings.ToUpper(typed))
}

func (p *recoveryPage) file() string { return p.s.u.t("start_recovery_file") + ".pdf" }

func (p *recoveryPage) choosePlace() {
	p.place = newChooser(p.s.u, []string{".pdf"}, func(string) {}, func() { p.closeAside() })
	p.again()
	p.s.u.focus(p.place.list)
}

// save writes the page to print where the person chose, and nowhere else.
func (p *recoveryPage) save() {
	u, code := p.s.u, strings.Join(p.groups, "-")
	path, language := filepath.Join(p.place.folder, p.file()), string(u.texts.Language())
	act(u, &p.s.slot, noValue(func(ctx context.Context) error {
		return writePage(path, func(w io.Writer) error { return u.desk.PrintRecoveryCode(ctx, w, code, language) })
	}), func(_ nothing, err error) {
		if err != nil {
			p.s.fail(err)
			return
		}
		p.closeAside()
		p.s.notice.tell(u.t("start_recovery_printed"))
		p.s.root.Refresh()
		u.focus(p.typed[0])
	})
}

// renewRecovery shows the page of the recovery code alone: to make another one, long after the first start.
func (u *UI) renewRecovery(standing desk.Setup) {
	s := newStart(u, startRecovery)
	s.standing, s.only = standing, true
	u.start = s
	u.draw()
}

package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// lockPage sets the lock of the window.
type lockPage struct {
	s    *start
	pane *lockPane
}

func newLockPage(s *start) *lockPage {
	p := &lockPage{s: s, pane: newLockPane(s.u, heading(s.u.t("lock_settings")))}
	p.pane.keep.Hide() // the primary button does it
	p.pane.settled = func() { s.reread(s.advance) }
	return p
}

func (p *lockPage) content() fyne.CanvasObject { return scrolled(p.pane.content()) }
func (p *lockPage) primary() string            { return p.s.u.t("start_next") }

func (p *lockPage) enter() {
	p.pane.enter()
	p.s.u.focusNow(p.pane.code)
}

// next keeps a code that was typed and not yet chosen.
func (p *lockPage) next() {
	if p.pane.code.Text != "" || !p.s.done(startLock) {
		p.pane.choose()
		return
	}
	p.s.advance()
}

// clinicPage asks who sends.
type clinicPage struct {
	s                                       *start
	root                                    *fyne.Container
	organisation, name, phone, fax, address *field
	sender                                  dispatch.Sender // what else was known
	read                                    bool
	slot                                    slot
}

func newClinicPage(s *start) *clinicPage {
	u := s.u
	p := &clinicPage{
		s: s, organisation: u.field(""), name: u.field(""), phone: u.field(""), fax: u.field(""), address: u.area("", 3),
	}
	halves := []track{share(1), share(1)}
	p.root = scrolled(newColumn(gapDouble, newColumn(gap, heading(u.t("start_clinic_title")), body(u.t("start_clinic_explained"))),
		newColumn(gap+gapHalf,
			labelled(u.t("organisation"), p.organisation), labelled(u.t("sender_name"), p.name),
			newTopRow(gap, halves, labelled(u.t("sender_phone"), p.phone), labelled(u.t("fax"), p.fax)),
			labelled(u.t("postal_address"), p.address))))
	return p
}

func (p *clinicPage) content() fyne.CanvasObject { return p.root }
func (p *clinicPage) primary() string            { return p.s.u.t("start_next") }

// enter reads what is known, once: what is typed is never written over.
func (p *clinicPage) enter() {
	p.s.u.focusNow(p.organisation)
	if p.read {
		return
	}
	run(p.s.u, &p.slot, func(ctx context.Context) (dispatch.Sender, error) {
		sender, _, err := p.s.u.desk.Sender(ctx)
		return sender, err
	}, func(sender dispatch.Sender, err error) {
		if err != nil {
			p.s.fail(err)
			return
		}
		p.sender, p.read = sender, true
		p.organisation.SetText(sender.Organisation)
		p.name.SetText(sender.Name)
		p.phone.SetText(p.s.u.texts.PhoneNumber(sender.Phone))
		p.fax.SetText(p.s.u.texts.PhoneNumber(sender.Fax))
		p.address.SetText(sender.Address)
	})
}

func (p *clinicPage) next() {
	u, sender := p.s.u, p.sender
	sender.Organisation, sender.Name = strings.TrimSpace(p.organisation.Text), strings.TrimSpace(p.name.Text)
	sender.Phone, sender.Fax, sender.Address = e164(p.phone.Text), e164(p.fax.Text), strings.TrimSpace(p.address.Text)
	if sender.Language == "" {
		sender.Language = string(u.texts.Language())
	}
	if sender.Role == "" {
		sender.Role = dispatch.OtherRole
	}
	if sender.Organisation == "" || sender.Phone == "" {
		p.s.ask(u.t("start_clinic_missing"))
		if sender.Organisation == "" {
			u.focus(p.organisation)
		} else {
			u.focus(p.phone)
		}
		return
	}
	p.s.act(func(ctx context.Context) error { return u.desk.SaveSender(ctx, sender) }, p.s.advance)
}

// accountsPage adds a first account and tries it, with the forms of the settings.
type accountsPage struct {
	s     *start
	root  *fyne.Container
	known []dispatch.Account
	form  *accountForm
	page  *accountPage
	slot  slot
}

func newAccountsPage(s *start) *accountsPage {
	return &accountsPage{s: s, root: container.NewStack()}
}

func (p *accountsPage) content() fyne.CanvasObject { return p.root }

func (p *accountsPage) primary() string {
	switch {
	case p.form != nil:
		return "" // it has its own
	case p.page == nil && len(p.known) == 0:
		return p.s.u.t("start_account_add")
	default:
		return p.s.u.t("start_next")
	}
}

func (p *accountsPage) enter() { p.reload(nil) }

func (p *accountsPage) next() {
	switch {
	case p.form != nil:
		p.form.save()
	case p.page == nil && len(p.known) == 0:
		p.add()
	default:
		p.closeAside()
		p.s.advance()
	}
}

func (p *accountsPage) closeAside() bool {
	if p.form == nil && p.page == nil {
		return false
	}
	if p.page != nil {
		p.page.leave()
	}
	p.form, p.page = nil, nil
	p.reload(nil)
	return true
}

// reload reads the accounts, and then goes on.
func (p *accountsPage) reload(then func()) {
	run(p.s.u, &p.slot, p.s.u.desk.Accounts, func(accounts []dispatch.Account, err error) {
		if err != nil {
			p.s.fail(err)
			return
		}
		p.known = accounts
		p.s.reread(func() {
			p.render()
			if then != nil {
				then()
			}
		})
	})
}

func (p *accountsPage) render() {
	var shown fyne.CanvasObject
	switch {
	case p.form != nil:
		shown = p.form.content
	case p.page != nil:
		shown = p.page.content
	default:
		shown = p.list()
	}
	p.root.Objects = []fyne.CanvasObject{shown}
	p.root.Refresh()
	p.s.render()
}

func (p *accountsPage) list() fyne.CanvasObject {
	u := p.s.u
	lines := newColumn(gap)
	for _, a := range p.known {
		content := newTopRow(gap, []track{own, share(1)}, picture(accountIcon(a), colorSecondary, 20),
			newColumn(0, line(a.Name), captionLine(u.accountWords(a))))
		lines.Add(newPress(a.Name, padded(gapHalf, gap, content), func() { p.open(a, false) }))
	}
	if len(p.known) == 0 {
		lines.Add(body(u.t("start_account_none")).tint(colorSecondary))
	} else {
		lines.Add(leading(newIconButton(u.t("start_account_another"), "add", p.add)))
	}
	return scrolled(newColumn(gapTriple, newColumn(gap, heading(u.t("start_account_title")), body(u.t("start_account_explained"))), lines))
}

func (p *accountsPage) add() {
	p.form = newAccountForm(p.s.u, p.added, func() { p.closeAside() })
	p.render()
	p.s.u.focus(p.form.name)
}

// added tries the new account at once, unless a person must sign in first.
func (p *accountsPage) added(a dispatch.Account) {
	p.form = nil
	p.reload(func() { p.open(a, true) })
}

func (p *accountsPage) open(a dispatch.Account, try bool) {
	p.page = newAccountPage(p.s.u, a, func() { p.reload(nil) }, func() { p.closeAside() })
	p.render()
	if try && !p.page.service.SignsIn && !p.page.service.HostKey {
		p.page.try()
	}
}

// directoryPage reads recipients out of a file.
type directoryPage struct {
	s      *start
	root   *fyne.Container
	known  int // recipients, up to mostCounted
	place  *chooser
	shown  *desk.Import
	upkeep *bookUpkeep // its way to draw an import
	slot   slot
}

func newDirectoryPage(s *start) *directoryPage {
	return &directoryPage{s: s, root: container.NewStack(), upkeep: newBookUpkeep(&bookScreen{u: s.u})}
}

// mostCounted bounds what is read only to be counted.
const mostCounted = 101

func (p *directoryPage) content() fyne.CanvasObject { return p.root }

func (p *directoryPage) primary() string {
	u := p.s.u
	switch {
	case p.place != nil:
		return ""
	case p.shown != nil:
		return u.n("import_store", p.changes())
	case p.known == 0:
		return u.t("start_directory_choose")
	default:
		return u.t("start_next")
	}
}

func (p *directoryPage) changes() int {
	return p.shown.Count(desk.ImportNew) + p.shown.Count(desk.ImportChanged) + p.shown.Count(desk.ImportVanished)
}

func (p *directoryPage) enter() {
	run(p.s.u, &p.slot, func(ctx context.Context) ([]dispatch.Recipient, error) {
		return p.s.u.desk.Recipients(ctx, "", mostCounted)
	}, func(known []dispatch.Recipient, err error) {
		if err != nil {
			p.s.fail(err)
			return
		}
		p.known = len(known)
		p.render()
	})
}

func (p *directoryPage) next() {
	switch {
	case p.place != nil:
	case p.shown != nil:
		p.store()
	case p.known == 0:
		p.choose()
	default:
		p.s.advance()
	}
}

func (p *directoryPage) closeAside() bool {
	open := p.place != nil || p.shown != nil
	p.place, p.shown = nil, nil
	if open {
		p.render()
	}
	return open
}

func (p *directoryPage) render() {
	u := p.s.u
	title := heading(u.t("start_directory_title"))
	switch {
	case p.place != nil:
		p.root.Objects = []fyne.CanvasObject{filled(title, nil, padded(gap, 0, p.place.content))}
	case p.shown != nil:
		p.root.Objects = []fyne.CanvasObject{filled(newColumn(gap, title, body(p.upkeep.counts(*p.shown))), nil,
			padded(gap, 0, scrolled(p.upkeep.lines(*p.shown))))}
	default:
		p.root.Objects = []fyne.CanvasObject{scrolled(newColumn(gapTriple, newColumn(gap, title, body(u.t("start_directory_explained"))), p.standing()))}
	}
	p.root.Refresh()
	p.s.render()
}

func (p *directoryPage) standing() fyne.CanvasObject {
	u := p.s.u
	switch p.known {
	case 0:
		return caption(u.t("start_directory_empty"))
	case mostCounted:
		return newColumn(gapDouble, ticked(u.t("start_directory_many")), leading(newButton(u.t("start_directory_choose"), p.choose)))
	default:
		return newColumn(gapDouble, ticked(u.n("start_directory_known", p.known)), leading(newButton(u.t("start_directory_choose"), p.choose)))
	}
}

func (p *directoryPage) choose() {
	p.place = newChooser(p.s.u, []string{".csv", ".txt", ".vcf", ".vcard"}, p.preview, func() { p.closeAside() })
	p.render()
	p.s.u.focus(p.place.list)
}

func (p *directoryPage) preview(path string) {
	act(p.s.u, &p.slot, func(ctx context.Context) (desk.Import, error) {
		return p.s.u.desk.PreviewImport(ctx, desk.ImportFrom{Path: path})
	}, func(shown desk.Import, err error) {
		p.place = nil
		if err == nil {
			p.shown = &shown
		}
		p.render()
		if err != nil {
			p.s.fail(err)
		}
	})
}

func (p *directoryPage) store() {
	shown := *p.shown
	if p.changes() == 0 {
		p.closeAside()
		return
	}
	p.s.act(func(ctx context.Context) error { return p.s.u.desk.StoreImport(ctx, shown) }, func() {
		p.shown = nil
		p.s.advance()
	})
}

// donePage says what is ready and what is still open.
type donePage struct {
	s    *start
	root *fyne.Container
}

func newDonePage(s *start) *donePage { return &donePage{s: s, root: container.NewStack()} }

func (p *donePage) content() fyne.CanvasObject { return p.root }
func (p *donePage) primary() string            { return p.s.u.t("start_done_go") }
func (p *donePage) next()                      { p.s.pause() }

func (p *donePage) enter() { p.s.reread(p.render) }

func (p *donePage) render() {
	u := p.s.u
	ready, left := newColumn(gap), newColumn(gapHalf)
	for _, step := range p.s.standing.Steps {
		words := u.t("start_step_" + string(step.Step))
		if step.Done {
			ready.Add(ticked(words))
			continue
		}
		left.Add(newRow(gap, []track{own, share(1)}, picture("ring", colorGrey, 18), body(words),
			newButton(u.t("start_done_do"), func() { p.s.show(startStep(step.Step)) })))
	}
	title := "start_done_title"
	if len(left.Objects) > 0 {
		title = "start_done_open"
	}
	parts := newColumn(gapTriple, heading(u.t(title)))
	if len(ready.Objects) > 0 {
		parts.Add(newColumn(gap+gapHalf, strong(u.t("start_done_ready")), ready))
	}
	if len(left.Objects) > 0 {
		parts.Add(newColumn(gap+gapHalf, strong(u.t("start_done_left")), left))
	}
	p.root.Objects = []fyne.CanvasObject{scrolled(parts)}
	p.root.Refresh()
	p.s.render()
}

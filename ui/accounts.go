package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// accountsPane lists the services that carry dispatches, and opens one of them or the form of a new one.
type accountsPane struct {
	s       *settingsScreen
	content *fyne.Container
	lines   *fyne.Container
	known   []dispatch.Account
	page    *accountPage // not nil while an account is open
	form    *accountForm // not nil while one is being added
	gateway *gatewayPage // not nil while that of an account is open
	wanted  dispatch.ID  // to open once it is read
	through bool         // to the gateway of the wanted one
	slot    slot
}

func newAccountsPane(s *settingsScreen) *accountsPane {
	p := &accountsPane{s: s, lines: newColumn(gapHalf)}
	p.content = newColumn(gap+gapHalf, heading(s.u.t("accounts")), p.lines, p.adding())
	return p
}

// adding is the way to a new account, or why there is none.
func (p *accountsPane) adding() fyne.CanvasObject {
	u := p.s.u
	if u.desk.Practice() {
		return caption(u.t("accounts_practice"))
	}
	add := widget.NewButtonWithIcon(u.t("new_account_add"), icon{"add", theme.ColorNameForeground}, p.add)
	return leading(add)
}

// opened is what stands in the place of the lists; nil: nothing.
func (p *accountsPane) opened() fyne.CanvasObject {
	switch {
	case p.form != nil:
		return p.form.content
	case p.gateway != nil:
		return p.gateway.content
	case p.page != nil:
		return p.page.content
	default:
		return nil
	}
}

func (p *accountsPane) list(accounts []dispatch.Account) {
	p.known = accounts
	p.lines.Objects = nil
	if len(accounts) == 0 {
		p.lines.Add(body(p.s.u.t("no_account")).tint(colorSecondary))
	}
	for _, a := range accounts {
		p.lines.Add(p.line(a))
	}
	if p.wanted != "" {
		p.openKnown(p.wanted)
	}
	p.s.render()
}

func (p *accountsPane) line(a dispatch.Account) fyne.CanvasObject {
	u := p.s.u
	words := newColumn(0, line(a.Name), captionLine(u.accountWords(a)))
	if l, state := u.passportState(a); state != "" {
		words.Add(newRow(gapHalf, []track{own, share(1)}, picture(l.icon, l.color, 14), captionLine(state).tint(l.color)))
	}
	content := newTopRow(gap, []track{own, share(1)}, picture(accountIcon(a), colorSecondary, 20), words)
	return newPress(a.Name, padded(gapHalf, gap, content), func() { p.open(a) })
}

func (u *UI) accountWords(a dispatch.Account) string {
	if a.Provider == practiceProvider {
		return u.t("account_practice", "channel", capital(u.texts.Channel(a.Channel)))
	}
	kind := u.t("short_" + string(a.Channel))
	if a.Channel == "" {
		kind = capital(u.texts.Text("account_kind_" + a.Provider))
	}
	words := u.t("account_by", "channel", kind, "provider", u.providerName(a.Provider))
	if a.URL == "" {
		return words
	}
	return u.t("account_at", "account", words, "url", a.URL)
}

// practiceProvider is the desk's PracticeProvider.
const practiceProvider = "practice"

func (p *accountsPane) add() {
	p.leave()
	p.form = newAccountForm(p.s.u, p.added, p.close)
	p.s.render()
	p.s.u.focus(p.form.name)
}

// added shows the new account, to be tried.
func (p *accountsPane) added(a dispatch.Account) {
	p.form, p.wanted = nil, a.ID
	p.reload()
}

func (p *accountsPane) open(a dispatch.Account) {
	p.leave()
	p.form, p.page = nil, newAccountPage(p.s.u, a, p.reload, p.close)
	p.s.render()
}

func (p *accountsPane) openKnown(id dispatch.ID) {
	p.wanted = ""
	if i := slices.IndexFunc(p.known, func(a dispatch.Account) bool { return a.ID == id }); i >= 0 {
		p.open(p.known[i])
		if p.through {
			p.openGateway(p.known[i])
		}
	}
}

// reload reads the accounts again after a change. A profile that is being written stays.
func (p *accountsPane) reload() {
	run(p.s.u, &p.slot, p.s.u.desk.Accounts, func(accounts []dispatch.Account, err error) {
		if err != nil {
			p.s.notice.fail(err)
			return
		}
		p.list(accounts)
	})
	p.s.u.refresh()
}

// leave ends what an open page waits for.
func (p *accountsPane) leave() {
	if p.page != nil {
		p.page.leave()
	}
}

func (p *accountsPane) close() {
	p.leave()
	p.page, p.form, p.gateway, p.wanted, p.through = nil, nil, nil, "", false
	p.s.u.focus(nil)
	p.s.render()
}

// openAccount shows an account in the settings.
func (u *UI) openAccount(id dispatch.ID) {
	s := u.rooms[roomSettings].(*settingsScreen)
	s.accounts.close()
	s.accounts.wanted = id
	u.enter(roomSettings)
}

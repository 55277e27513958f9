package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/souspli/souspli/dispatch"
)

// accountsPane lists the services that carry dispatches, and opens one of them or the form of a new one.
type accountsPane struct {
	u       *UI
	root    *fyne.Container // the list, or what is open
	all     fyne.CanvasObject
	lines   *fyne.Container
	notice  *notice
	known   []dispatch.Account
	used    map[dispatch.ChannelKind]dispatch.Account // those that send
	page    *accountPage                              // not nil while an account is open
	form    *accountForm                              // not nil while one is being added
	gateway *gatewayPage                              // not nil while that of an account is open
	wanted  dispatch.ID                               // to open once it is read
	through bool                                      // to the gateway of the wanted one
	slot    slot
}

func newAccountsPane(u *UI) *accountsPane {
	p := &accountsPane{u: u, root: container.NewStack(), lines: newColumn(gapHalf), notice: newNotice(u)}
	p.all = filled(paneTitle(u.t("accounts")), p.notice.content, scrolled(newColumn(gap+gapHalf, p.lines, p.adding())))
	p.render()
	return p
}

// begun reports whether an account is being added.
func (p *accountsPane) begun() bool { return p.form != nil }

func (p *accountsPane) content() fyne.CanvasObject { return p.root }

func (p *accountsPane) enter() { p.read() }

// changed is nothing here: an account being written does not change under the hands.
func (p *accountsPane) changed() {}

func (p *accountsPane) back() {
	if p.gateway != nil {
		p.gateway.leave()
		return
	}
	p.close()
}

func (p *accountsPane) submit() {
	switch {
	case p.form != nil:
		p.form.save()
	case p.gateway != nil:
		p.gateway.submit()
	}
}

// render draws the list, or what is open of an account.
func (p *accountsPane) render() {
	p.root.Objects = []fyne.CanvasObject{p.opened()}
	p.root.Refresh()
}

// adding is the way to a new account, or why there is none.
func (p *accountsPane) adding() fyne.CanvasObject {
	u := p.u
	if u.desk.Practice() {
		return caption(u.t("accounts_practice"))
	}
	add := newIconButton(u.t("new_account_add"), "add", p.add)
	return leading(add)
}

// opened is what is in sight.
func (p *accountsPane) opened() fyne.CanvasObject {
	switch {
	case p.form != nil:
		return p.form.content
	case p.gateway != nil:
		return p.gateway.content
	case p.page != nil:
		return p.page.content
	default:
		return p.all
	}
}

func (p *accountsPane) list(accounts []dispatch.Account) {
	p.known = accounts
	p.lines.Objects = nil
	if len(accounts) == 0 {
		p.lines.Add(body(p.u.t("no_account")).tint(colorSecondary))
	}
	for _, a := range accounts {
		p.lines.Add(p.line(a))
	}
	if p.wanted != "" {
		p.openKnown(p.wanted)
	}
	p.render()
}

func (p *accountsPane) line(a dispatch.Account) fyne.CanvasObject {
	u := p.u
	words := newColumn(0, line(a.Name), captionLine(u.accountWords(a)))
	if l, state := u.passportState(a); state != "" {
		words.Add(newRow(gapHalf, []track{own, share(1)}, picture(l.icon, l.color, 14), captionLine(state).tint(l.color)))
	}
	if p.used[a.Channel].ID == a.ID && a.Channel != "" {
		words.Add(newRow(gapHalf, []track{own, share(1)}, picture("done", colorGreen, 14), captionLine(u.t("account_in_use"))))
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
	p.form = newAccountForm(p.u, p.added, p.close)
	p.render()
	p.u.focus(p.form.name)
}

// added shows the new account, to be tried.
func (p *accountsPane) added(a dispatch.Account) {
	p.form, p.wanted = nil, a.ID
	p.reload()
}

func (p *accountsPane) open(a dispatch.Account) {
	p.leave()
	p.form, p.page = nil, newAccountPage(p.u, a, p.reload, p.close)
	p.render()
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

// read reads the accounts, and which of them send.
func (p *accountsPane) read() {
	run(p.u, &p.slot, p.u.readAccounts, func(all readAccounts, err error) {
		if err != nil {
			p.notice.fail(err)
			return
		}
		p.used = all.used
		p.list(all.accounts)
	})
}

// readAccounts is every account, and those that send.
type readAccounts struct {
	accounts []dispatch.Account
	used     map[dispatch.ChannelKind]dispatch.Account
}

func (u *UI) readAccounts(ctx context.Context) (all readAccounts, err error) {
	if all.accounts, err = u.desk.Accounts(ctx); err != nil {
		return all, err
	}
	all.used, err = u.desk.AccountsInUse(ctx)
	return all, err
}

// reload reads the accounts again after a change.
func (p *accountsPane) reload() {
	p.read()
	p.u.refresh()
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
	p.u.focus(nil)
	p.render()
}

// openAccount shows an account in the settings.
func (u *UI) openAccount(id dispatch.ID) {
	accounts := u.settings().accounts()
	accounts.close()
	accounts.wanted = id
	u.openSettings(sectionAccounts)
}

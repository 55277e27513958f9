package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// accountPage is one account: what it is set to, how it is signed in to, what it can keep, a test, its passport,
// its secret and its removal.
type accountPage struct {
	u       *UI
	account dispatch.Account
	service desk.AccountForm
	content *fyne.Container
	head    *text
	notice  *notice
	test    *button
	secret  *field
	signIn  *signIn         // nil where nobody signs in
	host    *hostKey        // nil where the server has no key to confirm
	form    *passportForm   // nil where none is taken
	using   *fyne.Container // that it sends, or the button for it; nil where nothing is carried
	able    *fyne.Container // what a portal can keep, once it is known
	removal bool            // open
	renewal bool            // open

	changed func() // the accounts are to be read again
	slot    slot
	trial   slot
	ability slot
	check   *accountCheck
}

func newAccountPage(u *UI, a dispatch.Account, changed, leave func()) *accountPage {
	p := &accountPage{u: u, account: a, notice: newNotice(u), changed: changed, able: container.NewStack()}
	p.service, _ = desk.AccountFormOf(a.Provider)
	p.secret = u.field("")
	p.secret.Password = true
	p.test = newButton(u.t("test_account"), p.try)
	p.head = heading(a.Name).fit(wrapped)
	head := newTopRow(gap, []track{share(1)},
		newColumn(2, p.head, caption(u.accountWords(a))), newButton(u.t("leave"), leave))
	parts := newColumn(gapTriple, newColumn(gap+gapHalf, head, newAccountEdit(p).content))
	p.addOpening(parts)
	if use := p.usePart(); use != nil {
		parts.Add(use)
	}
	parts.Add(p.trialPart())
	p.addStanding(parts)
	if a.Provider != practiceProvider {
		if !p.service.MakesKey {
			parts.Add(p.secretPart())
		}
		parts.Add(p.removalPart())
	}
	p.content = filled(nil, p.notice.content, scrolled(parts))
	return p
}

// addOpening adds what must be done once before anything goes through the account.
func (p *accountPage) addOpening(parts *fyne.Container) {
	if p.service.SignsIn {
		p.signIn = newSignIn(p.u, p.account, p.refresh, p.signedIn, p.fail)
		parts.Add(p.signIn.content)
	}
	if p.service.HostKey {
		p.host = newHostKey(p.u, p.account, p.refresh, p.confirmed, p.fail)
		parts.Add(p.host.content)
	}
	if p.service.MakesKey || p.service.HostKey {
		parts.Add(p.keyPart())
	}
}

// addStanding adds what a service can keep, and what the clinic knows of it.
func (p *accountPage) addStanding(parts *fyne.Container) {
	if p.account.Channel == dispatch.Portal {
		parts.Add(p.able)
		p.askAbility()
	}
	if p.account.Channel == dispatch.EmailEncrypted {
		parts.Add(p.gatewayPart())
	}
	if p.u.desk.TakesPassport(p.account) {
		p.form = newPassportForm(p.u, p.account, p.kept, p.notice.fail)
		parts.Add(p.form.content)
	}
}

func (p *accountPage) trialPart() fyne.CanvasObject {
	p.check = newAccountCheck(p.u, p.account.ID, p.refresh)
	p.check.read()
	return newColumn(gap, newColumn(gapHalf, leading(p.test), caption(p.u.t("test_explained"))), p.check.content)
}

// try connects and signs in; nothing is sent.
func (p *accountPage) try() {
	id := string(p.account.ID)
	p.notice.clear()
	p.test.Disable()
	p.test.SetText(p.u.t("testing_account"))
	act(p.u, &p.trial, noValue(func(ctx context.Context) error { return p.u.desk.TestAccount(ctx, id) }),
		func(_ nothing, err error) {
			p.test.SetText(p.u.t("test_account"))
			p.test.Enable()
			p.told(err, "account_works")
			p.check.read()
			p.u.refresh()
		})
}

func (p *accountPage) told(err error, done string) {
	if err != nil {
		p.notice.fail(err)
	} else {
		p.notice.tell(p.u.t(done))
	}
	p.refresh()
}

// refresh lays the page out again: a sentence knows its height once it knows its width.
func (p *accountPage) refresh() {
	p.content.Refresh()
	p.content.Refresh()
}

func (p *accountPage) fail(err error) { p.told(err, "") }

// kept shows the passport as it is now.
func (p *accountPage) kept(a dispatch.Account) { p.became(a, "passport_saved") }

func (p *accountPage) signedIn(a dispatch.Account) { p.became(a, "signed_in") }

func (p *accountPage) confirmed(a dispatch.Account) { p.became(a, "host_key_confirmed") }

func (p *accountPage) became(a dispatch.Account, done string) {
	p.account = a
	p.told(nil, done)
	p.changed()
}

// leave ends what the page waits for.
func (p *accountPage) leave() {
	if p.signIn != nil {
		p.signIn.leave()
	}
}

func (p *accountPage) secretPart() fyne.CanvasObject {
	u := p.u
	change := newButton(u.t("change_secret"), p.changeSecret)
	p.secret.keys[fyne.KeyReturn] = func() bool { p.changeSecret(); return true }
	return newColumn(gap, strong(u.t("secret_title")), newRow(gap, []track{share(1)}, p.secret, change), caption(u.t("secret_explained")))
}

// changeSecret keeps the new password and forgets it here.
func (p *accountPage) changeSecret() {
	secret, id := []byte(p.secret.Text), string(p.account.ID)
	if len(secret) == 0 {
		p.u.focus(p.secret)
		return
	}
	act(p.u, &p.slot, noValue(func(ctx context.Context) error {
		defer clear(secret)
		return p.u.desk.ChangeSecret(ctx, id, secret)
	}), func(_ nothing, err error) {
		p.secret.SetText("")
		p.told(err, "secret_changed")
	})
}

// removalPart asks twice, in the page.
func (p *accountPage) removalPart() fyne.CanvasObject {
	u := p.u
	remove := newButton(u.t("remove_account"), p.remove)
	remove.Importance = widget.DangerImportance
	inside := newColumn(gap, body(u.t("remove_account_explained")), leading(remove))
	return newDisclosure(u.t("remove_account_title"), &p.removal, inside, func() { p.content.Refresh() })
}

func (p *accountPage) remove() {
	id := string(p.account.ID)
	act(p.u, &p.slot, noValue(func(ctx context.Context) error { return p.u.desk.RemoveAccount(ctx, id) }),
		func(_ nothing, err error) {
			if err != nil {
				p.told(err, "")
				return
			}
			p.u.settings().accounts().close()
			p.changed()
		})
}

// preparations are what can be done to pages before they are faxed.
func (u *UI) preparations() []option[string] {
	return []option[string]{
		{"", u.t("prepare_usual")}, {prepareClean, u.t("prepare_clean")}, {prepareNone, u.t("prepare_none")},
	}
}

package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// senderChannels are those that an account carries, the one whose sender is shown first.
var senderChannels = []dispatch.ChannelKind{dispatch.EmailEncrypted, dispatch.CloudFax, dispatch.Portal}

// senderFoot is the place of the foot that tells who sends, and where another account is chosen.
type senderFoot struct {
	u     *UI
	press *press
	words *text
	slot  slot
}

func newSenderFoot(u *UI) *senderFoot {
	f := &senderFoot{u: u, words: captionLine("").fit(whole)}
	content := newRow(gapHalf, []track{own, own}, picture("send", colorSecondary, 16), f.words)
	f.press = newPress(u.t("sender_change"), padded(gapHalf, gap, content), f.choose)
	return f
}

// update shows the account in use. One that may send nothing protected is seen by its colour.
func (f *senderFoot) update() {
	account, ok := f.u.sender()
	f.words.tint(senderColor(account))
	if !ok {
		f.words.set(f.u.t("sender_none"))
		return
	}
	f.words.set(f.u.t("sender_in_use", "name", shorten(senderName(account), 40)))
}

// sender is the account that stands for all in the foot: that of e-mail, or else of the next channel that has one.
func (u *UI) sender() (dispatch.Account, bool) {
	for _, channel := range senderChannels {
		if account, ok := u.live.used[channel]; ok {
			return account, true
		}
	}
	return dispatch.Account{}, false
}

// senderName is the address that recipients see, or else what the account is called here.
func senderName(a dispatch.Account) string {
	if a.From != "" {
		return a.From
	}
	return a.Name
}

func senderColor(a dispatch.Account) fyne.ThemeColorName {
	if refusedSender(a) {
		return colorRed
	}
	return colorSecondary
}

// refusedSender reports whether the rules let the account send nothing protected.
func refusedSender(a dispatch.Account) bool {
	switch a.Standing {
	case dispatch.PersonalAccount, dispatch.UniversityAccount, dispatch.RedirectingAccount, dispatch.ClinicDomain:
		return true
	}
	return false
}

// choose offers the accounts of every channel; those in use are ticked.
func (f *senderFoot) choose() {
	menu := fyne.NewMenu("", f.choices()...)
	popUp := widget.NewPopUpMenu(menu, f.u.window.Canvas())
	popUp.ShowAtRelativePosition(fyne.NewPos(0, -popUp.MinSize().Height), f.press)
}

func (f *senderFoot) choices() []*fyne.MenuItem {
	var items []*fyne.MenuItem
	for _, channel := range senderChannels {
		for _, account := range f.u.live.accounts {
			if account.Channel == channel {
				items = append(items, f.choice(account))
			}
		}
	}
	return append(items, fyne.NewMenuItemSeparator(), fyne.NewMenuItem(f.u.t("accounts"), func() { f.u.openSettings(sectionAccounts) }))
}

func (f *senderFoot) choice(a dispatch.Account) *fyne.MenuItem {
	u := f.u
	words := u.t("sender_choice", "channel", capital(u.texts.Channel(a.Channel)), "name", senderName(a))
	if refusedSender(a) {
		words = u.t("sender_choice_refused", "choice", words)
	}
	item := fyne.NewMenuItem(words, func() { f.use(a) })
	item.Checked = u.live.used[a.Channel].ID == a.ID
	return item
}

// use chooses an account for what is sent from now on, and asks again what may leave.
func (f *senderFoot) use(a dispatch.Account) {
	act(f.u, &f.slot, noValue(func(ctx context.Context) error {
		_, err := f.u.desk.UseAccount(ctx, string(a.ID))
		return err
	}), func(_ nothing, err error) {
		if err != nil {
			f.u.frame.say(f.u.texts.Error(err))
			return
		}
		f.u.refresh()
		if s, ok := f.u.rooms[roomSend].(*sendScreen); ok {
			s.suggest()
		}
	})
}

// senderLine names the account that an option would leave with where there are several, or where that one may
// send nothing protected; nil: the foot tells enough.
func (u *UI) senderLine(option desk.Option) fyne.CanvasObject {
	same := 0
	var sender dispatch.Account
	for _, a := range u.live.accounts {
		if a.Channel == option.Channel {
			same++
		}
		if a.ID == option.Account {
			sender = a
		}
	}
	switch {
	case sender.ID == "":
		return nil
	case refusedSender(sender):
		return sign("stop", colorRed, body(u.refusedWords(sender)))
	case same > 1:
		return caption(u.t("sender_in_use", "name", senderName(sender)))
	default:
		return nil
	}
}

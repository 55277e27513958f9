package desk

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// codeForwards is what testing an account answers when its mailbox sends mail out of its organisation by itself.
const codeForwards = "mail_forwards_outside"

const redirectingSetting = "redirecting_accounts"

func inUseSetting(channel dispatch.ChannelKind) string { return "account_in_use_" + string(channel) }

// UseAccount makes an account the one that its channel sends with, until another is chosen. An account that is
// only asked has no channel to be used for.
func (d *Desk) UseAccount(ctx context.Context, name string) (dispatch.Account, error) {
	account, err := d.account(ctx, name)
	if err != nil {
		return account, err
	}
	if !account.Channel.Carried() {
		return account, invalid("account_carries_nothing", "name")
	}
	return account, d.config.Store.SaveSetting(ctx, inUseSetting(account.Channel), account.ID)
}

// AccountsInUse are the accounts that dispatches leave with unless a draft names another, by channel: those
// chosen, or else the oldest of each.
func (d *Desk) AccountsInUse(ctx context.Context) (map[dispatch.ChannelKind]dispatch.Account, error) {
	accounts, err := d.config.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	return d.inUse(ctx, accounts)
}

func (d *Desk) inUse(ctx context.Context, accounts []dispatch.Account) (map[dispatch.ChannelKind]dispatch.Account, error) {
	used := map[dispatch.ChannelKind]dispatch.Account{}
	for _, channel := range []dispatch.ChannelKind{dispatch.EmailEncrypted, dispatch.CloudFax, dispatch.Portal} {
		var chosen dispatch.ID
		if _, err := d.config.Store.Setting(ctx, inUseSetting(channel), &chosen); err != nil {
			return nil, err
		}
		for _, account := range accounts {
			_, found := used[channel]
			if account.Channel == channel && (!found || account.ID == chosen) {
				used[channel] = account
			}
		}
	}
	return used, nil
}

// senders are the accounts that a draft would leave with: the one it names goes before the one in use.
func (d *Desk) senders(ctx context.Context, draft Draft) (map[dispatch.ChannelKind]dispatch.Account, error) {
	used, err := d.AccountsInUse(ctx)
	if err != nil || draft.Account == "" {
		return used, err
	}
	named, err := d.account(ctx, draft.Account)
	if err != nil {
		return nil, err
	}
	if !named.Channel.Carried() {
		return nil, invalid("account_carries_nothing", "account")
	}
	used[named.Channel] = named
	return used, nil
}

// heedTest keeps what testing an account tells of it: one that was found to redirect its mail may send nothing
// protected (R17) until a test finds that it no longer does.
func (d *Desk) heedTest(ctx context.Context, a dispatch.Account, outcome error) error {
	before := map[dispatch.ID]dispatch.SenderAccount{}
	if _, err := d.config.Store.Setting(ctx, redirectingSetting, &before); err != nil {
		return err
	}
	redirects := a.Standing == dispatch.RedirectingAccount
	switch {
	case dispatch.CodeOf(outcome) == codeForwards && !redirects:
		before[a.ID], a.Standing = a.Standing, dispatch.RedirectingAccount
		if err := d.config.Store.SaveSetting(ctx, redirectingSetting, before); err != nil {
			return err
		}
	case outcome == nil && redirects:
		a.Standing = before[a.ID]
	default:
		return nil
	}
	return d.config.Store.SaveAccount(ctx, a, nil, d.event(dispatch.EventAccountSaved, map[string]string{
		"account": string(a.ID), "what": "standing", "standing": string(a.Standing),
	}))
}

// ChangeAccount edits an account: url, user, from, name, or a setting of its provider, which an empty value takes
// away. It is checked like a new one, and its secret stays. An e-mail address of another domain is judged anew.
func (d *Desk) ChangeAccount(ctx context.Context, name string, values map[string]string) (dispatch.Account, error) {
	account, err := d.account(ctx, name)
	if err != nil {
		return account, err
	}
	if account.Provider == PracticeProvider {
		return account, refused("practice_home")
	}
	changed := edited(account, values)
	if err := d.checkAccount(&changed); err != nil {
		return account, err
	}
	if err := d.nameFree(ctx, changed); err != nil {
		return account, err
	}
	secret, err := d.config.Store.AccountSecret(ctx, account.ID)
	if err != nil {
		return account, err
	}
	defer clear(secret)
	if err := d.config.CheckAccount(ctx, changed, secret); err != nil {
		return account, err
	}
	if domain(changed.From) != domain(account.From) {
		changed.Standing = standing(changed, false)
	}
	return changed, d.config.Store.SaveAccount(ctx, changed, nil, d.event(dispatch.EventAccountSaved, map[string]string{
		"account": string(account.ID), "what": "settings", "names": strings.Join(slices.Sorted(maps.Keys(values)), " "),
	}))
}

func edited(a dispatch.Account, values map[string]string) dispatch.Account {
	a.Settings = maps.Clone(a.Settings)
	for name, value := range values {
		value = strings.TrimSpace(value)
		switch {
		case name == "name":
			a.Name = value
		case name == FieldURL:
			a.URL = value
		case name == FieldUser:
			a.User = value
		case name == "from" && a.Channel == dispatch.EmailEncrypted: // the number of a fax is a setting
			a.From = value
		default:
			if a.Settings == nil {
				a.Settings = map[string]string{}
			}
			if a.Settings[name] = value; value == "" {
				delete(a.Settings, name)
			}
		}
	}
	return a
}

func (d *Desk) nameFree(ctx context.Context, a dispatch.Account) error {
	accounts, err := d.config.Store.Accounts(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(accounts, func(b dispatch.Account) bool { return b.Name == a.Name && b.ID != a.ID }) {
		return invalid("account_exists", "name")
	}
	return nil
}

func domain(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return strings.ToLower(domain)
}

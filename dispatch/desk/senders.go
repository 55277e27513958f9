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
	return account, d.saveSetting(ctx, inUseSetting(account.Channel), account.ID)
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
// protected (R17) until a test has read all its rules and found that it no longer does. A test that could not read
// them is no proof of that, and says so.
func (d *Desk) heedTest(ctx context.Context, tested dispatch.Account, rulesRead bool, outcome error) error {
	a, err := d.account(ctx, string(tested.ID)) // as it is now: somebody may have changed it during the test
	if err != nil {
		return err
	}
	redirects := a.Standing == dispatch.RedirectingAccount
	switch {
	case dispatch.CodeOf(outcome) == codeForwards && !redirects:
		if err := d.keepStanding(ctx, a.ID, a.Standing); err != nil {
			return err
		}
		return d.restand(ctx, a, dispatch.RedirectingAccount)
	case outcome == nil && redirects && !rulesRead:
		return refused("mail_forwards_unknown")
	case outcome == nil && redirects:
		before, err := d.standingsBefore(ctx)
		if err != nil {
			return err
		}
		return d.restand(ctx, a, before[a.ID])
	}
	return nil
}

func (d *Desk) restand(ctx context.Context, a dispatch.Account, s dispatch.SenderAccount) error {
	details := map[string]string{"what": "standing", "standing": string(s)}
	_, err := d.changeAccount(ctx, a, details, func(kept *dispatch.Account) { kept.Standing = s })
	return err
}

// standingsBefore are the standings of redirecting accounts, should they no longer redirect.
func (d *Desk) standingsBefore(ctx context.Context) (map[dispatch.ID]dispatch.SenderAccount, error) {
	before := map[dispatch.ID]dispatch.SenderAccount{}
	_, err := d.config.Store.Setting(ctx, redirectingSetting, &before)
	return before, err
}

func (d *Desk) keepStanding(ctx context.Context, id dispatch.ID, s dispatch.SenderAccount) error {
	before, err := d.standingsBefore(ctx)
	if err != nil {
		return err
	}
	if kept, known := before[id]; known && kept == s {
		return nil
	}
	before[id] = s
	return d.saveSetting(ctx, redirectingSetting, before)
}

// ChangeAccount edits an account: url, user, from, name, or a setting of its provider, which an empty value takes
// away. It is checked like a new one, and its secret stays. What was approved of it ends when it becomes another
// service, or an e-mail address of another domain, unless the establishment has approved that one: approved=yes. The key of a server is none of the values: see
// ReplaceHostKey.
func (d *Desk) ChangeAccount(ctx context.Context, name string, values map[string]string) (dispatch.Account, error) {
	account, err := d.account(ctx, name)
	if err != nil {
		return account, err
	}
	if account.Provider == PracticeProvider {
		return account, refused("practice_home")
	}
	if _, given := values[SettingHostKey]; given {
		return account, refused("host_key_setting") // it would go round ReplaceHostKey
	}
	values, approved, err := approvalIn(values)
	if err != nil {
		return account, err
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
	judged := standing(changed, approved)
	anew := approved || elsewhere(account, changed)
	if anew {
		if err := d.keepStanding(ctx, account.ID, judged); err != nil {
			return account, err
		}
	}
	details := map[string]string{"what": "settings", "names": strings.Join(slices.Sorted(maps.Keys(values)), " ")}
	if anew {
		details["standing"] = string(judged)
	}
	return d.changeAccount(ctx, account, details, func(kept *dispatch.Account) {
		*kept = edited(*kept, values)
		kept.From = changed.From
		if anew && kept.Standing != dispatch.RedirectingAccount { // another name for a mailbox ends no rule of it
			kept.Standing = judged
		}
	})
}

// approvalIn takes the approval out of the values of an account.
func approvalIn(values map[string]string) (rest map[string]string, approved bool, err error) {
	rest = maps.Clone(values)
	value, given := rest["approved"]
	delete(rest, "approved")
	if given && value != "yes" {
		return nil, false, invalid("unknown_value", "approved")
	}
	return rest, given, nil
}

// whose are the settings that tell whose a service is, where its URL is the same for everybody.
var whose = []string{"tenant", "authority", "graph_url", "drive"}

// elsewhere reports whether an account that changed reaches what nobody approved: another domain that writes, or
// another service that documents are left with.
func elsewhere(before, after dispatch.Account) bool {
	if after.Channel == dispatch.EmailEncrypted {
		return domain(before.From) != domain(after.From)
	}
	return before.URL != after.URL || before.User != after.User || before.Provider != after.Provider ||
		slices.ContainsFunc(whose, func(name string) bool { return before.Settings[name] != after.Settings[name] })
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

package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
)

// PracticeProvider is the provider of accounts that reach only practice services.
const PracticeProvider = "practice"

const senderSetting = "sender"

// AddAccount checks and stores a service with its secret. Approved says that the establishment has
// declared the account's domain, or the portal, approved. A practice home refuses real accounts and a
// real home practice ones.
func (d *Desk) AddAccount(ctx context.Context, a dispatch.Account, secret []byte, approved bool) (dispatch.Account, error) {
	if err := d.checkAccount(&a); err != nil {
		return a, err
	}
	accounts, err := d.config.Store.Accounts(ctx)
	if err != nil {
		return a, err
	}
	if slices.ContainsFunc(accounts, func(b dispatch.Account) bool { return b.Name == a.Name }) {
		return a, invalid("account_exists", "name")
	}
	if secret, err = d.accountSecret(a, secret); err != nil {
		return a, err
	}
	if err := d.config.CheckAccount(ctx, a, secret); err != nil {
		return a, err
	}
	a.ID, a.Created, a.Standing = dispatch.NewID(d.config.Random), d.config.Now(), standing(a, approved)
	err = d.config.Store.SaveAccount(ctx, a, secret, d.event(dispatch.EventAccountSaved, map[string]string{
		"account": string(a.ID), "channel": string(a.Channel), "provider": a.Provider,
	}))
	if err != nil || a.Channel != dispatch.EmailEncrypted {
		return a, err
	}
	return a, d.prepareOwnKey(ctx)
}

func (d *Desk) checkAccount(a *dispatch.Account) (err error) {
	a.Name = strings.TrimSpace(a.Name)
	switch {
	case a.Name == "":
		return invalid("required", "name")
	case !a.Channel.Carried() && !channelLess(*a):
		return invalid("unknown_value", "channel")
	case d.config.Practice && a.Provider != PracticeProvider:
		return refused("practice_home")
	case !d.config.Practice && a.Provider == PracticeProvider:
		return refused("real_home")
	case a.Channel == dispatch.EmailEncrypted:
		if a.From, err = d.config.Addresses.Email(a.From); err != nil {
			return invalid("sender_address_invalid", "from")
		}
	}
	if err := printable(a.Settings); err != nil {
		return err
	}
	return printable(map[string]string{"name": a.Name, "user": a.User, "url": a.URL})
}

// LDAPProvider is the provider of accounts that are asked for people. They carry nothing.
const LDAPProvider = "ldap"

// channelLess reports whether an account is there to be asked, and carries nothing.
func channelLess(a dispatch.Account) bool {
	return a.Channel == "" && slices.Contains([]string{LDAPProvider, IMAPProvider}, a.Provider)
}

// standing judges the account by the domain that it sends from.
func standing(a dispatch.Account, approved bool) dispatch.SenderAccount {
	if a.Channel != dispatch.EmailEncrypted {
		if approved {
			return dispatch.RSSSAccount
		}
		return ""
	}
	switch domain := policy.DomainOf(a.From); {
	case domain == policy.RSSSDomain:
		return dispatch.RSSSAccount
	case domain == policy.Personal:
		return dispatch.PersonalAccount
	case domain == policy.University:
		return dispatch.UniversityAccount
	case approved:
		return dispatch.RSSSAccount
	default:
		return dispatch.ClinicDomain
	}
}

// Accounts lists the services, oldest first.
func (d *Desk) Accounts(ctx context.Context) ([]dispatch.Account, error) {
	return d.config.Store.Accounts(ctx)
}

// TestAccount connects and signs in, and sends nothing. What came of it is kept: see AccountCheck.
func (d *Desk) TestAccount(ctx context.Context, name string) error {
	account, err := d.account(ctx, name)
	if err != nil {
		return err
	}
	secret, err := d.config.Store.AccountSecret(ctx, account.ID)
	if err != nil {
		return err
	}
	defer clear(secret)
	began := d.config.Now()
	rulesRead, outcome := d.config.Test(ctx, account, secret)
	if err := d.keepCheck(ctx, account.ID, began, outcome); err != nil {
		return err
	}
	if err := d.heedTest(ctx, account, rulesRead, outcome); err != nil {
		return err
	}
	return outcome
}

// changeAccount changes an account as it is kept now: a slow question to a network undoes nothing that was found
// meanwhile.
func (d *Desk) changeAccount(
	ctx context.Context, a dispatch.Account, details map[string]string, change func(kept *dispatch.Account),
) (dispatch.Account, error) {
	details["account"] = string(a.ID)
	return d.config.Store.ChangeAccount(ctx, a.ID, nil, func(kept *dispatch.Account) (dispatch.Event, error) {
		change(kept)
		return d.event(dispatch.EventAccountSaved, details), nil
	})
}

// ChangeSecret gives a service a new password. Dispatches that wait for it leave with the new one.
func (d *Desk) ChangeSecret(ctx context.Context, name string, secret []byte) error {
	account, err := d.account(ctx, name)
	if err != nil {
		return err
	}
	if account.Provider == PracticeProvider {
		return refused("practice_home")
	}
	if len(secret) == 0 {
		return invalid("required", "secret")
	}
	if err := d.config.CheckAccount(ctx, account, secret); err != nil {
		return err
	}
	err = d.config.Store.SaveAccount(ctx, account, secret, d.event(dispatch.EventAccountSaved, map[string]string{
		"account": string(account.ID), "what": "secret",
	}))
	if err != nil {
		return err
	}
	return d.forgetCheck(ctx, account.ID)
}

// RemoveAccount forgets a service and its secret. Dispatches that wait for it fail when their turn comes.
func (d *Desk) RemoveAccount(ctx context.Context, name string) error {
	account, err := d.account(ctx, name)
	if err != nil {
		return err
	}
	d.signOut(ctx, account)
	return d.config.Store.RemoveAccount(ctx, account.ID, d.event(dispatch.EventAccountRemoved, map[string]string{
		"account": string(account.ID),
	}))
}

func (d *Desk) account(ctx context.Context, name string) (dispatch.Account, error) {
	accounts, err := d.config.Store.Accounts(ctx)
	if err != nil {
		return dispatch.Account{}, err
	}
	for _, account := range accounts {
		if account.Name == name || string(account.ID) == name {
			return account, nil
		}
	}
	return dispatch.Account{}, &dispatch.Error{Op: "desk", Kind: dispatch.KindNotFound, Code: "account_not_found"}
}

// Sender returns the clinic's profile and whether it was set.
func (d *Desk) Sender(ctx context.Context) (dispatch.Sender, bool, error) {
	var s dispatch.Sender
	ok, err := d.config.Store.Setting(ctx, senderSetting, &s)
	return s, ok, err
}

// SaveSender checks and stores the clinic's profile. Cover pages need its name and a telephone number
// to call back.
func (d *Desk) SaveSender(ctx context.Context, s dispatch.Sender) (err error) {
	if s.Organisation == "" {
		return invalid("required", "organisation")
	}
	if s.Phone == "" {
		return invalid("required", "phone")
	}
	if s.Phone, _, err = d.config.Addresses.Fax(s.Phone); err != nil {
		return invalid("phone_invalid", "phone")
	}
	if s.Fax != "" {
		if s.Fax, _, err = d.config.Addresses.Fax(s.Fax); err != nil {
			return err
		}
	}
	if err := printable(map[string]string{"name": s.Name, "organisation": s.Organisation, "address": s.Address}); err != nil {
		return err
	}
	if err := d.saveSetting(ctx, senderSetting, s); err != nil {
		return err
	}
	return d.prepareOwnKey(ctx)
}

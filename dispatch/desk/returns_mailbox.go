package desk

import (
	"context"
	"errors"
	"io"

	"github.com/souspli/souspli/dispatch"
)

// IMAPProvider is the provider of accounts whose folder is read for delivery status notifications. They carry
// nothing.
const IMAPProvider = "imap"

// markSetting says how far the notifications of an account were read. No line of the log tells it: it moves by itself,
// and from an earlier one the same notifications are only read again.
func markSetting(a dispatch.Account) string { return "returns_read_" + string(a.ID) }

// ReadReturns takes in the notifications that came to the accounts that receive them. An account that fails keeps
// no other from being read. It fails with KindNotFound and returns_account_missing when there is none.
func (d *Desk) ReadReturns(ctx context.Context) ([]Returned, error) {
	accounts, err := d.config.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	var all []Returned
	var failures error
	read := false
	for _, account := range accounts {
		if account.Provider != IMAPProvider {
			continue
		}
		read = true
		returned, err := d.readReturns(ctx, account)
		all, failures = append(all, returned...), errors.Join(failures, err)
	}
	if !read {
		return nil, &dispatch.Error{Op: "desk.returns", Kind: dispatch.KindNotFound, Code: "returns_account_missing", Certainty: dispatch.Unsent}
	}
	return all, failures
}

// readReturns goes on from where it stopped last time. What cannot be stored is read again; what is no
// notification in spite of its head is passed over.
func (d *Desk) readReturns(ctx context.Context, a dispatch.Account) (all []Returned, err error) {
	var mark dispatch.MailboxMark
	if _, err := d.config.Store.Setting(ctx, markSetting(a), &mark); err != nil {
		return nil, err
	}
	secret, err := d.config.Store.AccountSecret(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	now, err := d.config.FetchReports(ctx, a, secret, mark, func(message io.Reader) error {
		returned, err := d.Bounce(ctx, message)
		all = append(all, returned...)
		if dispatch.KindOf(err) == dispatch.KindInvalid {
			return nil
		}
		return err
	})
	if now == mark {
		return all, err
	}
	return all, errors.Join(err, d.config.Store.SaveSetting(context.WithoutCancel(ctx), markSetting(a), now))
}

package desk

import (
	"context"

	"github.com/souspli/souspli/dispatch"
)

// bookWatch is a store that has the desk read the known domains anew after a change of the address book or the
// accounts, kept or not.
type bookWatch struct {
	Store
	domains *domainKeeper
}

// SaveRecipient is the store's.
func (w bookWatch) SaveRecipient(ctx context.Context, r dispatch.Recipient, e dispatch.Event) error {
	defer w.domains.forget()
	return w.Store.SaveRecipient(ctx, r, e)
}

// RemoveRecipient is the store's.
func (w bookWatch) RemoveRecipient(ctx context.Context, id dispatch.ID, e dispatch.Event) error {
	defer w.domains.forget()
	return w.Store.RemoveRecipient(ctx, id, e)
}

// RestoreRecipient is the store's.
func (w bookWatch) RestoreRecipient(ctx context.Context, r dispatch.Recipient, e dispatch.Event) error {
	defer w.domains.forget()
	return w.Store.RestoreRecipient(ctx, r, e)
}

// MergeRecipients is the store's.
func (w bookWatch) MergeRecipients(ctx context.Context, kept, gone dispatch.ID,
	merge func(kept, gone dispatch.Recipient) (dispatch.Recipient, dispatch.Event, error),
) (dispatch.Recipient, error) {
	defer w.domains.forget()
	return w.Store.MergeRecipients(ctx, kept, gone, merge)
}

// ImportRecipients is the store's.
func (w bookWatch) ImportRecipients(ctx context.Context, changes []dispatch.Imported, e dispatch.Event) error {
	defer w.domains.forget()
	return w.Store.ImportRecipients(ctx, changes, e)
}

// UndoImport is the store's.
func (w bookWatch) UndoImport(ctx context.Context,
	takeBack func(c dispatch.Imported, now dispatch.Recipient, uses int) bool, told func() dispatch.Event,
) error {
	defer w.domains.forget()
	return w.Store.UndoImport(ctx, takeBack, told)
}

// SaveAccount is the store's.
func (w bookWatch) SaveAccount(ctx context.Context, a dispatch.Account, secret []byte, e dispatch.Event) error {
	defer w.domains.forget()
	return w.Store.SaveAccount(ctx, a, secret, e)
}

// ChangeAccount is the store's.
func (w bookWatch) ChangeAccount(
	ctx context.Context, id dispatch.ID, secret []byte, change func(a *dispatch.Account) (dispatch.Event, error),
) (dispatch.Account, error) {
	defer w.domains.forget()
	return w.Store.ChangeAccount(ctx, id, secret, change)
}

// RemoveAccount is the store's.
func (w bookWatch) RemoveAccount(ctx context.Context, id dispatch.ID, e dispatch.Event) error {
	defer w.domains.forget()
	return w.Store.RemoveAccount(ctx, id, e)
}

package desk

import (
	"context"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Store is what the desk needs kept. Every method that changes something appends its event in the same
// transaction. Unknown ids answer with KindNotFound.
type Store interface {
	evidenceStore
	registersStore
	retentionStore
	figuresStore
	tasksStore
	setupStore
	recipientsStore

	// SaveRecipient inserts or replaces a recipient by its ID.
	SaveRecipient(ctx context.Context, r dispatch.Recipient, e dispatch.Event) error
	Recipient(ctx context.Context, id dispatch.ID) (dispatch.Recipient, error)
	// Recipients finds by words or their beginnings in name, organisation, address and number, in name
	// order; an empty query lists all.
	Recipients(ctx context.Context, query string, limit int) ([]dispatch.Recipient, error)
	// RemoveRecipient forgets a recipient. Dispatches keep their own copy.
	RemoveRecipient(ctx context.Context, id dispatch.ID, e dispatch.Event) error
	// MergeRecipients stores what merge makes of two, as they are kept now and nobody else changes them, in place of
	// both; gone is found as kept from then on. When merge fails, nothing is stored.
	MergeRecipients(ctx context.Context, kept, gone dispatch.ID,
		merge func(kept, gone dispatch.Recipient) (dispatch.Recipient, dispatch.Event, error)) (dispatch.Recipient, error)
	// Colleagues lists at most limit recipients, in no order, whose texts hold every word of an organisation's name.
	Colleagues(ctx context.Context, organisation string, limit int) ([]dispatch.Recipient, error)
	// RecipientUses counts the dispatches made to each recipient that had any.
	RecipientUses(ctx context.Context) (map[dispatch.ID]int, error)
	// AddressUsed reports whether a dispatch was ever made to the address over the channel.
	AddressUsed(ctx context.Context, channel dispatch.ChannelKind, address string) (bool, error)
	// ImportRecipients stores all changes or none, and keeps what they changed for LastImport. It fails with
	// KindConflict and import_stale when a recipient is no longer as it was before.
	ImportRecipients(ctx context.Context, changes []dispatch.Imported, e dispatch.Event) error
	LastImport(ctx context.Context) ([]dispatch.Imported, error)
	// UndoImport asks of everything that the last import changed, as it is kept now and nobody else changes it, whether
	// it is taken back: whoever was new goes, whoever was changed is as before. Then it forgets the import and logs
	// what told answers. now is empty of somebody who is gone.
	UndoImport(ctx context.Context,
		takeBack func(c dispatch.Imported, now dispatch.Recipient, uses int) bool, told func() dispatch.Event) error

	// SaveKey inserts or replaces a certificate by its fingerprint.
	SaveKey(ctx context.Context, k dispatch.Key, e dispatch.Event) error
	// ChangeKey changes a recipient's certificate as it is kept now, while nobody else can; when change fails, nothing
	// is stored.
	ChangeKey(ctx context.Context, fingerprint string, change func(k *dispatch.Key) (dispatch.Event, error)) (dispatch.Key, error)
	Key(ctx context.Context, fingerprint string) (dispatch.Key, error)
	Keys(ctx context.Context) ([]dispatch.Key, error)
	// SaveOwnKey keeps the clinic's own certificate with its secret part, sealed.
	SaveOwnKey(ctx context.Context, k dispatch.Key, secret []byte, e dispatch.Event) error
	// OwnKey returns the newest own OpenPGP certificate and its secret part.
	OwnKey(ctx context.Context) (k dispatch.Key, secret []byte, err error)
	// OwnKeyOf returns the newest own certificate of a kind and its secret part.
	OwnKeyOf(ctx context.Context, kind dispatch.KeyKind) (k dispatch.Key, secret []byte, err error)

	// SaveAccount inserts or replaces an account by its ID; secret is sealed apart.
	SaveAccount(ctx context.Context, a dispatch.Account, secret []byte, e dispatch.Event) error
	// ChangeAccount changes an account as it is kept now, while nobody else can; when change fails, nothing is stored.
	// A nil secret leaves the one that is there.
	ChangeAccount(
		ctx context.Context, id dispatch.ID, secret []byte, change func(a *dispatch.Account) (dispatch.Event, error),
	) (dispatch.Account, error)
	Accounts(ctx context.Context) ([]dispatch.Account, error)
	AccountSecret(ctx context.Context, id dispatch.ID) ([]byte, error)
	RemoveAccount(ctx context.Context, id dispatch.ID, e dispatch.Event) error

	// Setting reads a sealed JSON value into v and reports whether it was set.
	Setting(ctx context.Context, name string, v any) (bool, error)
	SaveSetting(ctx context.Context, name string, v any) error

	// AddDocument seals what it reads under a new document ID, and returns size and hash of it.
	AddDocument(ctx context.Context, id dispatch.ID, r io.Reader) (size int64, sha256 string, err error)
	// DropDocument forgets a document that no dispatch holds.
	DropDocument(ctx context.Context, id dispatch.ID) error
	OpenDocument(ctx context.Context, d dispatch.Document) (io.ReadCloser, error)

	// Create stores a new dispatch in state Held or ByHand; passphrase may be empty.
	Create(ctx context.Context, d dispatch.Dispatch, passphrase string, e dispatch.Event) error
	// Dispatch returns a dispatch with its attempts.
	Dispatch(ctx context.Context, id dispatch.ID) (dispatch.Dispatch, error)
	// DispatchOf returns the dispatch that an attempt belongs to, with all its attempts.
	DispatchOf(ctx context.Context, attempt dispatch.ID) (dispatch.Dispatch, error)
	// Passphrase returns the passphrase of a dispatch, or an empty string.
	Passphrase(ctx context.Context, id dispatch.ID) (string, error)
	// OldPassphrases lists the dispatches whose passphrase nothing needs any more to leave, unchanged since before.
	OldPassphrases(ctx context.Context, before time.Time) ([]dispatch.ID, error)
	// ForgetPassphrase destroys the passphrase of a dispatch that cannot leave any more.
	ForgetPassphrase(ctx context.Context, id dispatch.ID, e dispatch.Event) error
	// SaveDrawnSecret keeps a secret that a recipient must still be told; TakeDrawnSecret puts the one drawn at a time
	// into use, in place of an earlier one. It fails with KindConflict and drawn_secret_changed when another waits.
	SaveDrawnSecret(ctx context.Context, recipient dispatch.ID, secret string, e dispatch.Event) error
	TakeDrawnSecret(ctx context.Context, recipient dispatch.ID, drawn time.Time, e dispatch.Event) error
	// DrawnSecret returns the one that waits, and AgreedSecret the one in use, with the time of each; they are empty
	// when there is none. ForgetAgreedSecret destroys both.
	DrawnSecret(ctx context.Context, recipient dispatch.ID) (secret string, drawn time.Time, err error)
	AgreedSecret(ctx context.Context, recipient dispatch.ID) (secret string, since time.Time, err error)
	ForgetAgreedSecret(ctx context.Context, recipient dispatch.ID, e dispatch.Event) error
	Apply(ctx context.Context, t dispatch.Transition) error
	// Append stores an event that changes nothing else.
	Append(ctx context.Context, e dispatch.Event) error
	Search(ctx context.Context, f dispatch.Filter) (dispatch.Page, error)
	// Events lists the events of a dispatch, oldest first.
	Events(ctx context.Context, id dispatch.ID) ([]dispatch.Event, error)
	// CountByState counts all dispatches.
	CountByState(ctx context.Context) (map[dispatch.State]int, error)
	// VerifyLog recomputes the whole evidence tree from the events and compares it with what is stored;
	// it fails with KindIntegrity and returns the number of events proven.
	VerifyLog(ctx context.Context) (events int64, err error)
	// Version changes whenever another program changed the home.
	Version(ctx context.Context) (int64, error)
}

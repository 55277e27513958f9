package ui

import (
	"context"
	"image"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/fax/facsimile"
)

// Desk is every use case that the window calls. Methods may block; the window calls them away from the
// goroutine that draws.
type Desk interface {
	deskEvidence
	deskRegisters
	deskRetention
	deskFigures
	deskPages
	deskSetup
	deskTasks
	deskRecipients
	deskKeys

	Practice() bool
	Inspect(ctx context.Context, path, password string) (inspect.Report, error)
	Preview(ctx context.Context, r inspect.Report, page, width, height int) (image.Image, error)
	FaxPreview(ctx context.Context, r inspect.Report, page int, mode facsimile.Mode) (facsimile.Preview, error)
	Legibility(ctx context.Context, r inspect.Report) (facsimile.Legibility, error)
	Forget(r inspect.Report)
	Suggest(ctx context.Context, d desk.Draft) (desk.Suggestion, error)
	Send(ctx context.Context, d desk.Draft) (dispatch.Dispatch, error)
	RecordByHand(ctx context.Context, d desk.Draft) (dispatch.Dispatch, error)
	Cancel(ctx context.Context, id dispatch.ID) error
	Recall(ctx context.Context, id dispatch.ID) (dispatch.Dispatch, error)
	Resolve(ctx context.Context, id dispatch.ID, sent bool, note string) (dispatch.Dispatch, error)
	Call(ctx context.Context, id dispatch.ID) (desk.Call, error)
	ConfirmArrival(ctx context.Context, id dispatch.ID) error
	RevealPassphrase(ctx context.Context, id dispatch.ID, reason string) (string, error)
	PassphraseGiven(ctx context.Context, id dispatch.ID) error
	PrintOpeningCard(ctx context.Context, w io.Writer, id dispatch.ID) error
	PassphraseDays(ctx context.Context) (int, error)
	SavePassphraseDays(ctx context.Context, days int) error
	SecretStanding(ctx context.Context, recipient dispatch.ID) (desk.SecretStanding, error)
	DrawSecret(ctx context.Context, recipient dispatch.ID) (string, error)
	SecretTold(ctx context.Context, recipient dispatch.ID, drawn time.Time) error
	Secret(ctx context.Context, recipient dispatch.ID) (string, error)
	ForgetSecret(ctx context.Context, recipient dispatch.ID) error

	// Bounce takes in the delivery notices in a message; ReadReturns those in the mailboxes that receive them.
	Bounce(ctx context.Context, message io.Reader) ([]desk.Returned, error)
	ReadReturns(ctx context.Context) ([]desk.Returned, error)

	Extend(ctx context.Context, id dispatch.ID, until time.Time) (dispatch.Dispatch, error)
	Reached(ctx context.Context, id dispatch.ID, note string) (dispatch.Dispatch, error)
	Capabilities(ctx context.Context, a dispatch.Account) (*dispatch.Capabilities, error)
	DispatchCapabilities(ctx context.Context, id dispatch.ID) (*dispatch.Capabilities, error)
	PortalDays(ctx context.Context) (desk.PortalDays, error)
	SavePortalDays(ctx context.Context, days desk.PortalDays) error

	Search(ctx context.Context, f dispatch.Filter) (dispatch.Page, error)
	Show(ctx context.Context, id dispatch.ID) (dispatch.Dispatch, error)
	Events(ctx context.Context, id dispatch.ID) ([]dispatch.Event, error)
	CountByState(ctx context.Context) (map[dispatch.State]int, error)
	Version(ctx context.Context) (int64, error)

	SaveRecipient(ctx context.Context, r dispatch.Recipient) (dispatch.Recipient, error)
	Recipient(ctx context.Context, id dispatch.ID) (dispatch.Recipient, error)
	Recipients(ctx context.Context, query string, limit int) ([]dispatch.Recipient, error)
	// Candidates finds whom a person may mean, those sent to most first.
	Candidates(ctx context.Context, query string, limit int) ([]dispatch.Recipient, error)
	RemoveRecipient(ctx context.Context, id dispatch.ID) error
	PreviewImport(ctx context.Context, from desk.ImportFrom) (desk.Import, error)
	StoreImport(ctx context.Context, shown desk.Import) error
	UndoImport(ctx context.Context) (desk.Undone, error)
	Duplicates(ctx context.Context) ([]desk.Duplicate, error)
	MergeRecipients(ctx context.Context, kept, gone dispatch.ID) (dispatch.Recipient, error)
	SuggestAll(ctx context.Context, d desk.Draft, to []desk.Addressee) (desk.Several, error)
	SendAll(ctx context.Context, d desk.Draft, to []desk.Addressee) (dispatch.ID, []desk.Delivery, error)
	// VerifyAddress records that a person made sure of an address, and how.
	VerifyAddress(ctx context.Context, id dispatch.ID, channel dispatch.ChannelKind, address, how string) (dispatch.Recipient, error)
	Cautions(ctx context.Context, r dispatch.Recipient) ([]desk.Caution, error)
	Organisations(ctx context.Context, query string) ([]desk.Organisation, error)
	ImportKey(ctx context.Context, data []byte) ([]dispatch.Key, error)
	Keys(ctx context.Context) ([]dispatch.Key, error)
	KeyCall(ctx context.Context, fingerprint string) (desk.KeyCall, error)
	VerifyKeyByPhone(ctx context.Context, fingerprint string) (dispatch.Key, error)
	BlockKey(ctx context.Context, fingerprint string) (dispatch.Key, error)
	FindKeys(ctx context.Context, address string, consent bool) (desk.KeySearch, error)
	ImportFound(ctx context.Context, found []dispatch.Key) ([]dispatch.Key, error)
	OwnKeyStanding(ctx context.Context) (desk.OwnKeyStanding, error)
	RenewOwnKey(ctx context.Context, fresh bool) (dispatch.Key, error)
	PrintRevocation(ctx context.Context, w io.Writer, language string) error
	BindKey(ctx context.Context, fingerprint, address, reason string) (dispatch.Key, error)
	RefreshKeys(ctx context.Context, fingerprints []string, consent bool) ([]desk.RefreshedKey, error)
	KeyTasks(ctx context.Context) ([]desk.KeyTask, error)
	ImportOwnCertificate(ctx context.Context, file []byte, password string) (dispatch.Key, error)
	Gateway(ctx context.Context, account string) (desk.Gateway, error)
	SetGateway(ctx context.Context, account, subject, header string) (desk.Gateway, error)
	ApproveGateway(ctx context.Context, account string, a desk.GatewayApproval) (desk.Gateway, error)
	TestGateway(ctx context.Context, account, address string) (desk.Gateway, error)
	ConfirmGateway(ctx context.Context, account string, encrypted bool) (desk.Gateway, error)
	DoubtNumber(ctx context.Context, id dispatch.ID, number string) (dispatch.Recipient, error)
	LetGo(ctx context.Context, id dispatch.ID) (dispatch.Dispatch, error)

	Accounts(ctx context.Context) ([]dispatch.Account, error)
	AddAccount(ctx context.Context, a dispatch.Account, secret []byte, approved bool) (dispatch.Account, error)
	// AccountsInUse are the accounts that dispatches leave with, by channel; UseAccount chooses another.
	AccountsInUse(ctx context.Context) (map[dispatch.ChannelKind]dispatch.Account, error)
	UseAccount(ctx context.Context, name string) (dispatch.Account, error)
	TestAccount(ctx context.Context, name string) error
	ChangeSecret(ctx context.Context, name string, secret []byte) error
	RemoveAccount(ctx context.Context, name string) error
	ChangeAccount(ctx context.Context, name string, values map[string]string) (dispatch.Account, error)
	SignIn(ctx context.Context, name string, show func(desk.SignInPage) error) (dispatch.Account, error)
	HostKey(ctx context.Context, name string) (shown, pinned string, err error)
	PinHostKey(ctx context.Context, name, fingerprint string) (dispatch.Account, error)
	PublicKeys(ctx context.Context, name string) ([]byte, error)
	RenewAccountKey(ctx context.Context, name string) ([]byte, error)
	SavePassport(ctx context.Context, name string, p dispatch.Passport) (dispatch.Account, error)
	TakesPassport(a dispatch.Account) bool
	PassportOld(a dispatch.Account) bool
	Sender(ctx context.Context) (dispatch.Sender, bool, error)
	SaveSender(ctx context.Context, s dispatch.Sender) error
}

package ui

import (
	"context"
	"io"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// deskRecipients is the address book as a whole, and what the log tells of one recipient.
type deskRecipients interface {
	Book(ctx context.Context, q desk.BookQuery) (desk.Book, error)
	Acquaintance(ctx context.Context, id dispatch.ID) (desk.Acquaintance, error)
	RestoreRecipient(ctx context.Context, removed dispatch.Recipient) (dispatch.Recipient, error)
	ExportRecipients(ctx context.Context, w io.Writer, q desk.BookQuery, format, language string) (int, error)
}

// deskKeys is what people do with keys beside what a call settles.
type deskKeys interface {
	ArmoredKey(ctx context.Context, fingerprint string) ([]byte, error)
	VerifyKey(ctx context.Context, fingerprint, how string) (dispatch.Key, error)
}

package desk

import (
	"context"
	"io"

	"github.com/souspli/souspli/dispatch"
)

// OpeningCard is what a page tells of a dispatch that says how to open it. Nothing of the document, of a patient or
// of the passphrase is in it.
type OpeningCard struct {
	Clinic  string
	Phone   string // E.164
	Channel dispatch.ChannelKind
	Form    dispatch.Form
}

// PrintOpeningCard writes the page that tells the recipient of a dispatch how to open it, in both languages, the
// recipient's own first.
func (d *Desk) PrintOpeningCard(ctx context.Context, w io.Writer, id dispatch.ID) error {
	x, err := d.config.Store.Dispatch(ctx, id)
	if err != nil {
		return err
	}
	sender, _, err := d.Sender(ctx)
	if err != nil {
		return err
	}
	language := x.Recipient.Language
	if language == "" {
		language = sender.Language
	}
	card := OpeningCard{Clinic: sender.Organisation, Phone: sender.Phone, Channel: x.Channel, Form: x.Form}
	return d.config.PrintOpeningCard(w, card, language)
}

package desk

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/facsimile"
)

// Cover draws the cover page that a draft would be faxed with, as the machine at the other end prints it. Only the
// reference of the attempt is not on it yet. It fails with KindInvalid when no number is known.
func (d *Desk) Cover(ctx context.Context, draft Draft) (facsimile.Preview, error) {
	draft = tidy(draft)
	to, err := towards(draft.Recipient, draft.Route)
	if err != nil {
		return facsimile.Preview{}, err
	}
	route, ok := to.Route(dispatch.CloudFax)
	if !ok {
		return facsimile.Preview{}, invalid("no_route", "route")
	}
	sender, _, err := d.Sender(ctx)
	if err != nil {
		return facsimile.Preview{}, err
	}
	p := dispatch.Parcel{
		Recipient: to, Route: route, Sender: sender, Subject: draft.Subject, Message: draft.Message, Language: to.Language,
		At: d.config.Now(),
	}
	kinds := documentKinds(draft)
	for i, r := range draft.Documents {
		p.Documents = append(p.Documents, dispatch.Content{Document: dispatch.Document{Kind: kinds[i], Pages: r.Pages}})
	}
	return d.config.Cover(ctx, p)
}

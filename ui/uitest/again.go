package uitest

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

// Again takes the documents that the dispatch tells of, unless the home keeps them no more: Fail says so.
func (d *Desk) Again(ctx context.Context, id dispatch.ID) (desk.Draft, error) {
	x, err := d.Show(ctx, id)
	if err != nil {
		return desk.Draft{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Again"); err != nil {
		return desk.Draft{}, err
	}
	draft := desk.Draft{Message: x.Message, Purpose: x.Purpose, Kind: x.Documents[0].Kind}
	for _, r := range d.recipients {
		if r.ID == x.Recipient.ID {
			draft.Recipient = r
		}
	}
	if x.State != dispatch.Failed && x.State != dispatch.Partial && x.State != dispatch.Cancelled {
		draft.SentBefore = x.Left()
	}
	for _, doc := range x.Documents {
		draft.Documents = append(draft.Documents, kept(doc))
	}
	return draft, nil
}

// kept is a document that lives in memory only.
func kept(doc dispatch.Document) inspect.Report {
	return inspect.Report{
		Name: doc.Name, MediaType: "application/pdf", Pages: doc.Pages, Size: doc.Size, SHA256: doc.SHA256, Kind: doc.Kind,
		TextLayer: true, Languages: []string{"fr"}, Protected: true, Reasons: []inspect.Reason{inspect.KindIsHealth},
		Rendition: &inspect.Rendition{Size: doc.Size, SHA256: doc.SHA256},
	}
}

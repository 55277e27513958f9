package desk

import (
	"context"
	"io"
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
)

// Again begins a draft from a dispatch that has ended or was taken: the recipient as the address book has it now, nobody
// when it is gone, and the same documents, read out of the home into memory. What a person answers for is asked anew: the authorisation, the
// channel and the confirmations. It fails with KindConflict and again_under_way or again_uncertain while the first may
// still leave or have arrived, and with again_documents_gone once the home no longer keeps the documents.
func (d *Desk) Again(ctx context.Context, id dispatch.ID) (Draft, error) {
	x, err := d.config.Store.Dispatch(ctx, id)
	if err != nil {
		return Draft{}, err
	}
	if err := mayGoAgain(x); err != nil {
		return Draft{}, err
	}
	to, err := d.config.Store.Recipient(ctx, x.Recipient.ID)
	if err != nil && dispatch.KindOf(err) != dispatch.KindNotFound {
		return Draft{}, err
	}
	draft := Draft{Recipient: to, Kind: commonKind(x.Documents), Subject: x.Subject, Message: x.Message, Purpose: x.Purpose}
	if hasLeft(x.State) && to.ID != "" {
		draft.SentBefore = x.Left()
	}
	draft.Documents, err = d.kept(ctx, x.Documents)
	return draft, err
}

// MayGoAgain reports whether Again takes a dispatch where it stands.
func MayGoAgain(x dispatch.Dispatch) bool { return mayGoAgain(x) == nil }

func mayGoAgain(x dispatch.Dispatch) error {
	switch x.State {
	case dispatch.Uncertain:
		return outdated("desk.again", "again_uncertain")
	case dispatch.Accepted:
		if x.AwaitsPerson() { // nobody knows how it ended
			return outdated("desk.again", "again_uncertain")
		}
		return nil
	case dispatch.Failed, dispatch.Cancelled, dispatch.Partial, dispatch.Delivered, dispatch.ByHand:
		return nil
	default:
		return outdated("desk.again", "again_under_way")
	}
}

func hasLeft(s dispatch.State) bool {
	return s == dispatch.Accepted || s == dispatch.Delivered || s == dispatch.ByHand
}

// commonKind is the kind of all documents; empty: they differ, and count as they are read.
func commonKind(docs []dispatch.Document) dispatch.DocumentKind {
	if len(docs) == 0 || slices.ContainsFunc(docs, func(doc dispatch.Document) bool { return doc.Kind != docs[0].Kind }) {
		return ""
	}
	return docs[0].Kind
}

// kept reads documents of the home, each as it was sent.
func (d *Desk) kept(ctx context.Context, docs []dispatch.Document) ([]inspect.Report, error) {
	var reports []inspect.Report
	for _, doc := range docs {
		report, err := d.keptDocument(ctx, doc)
		if err != nil {
			for _, read := range reports {
				d.config.Documents.Forget(read)
			}
			return nil, err
		}
		reports = append(reports, report)
	}
	return reports, nil
}

func (d *Desk) keptDocument(ctx context.Context, doc dispatch.Document) (inspect.Report, error) {
	sealed, err := d.config.Store.OpenDocument(ctx, doc)
	if dispatch.KindOf(err) == dispatch.KindNotFound {
		return inspect.Report{}, outdated("desk.again", "again_documents_gone")
	}
	if err != nil {
		return inspect.Report{}, err
	}
	defer sealed.Close()
	content, err := io.ReadAll(sealed)
	if err != nil {
		return inspect.Report{}, err
	}
	return d.config.Documents.Kept(ctx, doc.Name, content)
}

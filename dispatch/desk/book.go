package desk

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// BookOrder is the way in which the address book is listed.
type BookOrder string

// The orders.
const (
	BookByName         BookOrder = "name" // and the zero value
	BookByOrganisation BookOrder = "organisation"
	BookByLast         BookOrder = "last" // whoever was sent to last comes first, and who never was, last
)

// BookQuery narrows and orders the address book. The zero value lists everybody by name.
type BookQuery struct {
	Query      string         // words or their beginnings
	Class      dispatch.Class // empty: all
	Restricted bool           // only those to whom a signed refusal forbids to send
	Order      BookOrder
}

// Book is what a query finds in the address book.
type Book struct {
	Recipients []dispatch.Recipient
	Last       map[dispatch.ID]time.Time // when each was last sent to, of those who ever were
	// Classes and Restricted count what the words alone find, so that a filter tells what it would show.
	Classes    map[dispatch.Class]int
	Restricted int
	Found      int
}

// Book lists the address book.
func (d *Desk) Book(ctx context.Context, q BookQuery) (Book, error) {
	if q.Class != "" && !validClass(q.Class) {
		return Book{}, invalid("unknown_value", "class")
	}
	found, err := d.config.Store.Recipients(ctx, q.Query, 0)
	if err != nil {
		return Book{}, err
	}
	b := Book{Classes: map[dispatch.Class]int{}, Found: len(found)}
	for _, r := range found {
		b.Classes[r.Class]++
		if r.Restricted {
			b.Restricted++
		}
		if (q.Class == "" || r.Class == q.Class) && (!q.Restricted || r.Restricted) {
			b.Recipients = append(b.Recipients, r)
		}
	}
	if b.Last, err = d.config.Store.RecipientsLast(ctx); err != nil {
		return Book{}, err
	}
	return b, b.sort(q.Order)
}

// sort puts recipients in name order into another one.
func (b Book) sort(order BookOrder) error {
	switch order {
	case "", BookByName:
	case BookByOrganisation:
		slices.SortStableFunc(b.Recipients, byPlace)
	case BookByLast:
		slices.SortStableFunc(b.Recipients, func(x, y dispatch.Recipient) int { return b.Last[y.ID].Compare(b.Last[x.ID]) })
	default:
		return invalid("unknown_value", "sort")
	}
	return nil
}

// byPlace puts those of no department before the departments: below one, they would seem to be of it.
func byPlace(a, b dispatch.Recipient) int {
	return cmp.Or(byName(a.Organisation, b.Organisation), cmp.Compare(folded(a.Department), folded(b.Department)))
}

// Acquaintance is what the log tells of a recipient.
type Acquaintance struct {
	Dispatches []dispatch.Dispatch // the last ones, newest first
	Events     []dispatch.Event    // of its entry, newest first: who saved, verified and doubted it
}

// How much of it is told: more stands in the log.
const (
	mostAcquainted = 5
	mostOfEntry    = 20
)

// Acquaintance tells the last dispatches to a recipient, and what was done with its entry.
func (d *Desk) Acquaintance(ctx context.Context, id dispatch.ID) (a Acquaintance, err error) {
	if a.Dispatches, err = d.config.Store.DispatchesTo(ctx, id, mostAcquainted); err != nil {
		return Acquaintance{}, err
	}
	a.Events, err = d.config.Store.RecipientEvents(ctx, id, mostOfEntry)
	return a, err
}

// RestoreRecipient takes the removal of a recipient back, as it was. A secret that was agreed with it is gone, and
// what became known against its number meanwhile stays known.
func (d *Desk) RestoreRecipient(ctx context.Context, removed dispatch.Recipient) (dispatch.Recipient, error) {
	if err := d.checkRecipient(&removed); err != nil {
		return removed, err
	}
	if err := d.addDoubts(ctx, &removed); err != nil {
		return removed, err
	}
	removed.Updated = d.config.Now()
	return removed, d.config.Store.RestoreRecipient(ctx, removed, d.event(dispatch.EventRecipientSaved, map[string]string{
		"recipient": string(removed.ID), "what": "restored",
	}))
}

// addDoubts adds to a recipient what others at its fax numbers are known by.
func (d *Desk) addDoubts(ctx context.Context, r *dispatch.Recipient) error {
	for i := range r.Routes {
		route := &r.Routes[i]
		if route.Channel != dispatch.CloudFax {
			continue
		}
		known, err := d.knownOf(ctx, route.Address)
		if err != nil {
			return err
		}
		route.Doubtful, route.Failed = newer(route.Doubtful, known.Doubtful), newer(route.Failed, known.Failed)
	}
	return nil
}

// ExportRecipients writes what a query finds as a file that an import reads: csv or vcard, in a language, fr or en. It
// tells how many, and is logged before the first byte is written.
func (d *Desk) ExportRecipients(ctx context.Context, w io.Writer, q BookQuery, format, language string) (int, error) {
	b, err := d.Book(ctx, q)
	if err != nil {
		return 0, err
	}
	var whole bytes.Buffer // a format that is none is refused before anything is logged
	if err := d.config.WriteDirectory(&whole, format, language, b.Recipients); err != nil {
		return 0, err
	}
	n := len(b.Recipients)
	details := map[string]string{"format": format, "n": strconv.Itoa(n)}
	if err := d.config.Store.Append(ctx, d.event(dispatch.EventRecipientsExported, details)); err != nil {
		return 0, err
	}
	if _, err := w.Write(whole.Bytes()); err != nil {
		return 0, &dispatch.Error{Op: "desk.export", Kind: dispatch.KindStorage, Code: "export_not_written", Certainty: dispatch.Unsent}
	}
	return n, nil
}

package uitest

import (
	"cmp"
	"context"
	"io"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// Book lists recipients as the desk does.
func (d *Desk) Book(ctx context.Context, q desk.BookQuery) (desk.Book, error) {
	found, err := d.Recipients(ctx, q.Query, len(d.recipients))
	if err != nil {
		return desk.Book{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	b := desk.Book{Classes: map[dispatch.Class]int{}, Last: map[dispatch.ID]time.Time{}, Found: len(found)}
	for _, x := range slices.Backward(d.dispatches) {
		b.Last[x.Recipient.ID] = x.Created
	}
	for _, r := range found {
		b.Classes[r.Class]++
		if r.Restricted {
			b.Restricted++
		}
		if (q.Class == "" || r.Class == q.Class) && (!q.Restricted || r.Restricted) {
			b.Recipients = append(b.Recipients, r)
		}
	}
	switch q.Order {
	case desk.BookByOrganisation:
		slices.SortStableFunc(b.Recipients, func(a, c dispatch.Recipient) int {
			return cmp.Or(cmp.Compare(last(a.Organisation), last(c.Organisation)), cmp.Compare(a.Department, c.Department))
		})
	case desk.BookByLast:
		slices.SortStableFunc(b.Recipients, func(a, c dispatch.Recipient) int { return b.Last[c.ID].Compare(b.Last[a.ID]) })
	}
	return b, d.called("Book")
}

// Acquaintance tells the dispatches to one, and that its entry was saved and verified.
func (d *Desk) Acquaintance(_ context.Context, id dispatch.ID) (a desk.Acquaintance, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, x := range d.dispatches {
		if x.Recipient.ID == id && len(a.Dispatches) < 5 {
			a.Dispatches = append(a.Dispatches, x)
		}
	}
	r, _ := d.recipient(id)
	for _, route := range r.Routes {
		if v := route.Verification; v != nil {
			a.Events = append(a.Events, dispatch.Event{Type: dispatch.EventRouteVerified, At: v.At, Actor: v.By, Details: map[string]string{
				"how": v.How, "address": route.Address, "channel": string(route.Channel),
			}})
		}
	}
	return a, d.called("Acquaintance")
}

// RestoreRecipient keeps one again.
func (d *Desk) RestoreRecipient(_ context.Context, removed dispatch.Recipient) (dispatch.Recipient, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("RestoreRecipient"); err != nil {
		return removed, err
	}
	d.keep(removed)
	d.version++
	return removed, nil
}

// ExportRecipients writes a name a line.
func (d *Desk) ExportRecipients(ctx context.Context, w io.Writer, q desk.BookQuery, _, _ string) (int, error) {
	b, err := d.Book(ctx, q)
	if err != nil {
		return 0, err
	}
	for _, r := range b.Recipients {
		if _, err := io.WriteString(w, r.Name+"\r\n"); err != nil {
			return 0, err
		}
	}
	return len(b.Recipients), d.failure("ExportRecipients")
}

// ArmoredKey is the fingerprint alone.
func (d *Desk) ArmoredKey(_ context.Context, fingerprint string) ([]byte, error) {
	return []byte(fingerprint + "\n"), d.failure("ArmoredKey")
}

// VerifyKey verifies one as a call does.
func (d *Desk) VerifyKey(ctx context.Context, fingerprint, _ string) (dispatch.Key, error) {
	if err := d.failure("VerifyKey"); err != nil {
		return dispatch.Key{}, err
	}
	return d.VerifyKeyByPhone(ctx, fingerprint)
}

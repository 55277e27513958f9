package uitest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// Candidates finds by words, those sent to last first.
func (d *Desk) Candidates(ctx context.Context, query string, limit int) ([]dispatch.Recipient, error) {
	found, err := d.Recipients(ctx, query, len(d.recipients))
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	sent := map[dispatch.ID]time.Time{}
	for _, x := range d.dispatches {
		if x.Created.After(sent[x.Recipient.ID]) {
			sent[x.Recipient.ID] = x.Created
		}
	}
	slices.SortStableFunc(found, func(a, b dispatch.Recipient) int { return sent[b.ID].Compare(sent[a.ID]) })
	return found[:min(limit, len(found))], nil
}

// Organisations groups as the desk does, for recipients whose organisations are in name order.
func (d *Desk) Organisations(ctx context.Context, query string) ([]desk.Organisation, error) {
	found, err := d.Recipients(ctx, query, len(d.recipients))
	slices.SortStableFunc(found, func(a, b dispatch.Recipient) int {
		return cmp.Or(cmp.Compare(last(a.Organisation), last(b.Organisation)), cmp.Compare(a.Department, b.Department))
	})
	var all []desk.Organisation
	for _, r := range found {
		if len(all) == 0 || all[len(all)-1].Name != r.Organisation {
			all = append(all, desk.Organisation{Name: r.Organisation})
		}
		o := &all[len(all)-1]
		if n := len(o.Departments); n == 0 || o.Departments[n-1].Name != r.Department {
			o.Departments = append(o.Departments, desk.Department{Name: r.Department})
		}
		department := &o.Departments[len(o.Departments)-1]
		department.Recipients = append(department.Recipients, r)
	}
	return all, err
}

// last puts the empty name after all others.
func last(name string) string { return cmp.Or(name, "\uFFFD") }

// Cautions flags whoever is at another domain than the organisation.
func (d *Desk) Cautions(_ context.Context, r dispatch.Recipient) ([]desk.Caution, error) {
	if strings.HasSuffix(r.Email(), "@ailleurs.example") {
		return []desk.Caution{desk.CautionOtherDomain}, d.failure("Cautions")
	}
	return nil, d.failure("Cautions")
}

// PreviewImport shows one entry of each outcome, whatever the file.
func (d *Desk) PreviewImport(context.Context, desk.ImportFrom) (desk.Import, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("PreviewImport"); err != nil {
		return desk.Import{}, err
	}
	before := d.recipients[2]
	after := before
	after.Organisation = "Physiothérapie et ergothérapie"
	after.Routes = append([]dispatch.Route{{Channel: dispatch.CloudFax, Address: "+15145550129"}}, before.Routes[1:]...)
	return desk.Import{Source: "csv", Rows: []desk.ImportRow{
		{Line: 2, Outcome: desk.ImportNew, Recipient: dispatch.Recipient{ID: d.id(), Name: "Laboratoire du Cap", Class: dispatch.ExternalPartner}},
		{
			Line: 3, Outcome: desk.ImportNew, Cautions: []desk.Caution{desk.CautionPersonal},
			Recipient: dispatch.Recipient{ID: d.id(), Name: "Dr Karim Benali", Organisation: "Clinique des Érables", Class: dispatch.ExternalPartner},
		},
		{Line: 4, Outcome: desk.ImportChanged, Recipient: after, Before: &before},
		{Line: 5, Outcome: desk.ImportSame, Recipient: d.recipients[0], Before: &d.recipients[0]},
		{Line: 6, Outcome: desk.ImportRefused, Recipient: dispatch.Recipient{Name: "Optométrie"}, Code: "unknown_value", Field: "class"},
	}}, nil
}

// StoreImport keeps what a preview showed.
func (d *Desk) StoreImport(_ context.Context, shown desk.Import) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("StoreImport"); err != nil {
		return err
	}
	for _, row := range shown.Rows {
		if row.Outcome == desk.ImportNew || row.Outcome == desk.ImportChanged {
			d.keep(row.Recipient)
		}
	}
	d.version++
	return nil
}

// UndoImport tells of one removed and one restored.
func (d *Desk) UndoImport(context.Context) (desk.Undone, error) {
	return desk.Undone{Removed: 2, Restored: 1}, d.failure("UndoImport")
}

// Duplicates pairs the first two recipients.
func (d *Desk) Duplicates(context.Context) ([]desk.Duplicate, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Duplicates"); err != nil || len(d.recipients) < 3 {
		return nil, err
	}
	twin := d.recipients[2]
	if i := slices.IndexFunc(d.recipients, func(r dispatch.Recipient) bool { return r.Name == "Clinique du Parc inc." }); i >= 0 {
		return []desk.Duplicate{{A: twin, B: d.recipients[i], Why: desk.AlikeAddress}}, nil
	}
	return nil, nil
}

// MergeRecipients keeps the first of two.
func (d *Desk) MergeRecipients(_ context.Context, kept, gone dispatch.ID) (dispatch.Recipient, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("MergeRecipients"); err != nil {
		return dispatch.Recipient{}, err
	}
	d.recipients = slices.DeleteFunc(d.recipients, func(r dispatch.Recipient) bool { return r.ID == gone })
	d.version++
	r, _ := d.recipient(kept)
	return r, nil
}

// RemoveRecipient forgets one.
func (d *Desk) RemoveRecipient(_ context.Context, id dispatch.ID) error {
	if err := d.failure("RemoveRecipient"); err != nil {
		return err
	}
	d.LoseRecipient(id)
	return nil
}

// SuggestAll answers for each as Suggest does.
func (d *Desk) SuggestAll(ctx context.Context, draft desk.Draft, to []desk.Addressee) (desk.Several, error) {
	all := desk.Several{Organisations: len(to)}
	for _, one := range to {
		draft.Recipient, draft.Channel = one.Recipient, one.Channel
		s, err := d.Suggest(ctx, draft)
		if err != nil {
			return desk.Several{}, err
		}
		all.Suggestions = append(all.Suggestions, s)
	}
	return all, nil
}

// SendAll sends to each as Send does.
func (d *Desk) SendAll(ctx context.Context, draft desk.Draft, to []desk.Addressee) (dispatch.ID, []desk.Delivery, error) {
	if err := d.failure("SendAll"); err != nil {
		return "", nil, err
	}
	var made []desk.Delivery
	for _, one := range to {
		draft.Recipient, draft.Channel = one.Recipient, one.Channel
		x, err := d.Send(ctx, draft)
		made = append(made, desk.Delivery{Recipient: one.Recipient, Dispatch: x, Err: err})
	}
	return "batch", made, nil
}

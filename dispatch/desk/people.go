package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// towards puts the address that the person chose before the others of its channel, so that everything after
// looks at it alone.
func towards(r dispatch.Recipient, address string) (dispatch.Recipient, error) {
	if address == "" {
		return r, nil
	}
	i := slices.IndexFunc(r.Routes, func(route dispatch.Route) bool { return route.Address == address })
	if i < 0 {
		return r, invalid("no_route", "route")
	}
	chosen := r.Routes[i]
	r.Routes = slices.Insert(slices.Delete(slices.Clone(r.Routes), i, i+1), 0, chosen)
	return r, nil
}

// tellFirst tells of an address to which nothing was ever sent.
func (d *Desk) tellFirst(ctx context.Context, r dispatch.Recipient, options []Option) error {
	for i := range options {
		o := &options[i]
		route, ok := r.Route(o.Channel)
		if !ok || !o.Carried || o.Standing == Forbidden {
			continue
		}
		used, err := d.config.Store.AddressUsed(ctx, o.Channel, route.Address)
		if err != nil {
			return err
		}
		if !used {
			o.Notices = append(o.Notices, NoticeFirstTime)
		}
	}
	return nil
}

// RemoveRecipient forgets a recipient. What was sent to it stays in the log as it was.
func (d *Desk) RemoveRecipient(ctx context.Context, id dispatch.ID) error {
	r, err := d.config.Store.Recipient(ctx, id)
	if err != nil {
		return err
	}
	return d.config.Store.RemoveRecipient(ctx, r.ID, d.event(dispatch.EventRecipientRemoved, map[string]string{
		"recipient": string(r.ID),
	}))
}

// Candidates finds whom a person may mean: without a query those sent to last, then all others; with one,
// those whose name begins with it before the rest. Whoever was sent to last comes first among equals.
func (d *Desk) Candidates(ctx context.Context, query string, limit int) ([]dispatch.Recipient, error) {
	last, err := d.config.Store.RecipientsLast(ctx)
	if err != nil {
		return nil, err
	}
	if len(wordsOf(query)) == 0 {
		return d.lastSentTo(ctx, last, limit)
	}
	found, err := d.config.Store.Recipients(ctx, query, 0)
	if err != nil {
		return nil, err
	}
	typed := strings.Join(wordsOf(query), " ")
	slices.SortStableFunc(found, func(a, b dispatch.Recipient) int {
		return cmp.Or(cmp.Compare(begins(b, typed), begins(a, typed)), last[b.ID].Compare(last[a.ID]))
	})
	return atMost(found, limit), nil
}

// begins is 1 when the name begins with what was typed.
func begins(r dispatch.Recipient, typed string) int {
	if strings.HasPrefix(strings.Join(wordsOf(r.Name), " "), typed) {
		return 1
	}
	return 0
}

// lastSentTo reads only as many recipients as are listed, unless too few were ever sent to.
func (d *Desk) lastSentTo(ctx context.Context, last map[dispatch.ID]time.Time, limit int) ([]dispatch.Recipient, error) {
	ids := slices.SortedFunc(maps.Keys(last), func(a, b dispatch.ID) int {
		return cmp.Or(last[b].Compare(last[a]), cmp.Compare(a, b))
	})
	var found []dispatch.Recipient
	for _, id := range ids {
		if limit > 0 && len(found) == limit {
			return found, nil
		}
		r, err := d.config.Store.Recipient(ctx, id)
		if dispatch.KindOf(err) == dispatch.KindNotFound || err == nil && r.ID != id {
			continue // removed or merged since
		}
		if err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	all, err := d.config.Store.Recipients(ctx, "", 0)
	for _, r := range all {
		if last[r.ID].IsZero() {
			found = append(found, r)
		}
	}
	return atMost(found, limit), err
}

func atMost(found []dispatch.Recipient, limit int) []dispatch.Recipient {
	if limit > 0 && len(found) > limit {
		return found[:limit]
	}
	return found
}

// Organisation is an organisation of the address book with its departments; an empty name holds those who
// belong to none.
type Organisation struct {
	Name        string
	Departments []Department
}

// Department is a part of an organisation; an empty name holds those of whom none is known.
type Department struct {
	Name       string
	Recipients []dispatch.Recipient // in name order
}

// Organisations groups the recipients that a query finds by organisation and department, in name order.
// Those without an organisation come last, those without a department first in theirs.
func (d *Desk) Organisations(ctx context.Context, query string) ([]Organisation, error) {
	found, err := d.config.Store.Recipients(ctx, query, 0)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(found, byPlace)
	return GroupByOrganisation(found), nil
}

// GroupByOrganisation groups recipients who stand in the order of their organisations.
func GroupByOrganisation(found []dispatch.Recipient) []Organisation {
	var all []Organisation
	for _, r := range found {
		if len(all) == 0 || byName(all[len(all)-1].Name, r.Organisation) != 0 {
			all = append(all, Organisation{Name: r.Organisation})
		}
		last := &all[len(all)-1]
		if n := len(last.Departments); n == 0 || byName(last.Departments[n-1].Name, r.Department) != 0 {
			last.Departments = append(last.Departments, Department{Name: r.Department})
		}
		department := &last.Departments[len(last.Departments)-1]
		department.Recipients = append(department.Recipients, r)
	}
	return all
}

// byName compares without case and accents, the empty name last.
func byName(a, b string) int {
	if (a == "") != (b == "") {
		return cmp.Compare(len(b), len(a))
	}
	return cmp.Compare(folded(a), folded(b))
}

func folded(text string) string { return strings.Join(wordsOf(text), " ") }

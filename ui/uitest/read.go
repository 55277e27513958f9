package uitest

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// Search filters by state, channel, date and words in the names.
func (d *Desk) Search(_ context.Context, f dispatch.Filter) (dispatch.Page, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Search"); err != nil {
		return dispatch.Page{}, err
	}
	from, _ := strconv.Atoi(f.After)
	limit := f.Limit
	if limit == 0 {
		limit = 50
	}
	var found []dispatch.Dispatch
	for _, x := range d.dispatches {
		if matches(x, f) {
			found = append(found, x)
		}
	}
	if f.Oldest {
		slices.Reverse(found)
	}
	page := dispatch.Page{Dispatches: slices.Clone(found[min(from, len(found)):min(from+limit, len(found))])}
	if from+limit < len(found) {
		page.Next = strconv.Itoa(from + limit)
	}
	return page, nil
}

func matches(x dispatch.Dispatch, f dispatch.Filter) bool {
	switch {
	case len(f.States) > 0 && !slices.Contains(f.States, x.State),
		len(f.Channels) > 0 && !slices.Contains(f.Channels, x.Channel),
		!f.Since.IsZero() && x.Created.Before(f.Since),
		!f.Until.IsZero() && !x.Created.Before(f.Until):
		return false
	}
	return holds(x.Recipient, f.Query)
}

func holds(r dispatch.Recipient, query string) bool {
	text := strings.ToLower(r.Name + " " + r.Organisation)
	for word := range strings.FieldsSeq(strings.ToLower(query)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// Show finds a dispatch.
func (d *Desk) Show(_ context.Context, id dispatch.ID) (dispatch.Dispatch, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Show"); err != nil {
		return dispatch.Dispatch{}, err
	}
	i := d.index(id)
	if i < 0 {
		return dispatch.Dispatch{}, &dispatch.Error{Op: "desk.show", Kind: dispatch.KindNotFound}
	}
	return d.dispatches[i], nil
}

// Events lists the events of a dispatch.
func (d *Desk) Events(_ context.Context, id dispatch.ID) ([]dispatch.Event, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.events[id]), d.called("Events")
}

// CountByState counts all dispatches.
func (d *Desk) CountByState(context.Context) (map[dispatch.State]int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	counts := map[dispatch.State]int{}
	for _, x := range d.dispatches {
		counts[x.State]++
	}
	return counts, d.called("CountByState")
}

// Version changes with every change.
func (d *Desk) Version(context.Context) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.version, d.called("Version")
}

// SaveRecipient inserts or replaces.
func (d *Desk) SaveRecipient(_ context.Context, r dispatch.Recipient) (dispatch.Recipient, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("SaveRecipient"); err != nil {
		return dispatch.Recipient{}, err
	}
	d.version++
	return d.keep(r), nil
}

func (d *Desk) keep(r dispatch.Recipient) dispatch.Recipient {
	i := slices.IndexFunc(d.recipients, func(x dispatch.Recipient) bool { return x.ID == r.ID })
	if r.ID == "" {
		r.ID = d.id()
	}
	if i < 0 {
		d.recipients = append(d.recipients, r)
	} else {
		d.recipients[i] = r
	}
	return r
}

func (d *Desk) recipient(id dispatch.ID) (dispatch.Recipient, bool) {
	i := slices.IndexFunc(d.recipients, func(r dispatch.Recipient) bool { return r.ID == id })
	if i < 0 {
		return dispatch.Recipient{}, false
	}
	return d.recipients[i], true
}

// addresses are what a person sees of the routes.
func addresses(r dispatch.Recipient) []string {
	var all []string
	for _, route := range r.Routes {
		all = append(all, string(route.Channel)+" "+route.Address)
	}
	return all
}

// LoseRecipient takes a recipient out of the address book, as another program would.
func (d *Desk) LoseRecipient(id dispatch.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.recipients = slices.DeleteFunc(d.recipients, func(r dispatch.Recipient) bool { return r.ID == id })
}

// Recipient returns one recipient as it is now.
func (d *Desk) Recipient(_ context.Context, id dispatch.ID) (dispatch.Recipient, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Recipient"); err != nil {
		return dispatch.Recipient{}, err
	}
	r, ok := d.recipient(id)
	if !ok {
		return r, &dispatch.Error{Op: "desk.recipient", Kind: dispatch.KindNotFound, Code: "recipient_not_found"}
	}
	return r, nil
}

// Recipients finds by words, in name order.
func (d *Desk) Recipients(_ context.Context, query string, limit int) ([]dispatch.Recipient, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Recipients"); err != nil {
		return nil, err
	}
	var found []dispatch.Recipient
	for _, r := range d.recipients {
		if holds(r, query) {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b dispatch.Recipient) int { return strings.Compare(a.Name, b.Name) })
	return found[:min(limit, len(found))], nil
}

// VerifyAddress marks an address as verified now.
func (d *Desk) VerifyAddress(_ context.Context, id dispatch.ID, channel dispatch.ChannelKind, address, how string) (dispatch.Recipient, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("VerifyAddress"); err != nil {
		return dispatch.Recipient{}, err
	}
	i := slices.IndexFunc(d.recipients, func(r dispatch.Recipient) bool { return r.ID == id })
	r := d.recipients[i]
	r.Routes = slices.Clone(r.Routes)
	for n := range r.Routes {
		if r.Routes[n].Channel == channel && r.Routes[n].Address == address {
			r.Routes[n].Verification = &dispatch.Verification{By: "accueil", How: how, At: d.Now()}
			r.Routes[n].Doubtful, r.Routes[n].Failed = nil, nil
		}
	}
	d.version++
	return d.keep(r), nil
}

// ImportKey takes any bytes for one unverified certificate.
func (d *Desk) ImportKey(_ context.Context, data []byte) ([]dispatch.Key, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("ImportKey"); err != nil {
		return nil, err
	}
	key := dispatch.Key{Fingerprint: strings.Repeat("0c", 20), State: dispatch.KeyUnverified, Certificate: data}
	d.keys = append(d.keys, key)
	d.version++
	return []dispatch.Key{key}, nil
}

// Keys lists the certificates.
func (d *Desk) Keys(context.Context) ([]dispatch.Key, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.keys), d.called("Keys")
}

// Sender is the profile, once saved.
func (d *Desk) Sender(context.Context) (dispatch.Sender, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sender == nil {
		return dispatch.Sender{}, false, d.called("Sender")
	}
	return *d.sender, true, d.called("Sender")
}

// SaveSender keeps the profile.
func (d *Desk) SaveSender(_ context.Context, s dispatch.Sender) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("SaveSender"); err != nil {
		return err
	}
	d.sender = &s
	d.version++
	return nil
}

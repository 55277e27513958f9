package desk

import (
	"cmp"
	"errors"
	"reflect"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// importPlan finds the recipients that entries mean, and what the entries change of them.
type importPlan struct {
	desk   *Desk
	now    time.Time
	source string
	class  dispatch.Class
	whole  bool // the source is a directory: what it does not list, it does not have

	stored      []dispatch.Recipient
	byReference map[string][]int // of this source
	byAddress   map[reach][]int
	byName      map[string][]int         // name and organisation
	known       map[reach]dispatch.Route // what speaks against an address
	taken       map[dispatch.ID]bool     // by an earlier entry
	made        map[string]bool          // new ones, by name and addresses
}

func newImportPlan(d *Desk, stored []dispatch.Recipient, source string) *importPlan {
	p := &importPlan{
		desk: d, now: d.config.Now(), source: source, stored: stored,
		byReference: map[string][]int{}, byAddress: map[reach][]int{}, byName: map[string][]int{},
		known: map[reach]dispatch.Route{}, taken: map[dispatch.ID]bool{}, made: map[string]bool{},
	}
	for i, r := range stored {
		p.index(i, r)
	}
	return p
}

func (p *importPlan) index(i int, r dispatch.Recipient) {
	if r.Directory != nil && r.Directory.Source == p.source && r.Directory.Reference != "" {
		p.byReference[r.Directory.Reference] = append(p.byReference[r.Directory.Reference], i)
	}
	p.byName[identity(r)] = append(p.byName[identity(r)], i)
	for _, route := range r.Routes {
		key := reachOf(route)
		p.byAddress[key] = append(p.byAddress[key], i)
		known := p.known[key]
		if route.InDoubt() {
			known.Doubtful = newer(known.Doubtful, route.Doubtful)
		}
		if known.Failed = newer(known.Failed, route.Failed); known != (dispatch.Route{}) {
			p.known[key] = known
		}
	}
}

// reach is where a route leads.
type reach struct {
	channel dispatch.ChannelKind
	address string
}

func reachOf(route dispatch.Route) reach { return reach{route.Channel, route.Address} }

func addressKey(route dispatch.Route) string { return string(route.Channel) + " " + route.Address }

func identity(r dispatch.Recipient) string { return folded(r.Name) + "\x00" + folded(r.Organisation) }

// row decides about one entry.
func (p *importPlan) row(entry dispatch.Listed) ImportRow {
	row := ImportRow{Line: entry.Line, Outcome: ImportRefused, Recipient: entry.Recipient, Code: entry.Problem, Field: entry.Field}
	if entry.Problem != "" {
		return row
	}
	read := entry.Recipient
	row.Cautions = p.tidy(&read, entry.Line == 0)
	read.Class = cmp.Or(read.Class, p.class)
	if err := p.desk.checkRecipient(&read); err != nil {
		row.Code, row.Field = dispatch.CodeOf(err), fieldOf(err)
		return row
	}
	found := p.meant(read)
	if len(found) > 1 {
		row.Code = "import_ambiguous"
		return row
	}
	row.Recipient = read
	if len(found) == 0 {
		p.fresh(&row)
	} else {
		p.refresh(&row, &p.stored[found[0]], entry.Recipient.Class)
	}
	row.Cautions = once(append(row.Cautions, p.desk.oddities(row.Recipient)...))
	return row
}

func fieldOf(err error) string {
	if e, ok := errors.AsType[*dispatch.Error](err); ok {
		return e.Field
	}
	return ""
}

// tidy leaves out a telephone number that nobody could call: an extension, a remark. Of a directory, which
// nobody corrects here, an address too.
func (p *importPlan) tidy(r *dispatch.Recipient, addresses bool) []Caution {
	var cautions []Caution
	if p.desk.checkPhone(&dispatch.Recipient{Phone: r.Phone}) != nil {
		r.Phone, cautions = "", []Caution{CautionDropped}
	}
	if !addresses {
		return cautions
	}
	kept := slices.DeleteFunc(slices.Clone(r.Routes), func(route dispatch.Route) bool { return p.desk.checkRoute(&route) != nil })
	if len(kept) < len(r.Routes) {
		r.Routes, cautions = kept, []Caution{CautionDropped}
	}
	return cautions
}

// meant are the stored recipients that an entry means: by its reference; or of an alike name, by an address,
// then by name and organisation.
func (p *importPlan) meant(read dispatch.Recipient) []int {
	if read.Directory != nil && read.Directory.Reference != "" {
		if found := p.byReference[read.Directory.Reference]; len(found) > 0 {
			return found
		}
	}
	var found []int
	for _, route := range read.Routes {
		for _, i := range p.byAddress[reachOf(route)] {
			if alike(read.Name, p.stored[i].Name) && !p.elsewhere(i, read) && !slices.Contains(found, i) {
				found = append(found, i)
			}
		}
	}
	if len(found) > 0 {
		return found
	}
	for _, i := range p.byName[identity(read)] {
		if !p.elsewhere(i, read) {
			found = append(found, i)
		}
	}
	return found
}

// elsewhere reports whether a stored recipient is another entry of the same source.
func (p *importPlan) elsewhere(i int, read dispatch.Recipient) bool {
	was := p.stored[i].Directory
	return was != nil && read.Directory != nil && was.Source == p.source &&
		was.Reference != "" && read.Directory.Reference != "" && was.Reference != read.Directory.Reference
}

// fresh makes the entry a new recipient, unless an earlier one was the same.
func (p *importPlan) fresh(row *ImportRow) {
	r := &row.Recipient
	key := identity(*r)
	for _, route := range r.Routes {
		key += "\x00" + addressKey(route)
	}
	if p.made[key] {
		row.Code = "import_twice"
		return
	}
	p.made[key] = true
	row.Outcome = ImportNew
	r.ID, r.Created, r.Updated = dispatch.NewID(p.desk.config.Random), p.now, p.now
	r.Routes = p.routesOver(nil, r.Routes)
	p.found(r)
	p.remember(r)
}

// refresh lays what the entry says over what is stored.
func (p *importPlan) refresh(row *ImportRow, stored *dispatch.Recipient, class dispatch.Class) {
	if p.taken[stored.ID] {
		row.Code = "import_twice"
		return
	}
	p.taken[stored.ID] = true
	read := row.Recipient
	read.Class = cmp.Or(class, stored.Class)
	after := laidOver(*stored, read)
	after.Routes = p.routesOver(stored.Routes, read.Routes)
	if slices.ContainsFunc(after.Routes, func(route dispatch.Route) bool { return p.unlisted(route, read.Routes) }) {
		row.Cautions = append(row.Cautions, CautionUnlisted)
	}
	p.found(&after)
	p.remember(&after)
	row.Before, row.Recipient, row.Outcome = stored, *stored, ImportSame
	if !sameButWhen(*stored, after) {
		row.Recipient, row.Outcome = after, ImportChanged
		row.Recipient.Updated = p.now
	}
}

// found notes when the directory had the entry.
func (p *importPlan) found(r *dispatch.Recipient) {
	if r.Directory != nil && r.Directory.Source == p.source {
		entry := *r.Directory
		entry.At, entry.Gone = p.now, time.Time{}
		r.Directory = &entry
	}
}

// remember gives fax routes what is known of their numbers, whoever is reached there.
func (p *importPlan) remember(r *dispatch.Recipient) {
	r.Routes = slices.Clone(r.Routes)
	for i := range r.Routes {
		route := &r.Routes[i]
		if route.Channel != dispatch.CloudFax {
			continue
		}
		known := p.known[reachOf(*route)]
		route.Doubtful, route.Failed = known.Doubtful, known.Failed
		if !route.InDoubt() {
			route.Doubtful = nil
		}
	}
}

// vanished are the recipients that the directory had, and has no more. They stay, outside the directory.
func (p *importPlan) vanished() []ImportRow {
	var rows []ImportRow
	for _, r := range p.stored {
		if r.Directory == nil || r.Directory.Source != p.source || p.taken[r.ID] || !r.Directory.Gone.IsZero() {
			continue
		}
		before, entry := r, *r.Directory
		entry.Gone = p.now
		r.Directory, r.InDirectory, r.Updated = &entry, dispatch.False, p.now
		rows = append(rows, ImportRow{Outcome: ImportVanished, Recipient: r, Before: &before})
	}
	return rows
}

// laidOver is stored with everything that read says but its routes. What it says nothing of stays.
func laidOver(stored, read dispatch.Recipient) dispatch.Recipient {
	after := stored
	for _, field := range []struct{ to, from *string }{
		{&after.Name, &read.Name},
		{&after.Organisation, &read.Organisation},
		{&after.Department, &read.Department},
		{&after.Phone, &read.Phone},
		{&after.Language, &read.Language},
	} {
		*field.to = cmp.Or(*field.from, *field.to)
	}
	after.Class, after.Facility = read.Class, cmp.Or(read.Facility, stored.Facility)
	after.System, after.Preference = cmp.Or(read.System, stored.System), cmp.Or(read.Preference, stored.Preference)
	after.Form = cmp.Or(read.Form, stored.Form)
	after.Restricted = stored.Restricted || read.Restricted
	if read.InDirectory != dispatch.Unknown {
		after.InDirectory = read.InDirectory
	}
	if read.ChannelConsent != dispatch.Unknown {
		after.ChannelConsent = read.ChannelConsent
	}
	if follows(stored.Directory, read) {
		after.Directory = read.Directory
	}
	return after
}

// follows reports whether the entry names the recipient better than the one it was known by. No file takes
// somebody away from the directory.
func follows(known *dispatch.Entry, read dispatch.Recipient) bool {
	switch {
	case read.Directory == nil || read.Directory.Reference == "":
		return false
	default:
		return known == nil || known.Source == read.Directory.Source || read.InDirectory.Is()
	}
}

// routesOver lays the addresses that the source lists over those stored. News comes before the other addresses of
// its channel; what stays keeps its place and its verification. An address goes when it came from this source, which
// lists it no more, and nobody verified it: what a person typed or made sure of, no source takes away.
func (p *importPlan) routesOver(stored, listed []dispatch.Route) []dispatch.Route {
	var news, kept []dispatch.Route
	for _, route := range listed {
		if indexOf(stored, route) < 0 {
			route.Source = p.source
			news = append(news, route)
		}
	}
	for _, route := range stored {
		if i := indexOf(listed, route); i >= 0 {
			route.Label = cmp.Or(listed[i].Label, route.Label)
		} else if p.unlisted(route, listed) && route.Verification == nil {
			continue
		}
		kept = append(kept, route)
	}
	return append(news, kept...)
}

// unlisted reports whether the source once listed an address, and no longer does. A file says nothing of a channel of
// which it lists no address.
func (p *importPlan) unlisted(route dispatch.Route, listed []dispatch.Route) bool {
	speaks := p.whole || slices.ContainsFunc(listed, func(l dispatch.Route) bool { return l.Channel == route.Channel })
	return route.Source == p.source && speaks && indexOf(listed, route) < 0
}

// indexOf finds an address among routes.
func indexOf(routes []dispatch.Route, route dispatch.Route) int {
	return slices.IndexFunc(routes, func(other dispatch.Route) bool {
		return other.Channel == route.Channel && other.Address == route.Address
	})
}

// sameButWhen compares all but the moment at which the directory was asked.
func sameButWhen(a, b dispatch.Recipient) bool {
	for _, r := range []*dispatch.Recipient{&a, &b} {
		r.Updated = time.Time{}
		if r.Directory != nil {
			entry := *r.Directory
			entry.At = time.Time{}
			r.Directory = &entry
		}
		r.Routes = slices.SortedFunc(slices.Values(r.Routes), func(x, y dispatch.Route) int {
			return cmp.Compare(string(x.Channel), string(y.Channel))
		})
	}
	return len(a.Routes) == len(b.Routes) && slices.EqualFunc(a.Routes, b.Routes, func(x, y dispatch.Route) bool {
		return addressKey(x) == addressKey(y) && x.Label == y.Label
	}) && sameWithoutRoutes(a, b)
}

func sameWithoutRoutes(a, b dispatch.Recipient) bool {
	a.Routes, b.Routes = nil, nil
	return reflect.DeepEqual(a, b)
}

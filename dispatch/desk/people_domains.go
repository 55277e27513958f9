package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
)

// mostColleagues bounds the entries of one organisation that are looked at when a recipient is: enough to see what is
// usual there.
const mostColleagues = 200

// domainUsage counts who has which domain in one organisation. Personal addresses say nothing of it.
type domainUsage struct {
	entries int
	users   map[string]int // entries by domain
	most    string         // the domain that most have
}

func newDomainUsage() *domainUsage { return &domainUsage{users: map[string]int{}} }

func (u *domainUsage) add(r dispatch.Recipient) {
	own := domainsOf(r)
	if len(own) == 0 {
		return
	}
	u.entries++
	for _, domain := range own {
		u.users[domain]++
		if n := u.users[domain]; n > u.users[u.most] || n == u.users[u.most] && domain < u.most {
			u.most = domain
		}
	}
}

// cautions flags an address of r, who was counted, of which nobody made sure and whose domain nobody else has where at
// least two others, and most of them, agree on another.
func (u *domainUsage) cautions(r dispatch.Recipient) []Caution {
	own := domainsOf(r)
	if u == nil || len(own) == 0 {
		return nil
	}
	agree := u.users[u.most]
	if slices.Contains(own, u.most) {
		agree--
	}
	if agree < 2 || 2*agree <= u.entries-1 {
		return nil
	}
	for _, route := range r.RoutesOver(dispatch.EmailEncrypted) {
		domain, ok := organisational(route.Address)
		if ok && route.Verification == nil && u.users[domain] < 2 && !related(domain, u.most) {
			return []Caution{CautionOtherDomain}
		}
	}
	return nil
}

// domainsOf are the domains of a professional's addresses that may tell the organisation, each once.
func domainsOf(r dispatch.Recipient) []string {
	if r.Organisation == "" || r.Class == dispatch.Patient || r.Class == dispatch.Caregiver {
		return nil
	}
	var domains []string
	for _, route := range r.RoutesOver(dispatch.EmailEncrypted) {
		if domain, ok := organisational(route.Address); ok && !slices.Contains(domains, domain) {
			domains = append(domains, domain)
		}
	}
	return domains
}

// organisational is the domain of an address, unless something else is said of it: it is personal, say.
func organisational(address string) (string, bool) {
	domain := strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
	switch policy.DomainOf(address) {
	case policy.OtherDomain, policy.RSSSDomain, policy.RSSSByDirectory:
		return domain, true
	default:
		return "", false
	}
}

// related reports whether one domain lies under the other.
func related(a, b string) bool {
	return strings.HasSuffix("."+a, "."+b) || strings.HasSuffix("."+b, "."+a)
}

// usageBeside counts r and the others of its organisation.
func (d *Desk) usageBeside(ctx context.Context, r dispatch.Recipient) (*domainUsage, error) {
	if len(domainsOf(r)) == 0 {
		return nil, nil //nolint:nilnil // nothing to compare: a nil usage flags nothing
	}
	others, err := d.config.Store.Colleagues(ctx, r.Organisation, mostColleagues)
	if err != nil {
		return nil, err
	}
	usage := newDomainUsage()
	usage.add(r)
	for _, other := range others {
		if other.ID != r.ID && folded(other.Organisation) == folded(r.Organisation) {
			usage.add(other)
		}
	}
	return usage, nil
}

// tellDomain tells of an address at another domain than the organisation's.
func (d *Desk) tellDomain(ctx context.Context, r dispatch.Recipient, options []Option) error {
	i := slices.IndexFunc(options, func(o Option) bool {
		return o.Channel == dispatch.EmailEncrypted && o.Carried && o.Standing != Forbidden
	})
	route, ok := r.Route(dispatch.EmailEncrypted)
	if i < 0 || !ok {
		return nil
	}
	r.Routes = []dispatch.Route{route}
	usage, err := d.usageBeside(ctx, r)
	if err == nil && len(usage.cautions(r)) > 0 {
		options[i].Notices = append(options[i].Notices, NoticeOtherDomain)
	}
	return err
}

// compareDomains flags the entries whose address is at another domain than the organisation's, as the import leaves it.
func (p *importPlan) compareDomains(rows []ImportRow) {
	usages := map[string]*domainUsage{}
	count := func(r dispatch.Recipient) {
		of := folded(r.Organisation)
		if usages[of] == nil {
			usages[of] = newDomainUsage()
		}
		usages[of].add(r)
	}
	changed := map[dispatch.ID]bool{}
	for _, row := range rows {
		if row.Outcome != ImportRefused {
			changed[row.Recipient.ID] = true
			count(row.Recipient)
		}
	}
	for _, r := range p.stored {
		if !changed[r.ID] {
			count(r)
		}
	}
	for i, row := range rows {
		if row.Outcome == ImportNew || row.Outcome == ImportChanged {
			rows[i].Cautions = once(append(row.Cautions, usages[folded(row.Recipient.Organisation)].cautions(row.Recipient)...))
		}
	}
}

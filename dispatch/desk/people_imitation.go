package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
)

// mostDomains bounds the distinct domains that an address is compared with.
const mostDomains = 10_000

// domainsLast is how long the domains of the address book are used before it is read again: another program, pli
// say, may have changed it.
const domainsLast = time.Minute

// knownDomain is a domain of the address book or of the clinic.
type knownDomain struct {
	name    policy.DomainName
	users   int  // entries that have it
	trusted bool // the clinic's own, or somebody verified an address there
}

// domainBook holds each domain once.
type domainBook struct {
	known []knownDomain
	index map[string]int
}

func newDomainBook() *domainBook { return &domainBook{index: map[string]int{}} }

// add counts the domains of a professional; a patient's own say nothing of a partner.
func (b *domainBook) add(r dispatch.Recipient) {
	if r.Class == dispatch.Patient || r.Class == dispatch.Caregiver {
		return
	}
	for _, route := range r.RoutesOver(dispatch.EmailEncrypted) {
		b.note(route.Address, route.Verification != nil)
	}
}

func (b *domainBook) note(address string, trusted bool) {
	if !imitable(address) {
		return
	}
	name, ok := policy.DomainNameOf(address)
	if !ok {
		return
	}
	i, seen := b.index[name.Name]
	if !seen {
		if len(b.known) == mostDomains {
			return
		}
		i = len(b.known)
		b.index[name.Name] = i
		b.known = append(b.known, knownDomain{name: name})
	}
	b.known[i].users++
	b.known[i].trusted = b.known[i].trusted || trusted
}

// imitable reports whether a domain may be somebody's to imitate. Package policy knows the mail services.
func imitable(address string) bool {
	_, ok := organisational(address)
	return ok || policy.DomainOf(address) == policy.University
}

// imitatedBy reports whether an address of r may be taken for one at a better known domain. An address that somebody
// verified, or at a domain where somebody verified one, is what it is.
func (b *domainBook) imitatedBy(r dispatch.Recipient) bool {
	return slices.ContainsFunc(r.RoutesOver(dispatch.EmailEncrypted), func(route dispatch.Route) bool {
		if route.Verification != nil || policy.DomainOf(route.Address) != policy.OtherDomain {
			return false
		}
		name, ok := policy.DomainNameOf(route.Address)
		return ok && b.imitated(name)
	})
}

func (b *domainBook) imitated(name policy.DomainName) bool {
	var own knownDomain
	if i, seen := b.index[name.Name]; seen {
		own = b.known[i]
	}
	return !own.trusted && slices.ContainsFunc(b.known, func(k knownDomain) bool {
		return (k.trusted || k.users >= own.users) && name.Resembles(k.name)
	})
}

// domainKeeper keeps the domains of the address book until it changes. It is safe for concurrent use.
type domainKeeper struct {
	mu      sync.Mutex
	changes int
	book    *domainBook // nil: to be read; never changed once kept
	read    time.Time
}

func (k *domainKeeper) at(now time.Time) (book *domainBook, changes int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now.Sub(k.read) >= domainsLast {
		k.book = nil
	}
	return k.book, k.changes
}

// keep holds on to what was read, unless the address book changed meanwhile.
func (k *domainKeeper) keep(book *domainBook, now time.Time, changes int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if changes == k.changes {
		k.book, k.read = book, now
	}
}

func (k *domainKeeper) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.book = nil
	k.changes++
}

// knownDomains are those of the address book and of the clinic's own addresses.
func (d *Desk) knownDomains(ctx context.Context) (*domainBook, error) {
	now := d.config.Now()
	kept, changes := d.domains.at(now)
	if kept != nil {
		return kept, nil
	}
	stored, err := d.config.Store.Recipients(ctx, "", 0)
	if err != nil {
		return nil, err
	}
	book, err := d.clinicDomains(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range stored {
		book.add(r)
	}
	d.domains.keep(book, now, changes)
	return book, nil
}

// clinicDomains are those that the clinic sends from.
func (d *Desk) clinicDomains(ctx context.Context) (*domainBook, error) {
	accounts, err := d.config.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	book := newDomainBook()
	for _, a := range accounts {
		book.note(a.From, true)
	}
	return book, nil
}

// imitation flags an address that may be taken for one at a known domain.
func (d *Desk) imitation(ctx context.Context, r dispatch.Recipient) ([]Caution, error) {
	if len(r.RoutesOver(dispatch.EmailEncrypted)) == 0 {
		return nil, nil
	}
	book, err := d.knownDomains(ctx)
	if err != nil || !book.imitatedBy(r) {
		return nil, err
	}
	return []Caution{CautionLookalike}, nil
}

// tellImitation tells of an address that may be taken for one at a known domain.
func (d *Desk) tellImitation(ctx context.Context, r dispatch.Recipient, options []Option) error {
	i := slices.IndexFunc(options, func(o Option) bool {
		return o.Channel == dispatch.EmailEncrypted && o.Carried && o.Standing != Forbidden
	})
	route, ok := r.Route(dispatch.EmailEncrypted)
	if i < 0 || !ok {
		return nil
	}
	r.Routes = []dispatch.Route{route}
	cautions, err := d.imitation(ctx, r)
	if len(cautions) > 0 {
		options[i].Notices = append(options[i].Notices, NoticeLookalike)
	}
	return err
}

// compareNames flags the entries whose address may be taken for one at a known domain of the book, of the clinic or of
// the import itself.
func (p *importPlan) compareNames(book *domainBook, rows []ImportRow) {
	changed := map[dispatch.ID]bool{}
	for _, row := range rows {
		if row.Outcome != ImportRefused {
			changed[row.Recipient.ID] = true
			book.add(row.Recipient)
		}
	}
	for _, r := range p.stored {
		if !changed[r.ID] {
			book.add(r)
		}
	}
	for i, row := range rows {
		if (row.Outcome == ImportNew || row.Outcome == ImportChanged) && book.imitatedBy(row.Recipient) {
			rows[i].Cautions = once(append(row.Cautions, CautionLookalike))
		}
	}
}

package desk

import (
	"context"
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/policy"
)

// Caution is something to look at before a recipient is kept as it was typed or imported; it stops nothing.
// Its sentences live in package wording under "caution_" and its name.
type Caution string

// The cautions.
const (
	CautionLookalike     Caution = "lookalike"      // the address looks like another one
	CautionPersonal      Caution = "personal"       // a professional at a mail service for the public
	CautionUniversity    Caution = "university"     // a professional at a university's address
	CautionNotDirectory  Caution = "not_directory"  // an address of the network that its directory does not have
	CautionOutsideQuebec Caution = "outside_quebec" // the fax number may lie outside Québec
	CautionShared        Caution = "shared"         // another recipient has the same address
	CautionDropped       Caution = "dropped"        // a number or address of the directory was unreadable, and left out
	CautionOtherDomain   Caution = "other_domain"   // the others of the organisation have another domain
	CautionUnlisted      Caution = "unlisted"       // a verified address is no longer where it was imported from, and stays
)

// Cautions looks at a recipient's addresses: what is odd about them, by themselves and beside those of the
// organisation, and whether somebody else has them.
func (d *Desk) Cautions(ctx context.Context, r dispatch.Recipient) ([]Caution, error) {
	usage, err := d.usageBeside(ctx, r)
	if err != nil {
		return nil, err
	}
	imitation, err := d.imitation(ctx, r)
	if err != nil {
		return nil, err
	}
	cautions := slices.Concat(d.oddities(r), usage.cautions(r), imitation)
	for _, route := range r.Routes {
		sharers, err := d.config.Store.Recipients(ctx, route.Address, namesakes)
		if err != nil {
			return nil, err
		}
		for _, other := range sharers {
			if other.ID != r.ID && other.Reaches(route.Channel, route.Address) {
				cautions = append(cautions, CautionShared)
			}
		}
	}
	return once(cautions), nil
}

// oddities are the cautions that the addresses themselves tell.
func (d *Desk) oddities(r dispatch.Recipient) []Caution {
	var cautions []Caution
	for _, route := range r.Routes {
		switch route.Channel {
		case dispatch.EmailEncrypted:
			cautions = append(cautions, oddDomain(r, route.Address)...)
		case dispatch.CloudFax:
			if _, outside, err := d.config.Addresses.Fax(route.Address); err == nil && outside {
				cautions = append(cautions, CautionOutsideQuebec)
			}
		}
	}
	return once(cautions)
}

// oddDomain judges by the domain that the decision itself goes by. A patient's own mail service is no oddity.
func oddDomain(r dispatch.Recipient, address string) []Caution {
	professional := r.Class != dispatch.Patient && r.Class != dispatch.Caregiver
	switch domain := policy.DomainOf(address); {
	case domain == policy.Lookalike:
		return []Caution{CautionLookalike}
	case domain == policy.Personal && professional:
		return []Caution{CautionPersonal}
	case domain == policy.University && professional:
		return []Caution{CautionUniversity}
	case domain == policy.RSSSDomain && r.InDirectory == dispatch.False:
		return []Caution{CautionNotDirectory}
	default:
		return nil
	}
}

func once(cautions []Caution) []Caution {
	slices.Sort(cautions)
	return slices.Compact(cautions)
}

package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// Likeness is why two recipients may be the same.
type Likeness string

// The likenesses. Their words live in package wording under "alike_" and the likeness.
const (
	AlikeAddress Likeness = "address" // the same address or number, and an alike name
	AlikeName    Likeness = "name"    // an alike name in the same organisation
)

// Duplicate is a pair of recipients that may be the same.
type Duplicate struct {
	A, B dispatch.Recipient // A is sent to at least as often
	Why  Likeness
}

// Duplicates finds pairs that may be the same, the surest first, and those sent to most among them. Several
// people who share the number of a reception are no duplicates.
func (d *Desk) Duplicates(ctx context.Context) ([]Duplicate, error) {
	all, err := d.config.Store.Recipients(ctx, "", 0)
	if err != nil {
		return nil, err
	}
	uses, err := d.config.Store.RecipientUses(ctx)
	if err != nil {
		return nil, err
	}
	pairs := pairsOf(all)
	for i, pair := range pairs {
		if uses[pair.B.ID] > uses[pair.A.ID] {
			pairs[i].A, pairs[i].B = pair.B, pair.A
		}
	}
	slices.SortStableFunc(pairs, func(a, b Duplicate) int {
		return cmp.Or(cmp.Compare(a.Why, b.Why), cmp.Compare(uses[b.A.ID]+uses[b.B.ID], uses[a.A.ID]+uses[a.B.ID]))
	})
	return pairs, nil
}

// mostSharing bounds how many recipients of one address, or one organisation's name, are compared with each
// other.
const mostSharing = 50

// pairsOf compares only who shares an address or a word of the name within an organisation. Two alone who share
// an e-mail address are told whatever their names; a number, or what more than two have, is a clinic's.
func pairsOf(all []dispatch.Recipient) []Duplicate {
	var pairs []Duplicate
	seen := map[[2]int]bool{}
	compare := func(group []int, why Likeness) {
		for i, a := range group {
			for _, b := range group[i+1:] {
				two := len(group) == 2 && sameMailbox(all[a], all[b])
				if pair := [2]int{a, b}; !seen[pair] && (two || alike(all[a].Name, all[b].Name)) {
					seen[pair] = true
					pairs = append(pairs, Duplicate{A: all[a], B: all[b], Why: why})
				}
			}
		}
	}
	for _, group := range groups(all, func(r dispatch.Recipient) []string { return addressKeys(r) }) {
		compare(group, AlikeAddress)
	}
	for _, group := range groups(all, nameKeys) {
		compare(group, AlikeName)
	}
	return pairs
}

func sameMailbox(a, b dispatch.Recipient) bool {
	return a.Email() != "" && strings.EqualFold(a.Email(), b.Email())
}

// groups collects who shares a key, in the order of all.
func groups(all []dispatch.Recipient, keys func(dispatch.Recipient) []string) [][]int {
	at := map[string]int{}
	var found [][]int
	for i, r := range all {
		for _, key := range keys(r) {
			n, ok := at[key]
			if !ok {
				n, found = len(found), append(found, nil)
				at[key] = n
			}
			if len(found[n]) < mostSharing {
				found[n] = append(found[n], i)
			}
		}
	}
	return found
}

func addressKeys(r dispatch.Recipient) []string {
	keys := make([]string, len(r.Routes))
	for i, route := range r.Routes {
		keys[i] = addressKey(route)
	}
	return keys
}

// nameKeys are the words of the name, each within the organisation.
func nameKeys(r dispatch.Recipient) []string {
	words := nameWords(r.Name)
	for i, word := range words {
		words[i] = word + "\x00" + folded(r.Organisation)
	}
	return words
}

// styles say nothing of who somebody is.
var styles = []string{"dr", "dre", "docteur", "docteure", "doctor", "md", "m", "mme", "mr", "mrs", "ms", "inf", "ps"}

func nameWords(name string) []string {
	return slices.DeleteFunc(wordsOf(name), func(word string) bool { return slices.Contains(styles, word) })
}

// alike reports whether all words of one name stand in the other, in any order: "Nadeau, Amélie" and
// "Dre Amélie Nadeau". One word is alike only to itself.
func alike(a, b string) bool {
	few, many := nameWords(a), nameWords(b)
	if len(few) > len(many) {
		few, many = many, few
	}
	if len(few) == 0 || len(few) == 1 && len(many) > 1 {
		return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
	}
	return !slices.ContainsFunc(few, func(word string) bool { return !slices.Contains(many, word) })
}

// MergeRecipients makes one recipient of two: what kept says stands, gone adds what kept does not say and
// its addresses after. The old id of gone finds kept from then on. A refusal of either stays.
func (d *Desk) MergeRecipients(ctx context.Context, kept, gone dispatch.ID) (dispatch.Recipient, error) {
	return d.config.Store.MergeRecipients(ctx, kept, gone, func(a, b dispatch.Recipient) (dispatch.Recipient, dispatch.Event, error) {
		if a.ID == b.ID {
			return a, dispatch.Event{}, invalid("merge_same", "with")
		}
		one := merged(a, b)
		one.Updated = d.config.Now()
		return one, d.event(dispatch.EventRecipientsMerged, map[string]string{"recipient": string(a.ID), "gone": string(b.ID)}), nil
	})
}

func merged(a, b dispatch.Recipient) dispatch.Recipient {
	for _, field := range []struct{ to, from *string }{
		{&a.Organisation, &b.Organisation}, {&a.Department, &b.Department}, {&a.Phone, &b.Phone}, {&a.Language, &b.Language},
	} {
		*field.to = cmp.Or(*field.to, *field.from)
	}
	a.Facility, a.System = cmp.Or(a.Facility, b.Facility), cmp.Or(a.System, b.System)
	a.Preference, a.Form = cmp.Or(a.Preference, b.Preference), cmp.Or(a.Form, b.Form)
	for _, said := range []struct{ to, from *dispatch.Truth }{
		{&a.InDirectory, &b.InDirectory}, {&a.ChannelConsent, &b.ChannelConsent}, {&a.PortalAvailable, &b.PortalAvailable},
	} {
		if *said.to == dispatch.Unknown {
			*said.to = *said.from
		}
	}
	if a.Directory == nil {
		a.Directory = b.Directory
	}
	a.Restricted = a.Restricted || b.Restricted
	a.Routes = mergedRoutes(a.Routes, b.Routes)
	return a
}

// mergedRoutes keeps the newer verification and everything that speaks against an address.
func mergedRoutes(a, b []dispatch.Route) []dispatch.Route {
	all := slices.Clone(a)
	for _, route := range b {
		i := slices.IndexFunc(all, func(other dispatch.Route) bool { return addressKey(other) == addressKey(route) })
		if i < 0 {
			all = append(all, route)
			continue
		}
		same := &all[i]
		same.Label = cmp.Or(same.Label, route.Label)
		if v := route.Verification; v != nil && (same.Verification == nil || v.At.After(same.Verification.At)) {
			same.Verification = v
		}
		same.Doubtful, same.Failed = newer(same.Doubtful, route.Doubtful), newer(same.Failed, route.Failed)
	}
	return all
}

package desk

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/souspli/souspli/dispatch"
)

// namesakes bounds how many records are looked at to find one.
const namesakes = 1000

// FindRecipient returns the one recipient that who means: an id, a full name, a whole address or number,
// or words that only one recipient has. Half a word or half an address means nobody: what is searched may
// be guessed, what is sent may not.
func (d *Desk) FindRecipient(ctx context.Context, who string) (dispatch.Recipient, error) {
	if id := dispatch.ID(who); id.Valid() {
		return d.config.Store.Recipient(ctx, id)
	}
	if len(wordsOf(who)) == 0 {
		return dispatch.Recipient{}, noRecipient()
	}
	found, err := d.config.Store.Recipients(ctx, who, namesakes)
	if err != nil {
		return dispatch.Recipient{}, err
	}
	if exact := keep(found, func(r dispatch.Recipient) bool { return d.named(r, who) }); len(exact) > 0 {
		return only(exact)
	}
	if strings.Contains(who, "@") || !strings.ContainsFunc(who, unicode.IsLetter) {
		return dispatch.Recipient{}, noRecipient()
	}
	return only(keep(found, func(r dispatch.Recipient) bool { return has(r, who) }))
}

func keep(found []dispatch.Recipient, fits func(dispatch.Recipient) bool) []dispatch.Recipient {
	return slices.DeleteFunc(slices.Clone(found), func(r dispatch.Recipient) bool { return !fits(r) })
}

func only(found []dispatch.Recipient) (dispatch.Recipient, error) {
	switch len(found) {
	case 0:
		return dispatch.Recipient{}, noRecipient()
	case 1:
		return found[0], nil
	default:
		return dispatch.Recipient{}, &dispatch.Error{Op: "desk", Kind: dispatch.KindInvalid, Code: "recipient_ambiguous", Field: "to"}
	}
}

func noRecipient() error {
	return &dispatch.Error{Op: "desk", Kind: dispatch.KindNotFound, Code: "recipient_not_found"}
}

// named reports whether who is all of r's name, or of one of its addresses in any way of writing it.
func (d *Desk) named(r dispatch.Recipient, who string) bool {
	number, _, err := d.config.Addresses.Fax(who)
	return strings.EqualFold(r.Name, strings.TrimSpace(who)) || slices.ContainsFunc(r.Routes, func(route dispatch.Route) bool {
		return strings.EqualFold(route.Address, who) || err == nil && route.Address == number
	})
}

// has reports whether every word of who is a word of r.
func has(r dispatch.Recipient, who string) bool {
	words := wordsOf(r.Name + " " + r.Organisation)
	return !slices.ContainsFunc(wordsOf(who), func(typed string) bool { return !slices.Contains(words, typed) })
}

// joined are letters that nobody types to find a name.
var joined = strings.NewReplacer("œ", "oe", "æ", "ae", "Œ", "oe", "Æ", "ae")

// wordsOf are the words of a text, in lower case, without accents and joined letters.
func wordsOf(text string) []string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(joined.Replace(text)))
	return strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

package directory

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/souspli/souspli/dispatch"
)

// field is what a column holds.
type field string

const (
	fieldName         field = "name"
	fieldGiven        field = "given"
	fieldFamily       field = "family"
	fieldOrganisation field = "organisation"
	fieldDepartment   field = "department"
	fieldEmail        field = "email"
	fieldFax          field = "fax"
	fieldPortal       field = "portal"
	fieldPhone        field = "phone"
	fieldClass        field = "class"
	fieldFacility     field = "facility"
	fieldSystem       field = "system"
	fieldPreference   field = "preference"
	fieldConsent      field = "consent"
	fieldRestricted   field = "restricted"
	fieldLanguage     field = "language"
	fieldReference    field = "reference"
)

// headings are the words of columns, without accents and case. "nom" is the whole name, or the family's
// beside a given name.
var headings = []struct {
	field field
	words []string
}{
	{fieldGiven, []string{"prenom", "first name", "given name", "firstname"}},
	{fieldFamily, []string{"nom de famille", "last name", "family name", "surname", "lastname"}},
	{fieldName, []string{"nom complet", "nom", "full name", "name", "display name", "destinataire", "recipient"}},
	{fieldOrganisation, []string{"organisation", "organization", "organisme", "etablissement", "entreprise", "societe", "company", "clinique", "clinic", "facility name"}},
	{fieldDepartment, []string{"departement", "department", "service", "unite", "unit", "programme", "program"}},
	{fieldEmail, []string{"adresse courriel", "adresse de courriel", "courriel", "email address", "e mail address", "email", "e mail", "mail"}},
	{fieldFax, []string{"no de telecopieur", "numero de telecopieur", "telecopieur", "telecopie", "fax number", "business fax", "fax"}},
	{fieldPortal, []string{"portail", "portal", "identite portail", "portal identity"}},
	{fieldPhone, []string{"no de telephone", "numero de telephone", "telephone", "phone number", "business phone", "phone", "tel"}},
	{fieldClass, []string{"classe", "class", "categorie", "category"}},
	{fieldFacility, []string{"genre de lieu", "lieu", "facility", "type de lieu"}},
	{fieldSystem, []string{"systeme", "system"}},
	{fieldPreference, []string{"preference", "canal prefere", "preferred channel"}},
	{fieldConsent, []string{"consentement", "consent", "accepte le courriel"}},
	{fieldRestricted, []string{"restreint", "restricted", "refus"}},
	{fieldLanguage, []string{"langue", "language"}},
	{fieldReference, []string{"identifiant", "id", "reference", "numero", "number", "no"}},
}

// column is one column that is read.
type column struct {
	at    int
	field field
	label string // what stands after the heading's words: the reception of "Courriel (réception)"
}

type columns []column

func columnsOf(titles []string) columns {
	var all columns
	for at, title := range titles {
		if f, label, ok := headingOf(title); ok {
			all = append(all, column{at, f, label})
		}
	}
	return all
}

// headingOf knows a heading by its whole words, or an address's by its first.
func headingOf(title string) (field, string, bool) {
	words := plain(title)
	for _, h := range headings {
		if slices.Contains(h.words, words) {
			return h.field, "", true
		}
	}
	for _, h := range headings {
		if h.field != fieldEmail && h.field != fieldFax {
			continue
		}
		for _, known := range h.words {
			if rest, ok := strings.CutPrefix(words, known+" "); ok {
				return h.field, labelOf(title, rest), true
			}
		}
	}
	return "", "", false
}

// labelOf is the end of a heading as it was written; a number says nothing.
func labelOf(title, rest string) string {
	if strings.Trim(rest, "0123456789") == "" {
		return ""
	}
	written := strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '’' || r == '-' {
			return r
		}
		return ' '
	}, title))
	return strings.Join(written[max(0, len(written)-len(strings.Fields(rest))):], " ")
}

// plain is a text without accents, case and punctuation.
func plain(text string) string {
	unmarked := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
	return strings.Join(strings.FieldsFunc(unmarked, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

func (c columns) has(f field) bool {
	return slices.ContainsFunc(c, func(one column) bool { return one.field == f })
}

// name reports whether the columns can name anybody.
func (c columns) name() bool {
	return c.has(fieldName) || c.has(fieldFamily) || c.has(fieldOrganisation)
}

// entry reads one line.
func (c columns) entry(line int, record []string) dispatch.Listed {
	e := dispatch.Listed{Line: line}
	e.Recipient.Directory = &dispatch.Entry{Source: SourceCSV}
	given, family := "", ""
	for _, one := range c {
		if one.at >= len(record) {
			continue
		}
		value := strings.TrimSpace(disarmed(record[one.at]))
		switch {
		case value == "":
		case one.field == fieldGiven:
			given = value
		case one.field == fieldFamily, one.field == fieldName && c.has(fieldGiven):
			family = value
		default:
			c.set(&e, one, value)
		}
	}
	e.Recipient.Name = nameOf(e.Recipient, given, family)
	return e
}

// nameOf is the name, put together where it comes in parts; an organisation alone is named by itself.
func nameOf(r dispatch.Recipient, given, family string) string {
	for _, name := range []string{r.Name, strings.TrimSpace(given + " " + family), r.Organisation} {
		if name != "" {
			return name
		}
	}
	return ""
}

func (columns) set(e *dispatch.Listed, one column, value string) {
	r := &e.Recipient
	switch one.field {
	case fieldName:
		r.Name = value
	case fieldOrganisation:
		r.Organisation = value
	case fieldDepartment:
		r.Department = value
	case fieldPhone:
		r.Phone = value
	case fieldReference:
		r.Directory.Reference = value
	case fieldEmail, fieldFax, fieldPortal:
		r.Routes = append(r.Routes, dispatch.Route{Channel: channels[one.field], Address: value, Label: one.label})
	default:
		if !choose(r, one.field, plain(value)) {
			e.Problem, e.Field = "unknown_value", string(one.field)
		}
	}
}

var channels = map[field]dispatch.ChannelKind{
	fieldEmail: dispatch.EmailEncrypted, fieldFax: dispatch.CloudFax, fieldPortal: dispatch.Portal,
}

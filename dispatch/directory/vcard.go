package directory

import (
	"slices"
	"strings"

	"github.com/emersion/go-vcard"

	"github.com/souspli/souspli/dispatch"
)

// readVCards reads the cards of a file, of versions 2.1, 3 and 4.
func readVCards(text string) ([]dispatch.Listed, error) {
	var entries []dispatch.Listed
	for _, c := range cards(text) {
		if len(entries) == mostEntries {
			return nil, tooLarge()
		}
		entries = append(entries, readCard(c))
	}
	return entries, nil
}

func readCard(c card) dispatch.Listed {
	e := dispatch.Listed{Line: c.line}
	read, err := vcard.NewDecoder(strings.NewReader(c.text)).Decode()
	switch {
	case err != nil:
		e.Problem = "vcard_malformed"
		return e
	case strings.EqualFold(read.Value(vcard.FieldKind), "group"):
		e.Problem = "vcard_group"
		return e
	}
	r := &e.Recipient
	r.Directory = &dispatch.Entry{Source: SourceVCard, Reference: strings.TrimSpace(read.Value(vcard.FieldUID))}
	r.Organisation, r.Department = organisationOf(read.Value(vcard.FieldOrganization))
	r.Name = cardName(read)
	if r.Name == "" {
		r.Name = r.Organisation
	}
	r.Language = languages[plain(read.PreferredValue(vcard.FieldLanguage))]
	r.Routes = append(emails(read), faxes(read)...)
	r.Phone = voice(read)
	return e
}

func cardName(c vcard.Card) string {
	if name := tidied(c.PreferredValue(vcard.FieldFormattedName)); name != "" {
		return name
	}
	parts := components(c.Value(vcard.FieldName))
	parts = append(parts, "", "", "", "")
	return tidied(parts[3] + " " + parts[1] + " " + parts[2] + " " + parts[0])
}

func organisationOf(value string) (organisation, department string) {
	parts := components(value)
	if len(parts) == 0 {
		return "", ""
	}
	kept := slices.DeleteFunc(parts[1:], func(part string) bool { return part == "" })
	return parts[0], strings.Join(kept, ", ")
}

// components splits a value at semicolons that no backslash precedes.
func components(value string) []string {
	var parts []string
	var part strings.Builder
	escaped := false
	for _, r := range value {
		switch {
		case r == '\\' && !escaped:
			escaped = true
			continue
		case r == ';' && !escaped:
			parts = append(parts, tidied(part.String()))
			part.Reset()
		default:
			part.WriteRune(r)
		}
		escaped = false
	}
	return append(parts, tidied(part.String()))
}

func tidied(text string) string { return strings.Join(strings.Fields(text), " ") }

func emails(c vcard.Card) []dispatch.Route {
	return routes(c[vcard.FieldEmail], dispatch.EmailEncrypted, "mailto:", func(*vcard.Field) bool { return true })
}

func faxes(c vcard.Card) []dispatch.Route {
	return routes(c[vcard.FieldTelephone], dispatch.CloudFax, "tel:", isFax)
}

func isFax(f *vcard.Field) bool { return f.Params.HasType("fax") }

// mostRoutes bounds the addresses of one kind on one card; nobody has more.
const mostRoutes = 25

// routes lists addresses, the preferred before the rest.
func routes(fields []*vcard.Field, channel dispatch.ChannelKind, scheme string, fits func(*vcard.Field) bool) []dispatch.Route {
	var first, rest []dispatch.Route
	for _, f := range fields {
		if len(first)+len(rest) == mostRoutes {
			break
		}
		address := bare(f.Value, scheme)
		if address == "" || !fits(f) {
			continue
		}
		route := dispatch.Route{Channel: channel, Address: address}
		if preferred(f) {
			first = append(first, route)
		} else {
			rest = append(rest, route)
		}
	}
	return append(first, rest...)
}

func preferred(f *vcard.Field) bool { return f.Params.HasType("pref") || f.Params.Get("PREF") == "1" }

func bare(value, scheme string) string {
	value = strings.TrimSpace(value)
	if len(value) > len(scheme) && strings.EqualFold(value[:len(scheme)], scheme) {
		return value[len(scheme):]
	}
	return value
}

// voice is a telephone that somebody answers: the one at work before others.
func voice(c vcard.Card) string {
	number := ""
	for _, f := range c[vcard.FieldTelephone] {
		if isFax(f) || f.Params.HasType("pager") {
			continue
		}
		if number == "" || f.Params.HasType("work") && !f.Params.HasType("cell") {
			number = bare(f.Value, "tel:")
		}
	}
	return number
}

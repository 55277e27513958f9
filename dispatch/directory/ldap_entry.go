package directory

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/go-ldap/ldap/v3"

	"github.com/souspli/souspli/dispatch"
)

const (
	mostValues   = 10   // of one attribute that are read
	longestValue = 1000 // in bytes; longer is no name and no address
)

// listed reads an entry. Whoever the directory has is internal.
func (l *LDAP) listed(entry *ldap.Entry) dispatch.Listed {
	r := dispatch.Recipient{
		Name:         l.value(entry, fieldName),
		Organisation: l.value(entry, fieldOrganisation),
		Department:   l.value(entry, fieldDepartment),
		Phone:        l.value(entry, fieldPhone),
		Language:     languages[plain(l.value(entry, fieldLanguage))],
		Class:        dispatch.Internal,
		InDirectory:  dispatch.True,
		Directory:    &dispatch.Entry{Source: l.config.Name, Reference: l.reference(entry)},
	}
	for f, channel := range map[field]dispatch.ChannelKind{fieldEmail: dispatch.EmailEncrypted, fieldFax: dispatch.CloudFax} {
		for _, address := range l.values(entry, f) {
			r.Routes = append(r.Routes, dispatch.Route{Channel: channel, Address: address})
		}
	}
	return dispatch.Listed{Recipient: r}
}

func (l *LDAP) value(entry *ldap.Entry, f field) string {
	values := l.values(entry, f)
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// values are those of the first attribute that has any.
func (l *LDAP) values(entry *ldap.Entry, f field) []string {
	for _, name := range l.attributes[f] {
		var found []string
		for _, value := range entry.GetEqualFoldAttributeValues(name) {
			value = strings.TrimSpace(value)
			if value != "" && len(value) <= longestValue && utf8.ValidString(value) && len(found) < mostValues {
				found = append(found, value)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// reference is what stays the same when the entry moves or changes its name; without one, where it is.
func (l *LDAP) reference(entry *ldap.Entry) string {
	for _, name := range l.attributes[fieldReference] {
		raw := entry.GetEqualFoldRawAttributeValue(name)
		switch {
		case len(raw) == 0 || len(raw) > longestValue:
		case strings.EqualFold(name, "objectGUID") || !utf8.Valid(raw):
			return hex.EncodeToString(raw)
		default:
			return string(raw)
		}
	}
	if len(entry.DN) > longestValue {
		return ""
	}
	return strings.ToLower(entry.DN)
}

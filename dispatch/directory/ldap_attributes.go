package directory

import (
	"context"
	"strings"

	"github.com/go-ldap/ldap/v3"
)

// mostNamesakes bounds the entries that one address may have.
const mostNamesakes = 10

// Attributes returns the values of the named attributes of the entries that bear the address, in the attribute that
// the account's settings name for it: what people published about themselves, certificates above all. Names in the
// answer are those asked for. It is empty when nobody has the address.
func (l *LDAP) Attributes(ctx context.Context, address string, names []string) (map[string][][]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, l.config.Timeout)
	defer cancel()
	conn, err := l.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	found, err := conn.Search(ldap.NewSearchRequest(l.config.Settings[SettingBase], ldap.ScopeWholeSubtree, ldap.NeverDerefAliases,
		mostNamesakes, 0, false, l.bearers(address), names, nil))
	if err != nil {
		return nil, l.explain(ctx, err)
	}
	values := map[string][][]byte{}
	for _, entry := range found.Entries {
		for _, attribute := range entry.Attributes {
			name := asked(attribute.Name, names)
			values[name] = append(values[name], attribute.ByteValues...)
		}
	}
	return values, nil
}

// bearers finds the entries with an address.
func (l *LDAP) bearers(address string) string {
	var filter strings.Builder
	filter.WriteString("(|")
	for _, name := range l.attributes[fieldEmail] {
		filter.WriteString("(" + name + "=" + ldap.EscapeFilter(address) + ")")
	}
	return filter.String() + ")"
}

// asked is the name as it was asked for: servers answer in their own letters.
func asked(name string, names []string) string {
	for _, wanted := range names {
		if strings.EqualFold(name, wanted) {
			return wanted
		}
	}
	return name
}

package directory

import (
	"context"
	"crypto/x509"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/souspli/souspli/dispatch"
)

// Settings of an LDAP account. Each attribute may have another name: attribute.name, attribute.email ...
const (
	SettingBase       = "base"       // distinguished name below which people are looked for; required
	SettingFilter     = "filter"     // RFC 4515; empty: people with an address whose account is not disabled
	attributeSettings = "attribute." // and one of: name, organisation, department, email, fax, phone, language, reference
)

// LDAPConfig says which directory is asked, and how.
type LDAPConfig struct {
	Name     string         // of the account: the source of its entries
	URL      string         // ldaps://host[:port], or ldap://host[:port], which begins TLS before anything else
	User     string         // distinguished name or user principal name; empty: anonymous
	Password []byte         //
	Roots    *x509.CertPool // nil: the system's
	Settings map[string]string
	// Timeout bounds the wait for each answer, and ten times that the whole search; zero: 30 s.
	Timeout time.Duration
}

// LDAP is a directory that can be asked for people.
type LDAP struct {
	config     LDAPConfig
	host       string // with its port
	name       string // on its certificate
	startTLS   bool
	filter     string
	attributes map[field][]string
}

// The attributes of Active Directory and of inetOrgPerson (RFC 2798), the first that has a value.
var usual = map[field][]string{
	fieldName:         {"displayName", "cn"},
	fieldOrganisation: {"company", "o", "physicalDeliveryOfficeName"},
	fieldDepartment:   {"department", "departmentNumber", "ou"},
	fieldEmail:        {"mail"},
	fieldFax:          {"facsimileTelephoneNumber"},
	fieldPhone:        {"telephoneNumber"},
	fieldLanguage:     {"preferredLanguage"},
	fieldReference:    {"objectGUID", "entryUUID"},
}

// usualFilter leaves out the disabled accounts of Active Directory; other directories know nothing of them.
const usualFilter = "(&(mail=*)(|(objectClass=inetOrgPerson)" +
	"(&(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))))"

const (
	defaultTimeout = 30 * time.Second
	searchTimeouts = 10 // the whole search, in timeouts
	pageSize       = 1000
	emptyPages     = 3 // in a row, after which a directory is taken to have no end
)

// NewLDAP checks c without connecting.
func NewLDAP(c LDAPConfig) (*LDAP, error) {
	if c.Timeout == 0 {
		c.Timeout = defaultTimeout
	}
	l := &LDAP{config: c, filter: usualFilter, attributes: map[field][]string{}}
	if err := l.readURL(); err != nil {
		return nil, err
	}
	return l, l.readSettings()
}

func (l *LDAP) readURL() error {
	u, err := url.Parse(l.config.URL)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || strings.Trim(u.Path, "/") != "" {
		return invalid("ldap_url", "url")
	}
	port := u.Port()
	switch u.Scheme {
	case "ldaps":
		port = orElse(port, "636")
	case "ldap":
		l.startTLS, port = true, orElse(port, "389")
	default:
		return invalid("ldap_url", "url")
	}
	l.name, l.host = u.Hostname(), joinHost(u.Hostname(), port)
	return nil
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func (l *LDAP) readSettings() error {
	for f, names := range usual {
		l.attributes[f] = names
	}
	for name, value := range l.config.Settings {
		of, isAttribute := strings.CutPrefix(name, attributeSettings)
		_, known := usual[field(of)]
		switch {
		case name == SettingBase:
			if _, err := ldap.ParseDN(value); err != nil {
				return invalid("ldap_base", "base")
			}
		case name == SettingFilter:
			if _, err := ldap.CompileFilter(value); err != nil {
				return invalid("ldap_filter", "filter")
			}
			l.filter = value
		case isAttribute && known && value != "":
			l.attributes[field(of)] = []string{value}
		default:
			return invalid("ldap_setting", "set")
		}
	}
	if l.config.Settings[SettingBase] == "" {
		return invalid("ldap_base", "base")
	}
	return nil
}

// Test signs in and looks whether the base is there.
func (l *LDAP) Test(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, l.config.Timeout)
	defer cancel()
	conn, err := l.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	request := ldap.NewSearchRequest(l.config.Settings[SettingBase], ldap.ScopeBaseObject, ldap.NeverDerefAliases, 1, 0, false,
		"(objectClass=*)", []string{"1.1"}, nil)
	_, err = conn.Search(request)
	return l.explain(ctx, err)
}

// All lists every person of the directory. It fails rather than answer with a part.
func (l *LDAP) All(ctx context.Context) ([]dispatch.Listed, error) {
	ctx, cancel := context.WithTimeout(ctx, searchTimeouts*l.config.Timeout)
	defer cancel()
	conn, err := l.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	var all []dispatch.Listed
	paging, empty := ldap.NewControlPaging(pageSize), 0
	for {
		before := len(all)
		cookie, err := l.page(ctx, conn, paging, &all)
		switch {
		case err != nil:
			return nil, err
		case len(cookie) == 0:
			return all, nil
		case len(all) > before:
			empty = 0
		default:
			empty++
		}
		if empty == emptyPages {
			return nil, tooLarge()
		}
		paging.SetCookie(cookie)
	}
}

// page reads one page, and returns the cookie of the next.
func (l *LDAP) page(ctx context.Context, conn *ldap.Conn, paging *ldap.ControlPaging, all *[]dispatch.Listed) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	request := ldap.NewSearchRequest(l.config.Settings[SettingBase], ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false,
		l.filter, l.wanted(), []ldap.Control{paging})
	answer := conn.SearchAsync(ctx, request, pageSize)
	var cookie []byte
	for answer.Next() {
		if entry := answer.Entry(); entry != nil {
			if len(*all) == mostEntries {
				return nil, tooLarge()
			}
			*all = append(*all, l.listed(entry))
		}
		if next, ok := ldap.FindControl(answer.Controls(), ldap.ControlTypePaging).(*ldap.ControlPaging); ok {
			cookie = next.Cookie
		}
	}
	if err := answer.Err(); err != nil {
		return nil, l.explain(ctx, err)
	}
	if conn.IsClosing() || ctx.Err() != nil {
		return nil, l.explain(ctx, errCutOff)
	}
	return cookie, nil
}

var errCutOff = errors.New("cut off")

// wanted are the attributes to ask for, and none else: pictures stay there.
func (l *LDAP) wanted() []string {
	var names []string
	for _, of := range l.attributes {
		names = append(names, of...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

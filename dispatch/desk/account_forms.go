package desk

import (
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// The fields of an account that are not settings of its provider.
const (
	FieldURL    = "url"
	FieldUser   = "user"
	FieldFrom   = "from_address" // of an e-mail account; the number of a fax is a setting
	FieldSecret = "secret"
	FieldCA     = "ca" // PEM of an authority that the account trusts besides the system's
)

// AccountField is one thing that a service must or may be told. A name that is none of the above is a setting, as
// the package of the provider documents it.
type AccountField struct {
	Name    string
	Label   string // of its sentence in package wording, after "ui_account_"
	Example string
	Needed  bool
	Choices []string // the values, when there are only a few; the first, which is empty, is the usual one
}

// AccountForm is what an account of one provider is made of: the same for the window and for the terminal.
type AccountForm struct {
	Provider string
	Channel  dispatch.ChannelKind // empty: it is asked, and carries nothing
	Fields   []AccountField
	Rare     []string // settings that its package knows besides, and that only a terminal sets
	SignsIn  bool     // a person signs in at the service, in a browser
	MakesKey bool     // it is known by a key that is made here, and has no password
	Unproven bool     // its adapter was never seen against the live service: see dispatch.Capabilities
	HostKey  bool     // a person confirms the key of its server; without a password, a key is made here
}

// AccountForms lists every provider that an account may have, by what it is for.
func AccountForms() []AccountForm {
	return slices.Concat(mailForms(), faxForms(), portalForms(), directoryForms())
}

// AccountFormOf is the form of one provider; false: nobody knows it.
func AccountFormOf(provider string) (AccountForm, bool) {
	forms := AccountForms()
	i := slices.IndexFunc(forms, func(f AccountForm) bool { return f.Provider == provider })
	if i < 0 {
		return AccountForm{}, false
	}
	return forms[i], true
}

// Settings are the names of every setting that an account of this form may have, sorted.
func (f AccountForm) Settings() []string {
	own := []string{FieldURL, FieldUser, FieldFrom, FieldSecret, FieldCA}
	names := slices.Clone(f.Rare)
	for _, field := range f.Fields {
		if !slices.Contains(own, field.Name) {
			names = append(names, field.Name)
		}
	}
	slices.Sort(names)
	return names
}

// WantsSecret reports whether an account of this form cannot be without a password, a key or a token.
func (f AccountForm) WantsSecret() bool { return f.wants(FieldSecret) }

// WantsURL reports whether the service has no address of its own.
func (f AccountForm) WantsURL() bool { return f.wants(FieldURL) }

func (f AccountForm) wants(name string) bool {
	return slices.ContainsFunc(f.Fields, func(field AccountField) bool { return field.Name == name && field.Needed })
}

// Of is the value that an account has; never a secret.
func (f AccountField) Of(a dispatch.Account) string {
	switch f.Name {
	case FieldURL:
		return a.URL
	case FieldUser:
		return a.User
	case FieldFrom:
		return a.From
	case FieldCA:
		return string(a.TrustedCA)
	case FieldSecret:
		return ""
	default:
		return a.Settings[f.Name]
	}
}

// Put gives an account a value. Secrets are no part of it; nothing stays nothing.
func (f AccountField) Put(a *dispatch.Account, value string) {
	switch {
	case value == "" || f.Name == FieldSecret:
	case f.Name == FieldURL:
		a.URL = value
	case f.Name == FieldUser:
		a.User = value
	case f.Name == FieldFrom:
		a.From = value
	case f.Name == FieldCA:
		a.TrustedCA = []byte(value)
	default:
		if a.Settings == nil {
			a.Settings = map[string]string{}
		}
		a.Settings[f.Name] = value
	}
}

var (
	userField      = AccountField{Name: FieldUser, Label: "user"}
	passwordField  = AccountField{Name: FieldSecret, Label: "password"}
	authorityField = AccountField{Name: FieldCA, Label: "ca"}
	gatewayFields  = []AccountField{
		{Name: dispatch.GatewaySubject, Label: "gateway_subject", Example: "[chiffrer]"},
		{Name: dispatch.GatewayHeader, Label: "gateway_header", Example: "X-Chiffrer: oui"},
	}
)

func (f AccountField) needed() AccountField {
	f.Needed = true
	return f
}

func mailForms() []AccountForm {
	from := AccountField{Name: FieldFrom, Label: "from", Example: "accueil@clinique.example", Needed: true}
	return []AccountForm{
		{Provider: "smtp", Channel: dispatch.EmailEncrypted, Fields: slices.Concat([]AccountField{
			{Name: FieldURL, Label: "mail_server", Example: "smtps://courriel.example:465", Needed: true},
			from, userField, passwordField,
		}, gatewayFields, []AccountField{authorityField})},
		{Provider: "microsoft365", Channel: dispatch.EmailEncrypted, SignsIn: true, Fields: slices.Concat([]AccountField{
			from,
			{Name: "tenant", Label: "tenant", Example: "clinique.example", Needed: true},
			{Name: "client_id", Label: "client_id", Example: "00000000-0000-0000-0000-000000000000", Needed: true},
			{Name: FieldUser, Label: "mailbox"},
			{Name: "graph", Label: "graph", Choices: []string{"", "allowed"}},
			{Name: "mailbox_rules", Label: "mailbox_rules", Choices: []string{"", "allowed"}},
			{Name: "device_code", Label: "device_code", Choices: []string{"", "allowed"}},
		}, gatewayFields), Rare: []string{"authority", "graph_url", "scope"}},
	}
}

func directoryForms() []AccountForm {
	return []AccountForm{
		{Provider: LDAPProvider, Fields: []AccountField{
			{Name: FieldURL, Label: "directory_server", Example: "ldaps://annuaire.example", Needed: true},
			{Name: "base", Label: "base", Example: "ou=Personnes,dc=clinique,dc=example", Needed: true},
			userField, passwordField,
			{Name: "filter", Label: "filter", Example: "(mail=*)"},
			authorityField,
		}, Rare: []string{
			"attribute.department", "attribute.email", "attribute.fax", "attribute.language", "attribute.name",
			"attribute.organisation", "attribute.phone", "attribute.reference",
		}},
		{Provider: IMAPProvider, Fields: []AccountField{
			{Name: FieldURL, Label: "mailbox_server", Example: "imaps://courriel.example", Needed: true},
			userField.needed(), passwordField.needed(),
			{Name: "folder", Label: "mailbox_folder", Example: "Avis", Needed: true},
			authorityField,
		}},
	}
}

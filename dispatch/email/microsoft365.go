package email

import (
	"net/url"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// Microsoft365 is the provider of accounts that sign in to Microsoft 365.
const Microsoft365 = "microsoft365"

// Settings of a Microsoft 365 account. Tenant and client are the clinic's own; the others have values that suit
// Microsoft's public cloud.
const (
	SettingTenant     = "tenant"        // domain or identifier of the organisation
	SettingClient     = "client_id"     // of the application that the administrator registered
	SettingDeviceCode = "device_code"   // "allowed": sign in with a code, where there is no browser
	SettingGraph      = "graph"         // "allowed": send through Microsoft Graph where SMTP is closed
	SettingAuthority  = "authority"     // another cloud's sign-in service
	SettingGraphURL   = "graph_url"     // another cloud's Microsoft Graph, version included
	SettingResource   = "scope"         // another cloud's scope for SMTP
	SettingRules      = "mailbox_rules" // "allowed": look whether the mailbox forwards outside, when the account is tested
)

const (
	microsoftSMTP      = "smtp://smtp.office365.com:587"
	microsoftSMTPScope = "https://outlook.office.com/SMTP.Send"
	microsoftGraph     = "https://graph.microsoft.com/v1.0"
)

// allowed is the only value of settings that an administrator switches on.
const allowed = "allowed"

// Microsoft is a Microsoft 365 account as its settings describe it.
type Microsoft struct {
	URL       string // of the mail server
	Authority string // empty: the public cloud's
	Tenant    string
	Client    string
	Device    bool // sign in with a code
	SMTPScope string
	Graph     *Graph
}

// ParseMicrosoft reads the settings of an account. It refuses values that it does not know: KindInvalid with the
// code mail_account_invalid, which names the Field.
func ParseMicrosoft(a dispatch.Account) (Microsoft, error) {
	s := a.Settings
	m := Microsoft{
		URL: or(a.URL, microsoftSMTP), Authority: s[SettingAuthority], Tenant: s[SettingTenant], Client: s[SettingClient],
		Device: s[SettingDeviceCode] == allowed, SMTPScope: or(s[SettingResource], microsoftSMTPScope),
	}
	for _, name := range []string{SettingDeviceCode, SettingGraph, SettingRules} {
		if value, set := s[name]; set && value != allowed {
			return Microsoft{}, misconfigured(name)
		}
	}
	for name := range s {
		if !slices.Contains(microsoftSettings(), name) && !strings.HasPrefix(name, "gateway_") {
			return Microsoft{}, misconfigured("settings")
		}
	}
	var err error
	m.Graph, err = microsoftGraphOf(s)
	return m, err
}

func microsoftSettings() []string {
	return []string{
		SettingTenant, SettingClient, SettingDeviceCode, SettingGraph, SettingAuthority, SettingGraphURL,
		SettingResource, SettingRules,
	}
}

// microsoftGraphOf is what Graph may be used for; nil: nothing.
func microsoftGraphOf(s map[string]string) (*Graph, error) {
	if s[SettingGraph] != allowed && s[SettingRules] != allowed {
		return nil, nil //nolint:nilnil // nothing is allowed
	}
	g := Graph{URL: or(s[SettingGraphURL], microsoftGraph)}
	base, err := url.Parse(g.URL)
	if err != nil || base.Host == "" {
		return nil, misconfigured(SettingGraphURL)
	}
	resource := "https://" + base.Host
	if s[SettingGraph] == allowed {
		g.Send = resource + "/Mail.Send"
	}
	if s[SettingRules] == allowed {
		g.Read = resource + "/MailboxSettings.Read"
	}
	return &g, nil
}

// Scopes are what a person who signs in is asked for: sending, for longer than today, and their name. What Graph
// needs is asked for when it is used, since one question cannot name two services.
func (m Microsoft) Scopes() []string {
	return []string{m.SMTPScope, "offline_access", "openid", "profile"}
}

func or(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

package sharepoint

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/souspli/souspli/dispatch"
)

// Settings of an account. Tenant and client are the clinic's own, as for e-mail of Microsoft 365.
const (
	SettingTenant     = "tenant"      // domain or identifier of the organisation
	SettingClient     = "client_id"   // of the application that the administrator registered
	SettingDeviceCode = "device_code" // "allowed": sign in with a code, where there is no browser
	SettingAuthority  = "authority"   // another cloud's sign-in service
	SettingDrive      = "drive"       // identifier of a library's drive; empty: the account's own
	SettingFolder     = "folder"      // where deposits go; empty: DefaultFolder; "/": the drive's root
)

// DefaultFolder is where deposits go unless the account says otherwise.
const DefaultFolder = "Souspli"

const (
	microsoftGraph = "https://graph.microsoft.com/v1.0"
	allowed        = "allowed"
)

// Settings are an account's, read.
type Settings struct {
	URL                       string // of Microsoft Graph
	Authority, Tenant, Client string
	Device                    bool // sign in with a code
	Drive, Folder             string
	Scope                     string
}

// ParseSettings reads the settings of an account. It refuses names and values that it does not know: KindInvalid
// with the code sharepoint_setting_invalid, which names the Field.
func ParseSettings(a dispatch.Account) (Settings, error) {
	s := a.Settings
	for name, value := range s {
		if !slices.Contains(settingNames(), name) || name == SettingDeviceCode && value != allowed {
			return Settings{}, invalid(opNew, name, "sharepoint_setting_invalid")
		}
	}
	read := Settings{
		URL: a.URL, Authority: s[SettingAuthority], Tenant: s[SettingTenant], Client: s[SettingClient],
		Device: s[SettingDeviceCode] == allowed, Drive: s[SettingDrive], Folder: s[SettingFolder],
	}
	if read.URL == "" {
		read.URL = microsoftGraph
	}
	base, err := url.Parse(read.URL)
	if err != nil || base.Host == "" {
		return Settings{}, invalid(opNew, "url", "portal_url_invalid")
	}
	read.Scope = "https://" + base.Host + "/Files.ReadWrite"
	if read.Drive != "" {
		read.Scope += ".All" // the drive of a library is not the account's own
	}
	return read, nil
}

func settingNames() []string {
	return []string{SettingTenant, SettingClient, SettingDeviceCode, SettingAuthority, SettingDrive, SettingFolder}
}

// Scopes are what a person who signs in is asked for: writing files, for longer than today, and their name.
func (s Settings) Scopes() []string { return []string{s.Scope, "offline_access", "openid", "profile"} }

// folderNames are the parts of the folder's path, without what SharePoint takes in no name.
func folderNames(folder string) ([]string, error) {
	if folder == "" {
		folder = DefaultFolder
	}
	var names []string
	for name := range strings.SplitSeq(strings.Trim(folder, "/"), "/") {
		if name == "." || name == ".." || strings.ContainsFunc(name, unicode.IsControl) || strings.ContainsAny(name, `"*:<>?\|`) {
			return nil, invalid(opNew, SettingFolder, "sharepoint_setting_invalid")
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return names, nil
}

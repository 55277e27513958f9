package app

import (
	"maps"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// knownSettings refuses a setting that the account's provider does not have, for one that is misspelt would be one
// that is not heeded: it names the setting, and those that there are. Practice accounts have their own rules.
func knownSettings(account dispatch.Account) error {
	form, ok := desk.AccountFormOf(account.Provider)
	if !ok {
		return nil
	}
	known := form.Settings()
	for _, name := range slices.Sorted(maps.Keys(account.Settings)) {
		if slices.Contains(known, name) {
			continue
		}
		refused := &dispatch.Error{
			Op: "app.check", Kind: dispatch.KindInvalid, Code: "account_setting_unknown", Field: name, Certainty: dispatch.Unsent,
			Detail: strings.Join(known, ", "),
		}
		if len(known) == 0 {
			refused.Code = "account_no_settings"
		}
		return refused
	}
	return nil
}

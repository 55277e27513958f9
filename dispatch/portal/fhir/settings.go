package fhir

import (
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch/oauth"
)

type settings struct {
	system      string
	transaction Transaction
	tokenURL    string
	scopes      []string
}

var settingNames = []string{SettingSystem, SettingTransaction, SettingTokenURL, SettingScope, SettingAlgorithm}

// readSettings refuses names that are not known, for one that is misspelt would be one that is ignored.
func readSettings(given map[string]string) (settings, error) {
	for name := range given {
		if !slices.Contains(settingNames, name) {
			return settings{}, invalid(opNew, name, "fhir_setting")
		}
	}
	s := settings{system: given[SettingSystem], transaction: Transaction(given[SettingTransaction]), tokenURL: given[SettingTokenURL]}
	if s.transaction == "" {
		s.transaction = Automatic
	}
	scope := given[SettingScope]
	if scope == "" {
		scope = DefaultScope
	}
	s.scopes = strings.Fields(scope)
	switch {
	case !slices.Contains([]Transaction{Automatic, Simplified, Bundle}, s.transaction):
		return s, invalid(opNew, SettingTransaction, "fhir_setting")
	case !slices.Contains([]string{"", oauth.ES384, oauth.RS384}, given[SettingAlgorithm]):
		return s, invalid(opNew, SettingAlgorithm, "fhir_setting")
	case s.system != "" && !absolute(s.system):
		return s, invalid(opNew, SettingSystem, "fhir_identifier_system")
	}
	return s, nil
}

// Algorithm is that of the key which is made for an account with these settings.
func Algorithm(given map[string]string) string {
	if algorithm := given[SettingAlgorithm]; algorithm != "" {
		return algorithm
	}
	return oauth.ES384
}

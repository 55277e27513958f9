package app_test

import (
	"strings"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// rare are values of settings that no form asks for.
var rare = map[string]string{
	"authority": "https://connexion.example", "graph_url": "https://graphe.example/v1.0", "scope": "https://courriel.example/SMTP.Send",
	"prepare": "optimised", desk.SettingHostKey: "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
}

// TestSettingsOfEveryProvider: an account may have each setting of its form and each rare one; one that is misspelt is
// refused with its name and, where there are any, those that it could have been.
func TestSettingsOfEveryProvider(t *testing.T) {
	t.Parallel()
	config := app.Config{Home: t.TempDir(), Passphrase: "correct horse battery"}
	if _, err := app.Init(t.Context(), config, app.InitOptions{Vault: app.PassphraseVault}); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for _, form := range desk.AccountForms() {
		account, secret := exampleAccount(form)
		frob := desk.AccountField{Name: "frob"}
		frob.Put(&account, "1")
		_, err := a.Desk.AddAccount(t.Context(), account, secret, false)
		requireUnknown(t, form, err)
		delete(account.Settings, "frob")
		for _, name := range form.Rare {
			value := rare[name]
			if strings.HasPrefix(name, "attribute.") {
				value = "cn"
			}
			desk.AccountField{Name: name}.Put(&account, value)
		}
		if _, err := a.Desk.AddAccount(t.Context(), account, secret, false); err != nil {
			t.Errorf("%s with %q: %v", form.Provider, form.Rare, err)
		}
	}
}

func requireUnknown(t *testing.T, form desk.AccountForm, err error) {
	t.Helper()
	code, known := "account_setting_unknown", form.Settings()
	if len(known) == 0 {
		code = "account_no_settings"
	}
	failure := dispatch.FailureOf(err)
	if failure.Code != code || failure.Detail != strings.Join(known, ", ") {
		t.Errorf("%s: %v", form.Provider, err)
	}
}

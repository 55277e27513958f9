package app_test

import (
	"slices"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

// TestEveryProviderHasItsForm holds that what an account is asked for, in the window as in the terminal, is known
// of each provider that this program carries, and of no other.
func TestEveryProviderHasItsForm(t *testing.T) {
	t.Parallel()
	carried := slices.Concat(app.MailProviders(), app.FaxProviders(), app.PortalProviders())
	for _, provider := range carried {
		form, ok := desk.AccountFormOf(provider)
		if !ok {
			t.Errorf("%s has no form: add it to dispatch/desk/account_forms.go", provider)
			continue
		}
		if form.SignsIn != app.SignsIn(provider) || form.MakesKey != app.MakesKey(provider) {
			t.Errorf("%s: the form says %+v", provider, form)
		}
	}
	for _, form := range desk.AccountForms() {
		if form.Channel != "" && !slices.Contains(carried, form.Provider) {
			t.Errorf("nothing carries accounts of %s", form.Provider)
		}
	}
}

// TestFormsAreAccepted makes the account that each form's examples describe: none of them is refused for a setting
// that its provider does not know.
func TestFormsAreAccepted(t *testing.T) {
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
		added, err := a.Desk.AddAccount(t.Context(), account, secret, false)
		if err != nil {
			t.Errorf("%s: %v", form.Provider, err)
			continue
		}
		able, err := a.Desk.Capabilities(t.Context(), added)
		if unproven := able != nil && able.Unproven; err != nil || unproven != form.Unproven {
			t.Errorf("%s: unproven %t, %v", form.Provider, unproven, err)
		}
	}
}

// exampleAccount is an account that has all that its form asks for.
func exampleAccount(form desk.AccountForm) (account dispatch.Account, secret []byte) {
	account = dispatch.Account{Name: form.Provider, Provider: form.Provider, Channel: form.Channel}
	for _, field := range form.Fields {
		switch value := example(field); {
		case field.Name == desk.FieldCA, form.SignsIn && field.Name == desk.FieldUser: // told by the service
		case field.Name == desk.FieldSecret && !form.SignsIn && !form.HostKey:
			secret = []byte(value)
		default:
			field.Put(&account, value)
		}
	}
	return account, secret
}

// example is what stands as an example in a form, the last choice, or any word.
func example(field desk.AccountField) string {
	switch {
	case len(field.Choices) > 0:
		return field.Choices[len(field.Choices)-1]
	case field.Example != "" && field.Example != "https://":
		return field.Example
	case field.Example != "":
		return "https://service.example/jeton"
	case field.Name == "scope":
		return "system/DocumentReference.write"
	default:
		return "clinique"
	}
}

func TestEveryFormHasItsWords(t *testing.T) {
	t.Parallel()
	for _, language := range wording.Languages() {
		texts := wording.For(language)
		for _, form := range desk.AccountForms() {
			keys := []string{"provider_" + form.Provider, "about_" + form.Provider}
			for _, field := range form.Fields {
				keys = append(keys, "account_"+field.Label)
				for i, value := range field.Choices {
					if i == 0 {
						value = "usual"
					}
					keys = append(keys, "account_"+field.Label+"_"+value)
				}
			}
			for _, key := range keys {
				if !texts.Has("ui_" + key) {
					t.Errorf("%s: no words for %s", language, key)
				}
			}
		}
	}
}

package app

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
)

// TestGrantSources: an account's tokens are shared for as long as they were asked for with its present settings.
func TestGrantSources(t *testing.T) {
	t.Parallel()
	account := dispatch.Account{
		ID: "1", Provider: "microsoft365", From: "envoi@clinique.example", Settings: map[string]string{"tenant": "a", "client_id": "c"},
	}
	set := func(name, value string) func(*dispatch.Account) {
		return func(a *dispatch.Account) {
			a.Settings = map[string]string{"tenant": "a", "client_id": "c"}
			a.Settings[name] = value
		}
	}
	for name, c := range map[string]struct {
		change func(*dispatch.Account)
		shared bool
	}{
		"the same":             {func(*dispatch.Account) {}, true},
		"another name":         {func(a *dispatch.Account) { a.Name = "reception" }, true},
		"the same settings":    {set("tenant", "a"), true},
		"another tenant":       {set("tenant", "b"), false},
		"another client":       {set("client_id", "d"), false},
		"another authority":    {set("authority", "https://login.example"), false},
		"another root":         {func(a *dispatch.Account) { a.TrustedCA = []byte("PEM") }, false},
		"another user":         {func(a *dispatch.Account) { a.User = "autre@clinique.example" }, false},
		"another account":      {func(a *dispatch.Account) { a.ID = "2" }, false},
		"one not kept already": {func(a *dispatch.Account) { a.ID = "" }, false},
	} {
		var sources grantSources
		made := func() *oauth.Source { return oauth.NewSource(nil, nil) }
		first, err := sources.of(account, made)
		if err != nil {
			t.Fatal(err)
		}
		changed := account
		c.change(&changed)
		second, err := sources.of(changed, made)
		if err != nil || (first == second) != c.shared {
			t.Errorf("%s: shared %t, %v", name, first == second, err)
		}
		sources.forget(account.ID)
		if again, err := sources.of(account, made); err != nil || again == first {
			t.Errorf("%s: a source that was forgotten is back, %v", name, err)
		}
	}
}

package desk_test

import (
	"errors"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

var errDeclined = errors.New("declined")

func TestSignIn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var shown desk.SignInPage
	r.signIn = func(a dispatch.Account, show func(desk.SignInPage) error) (dispatch.Account, []byte, error) {
		a.User = "envoi@clinique.example"
		return a, []byte("granted"), show(desk.SignInPage{URL: "https://login.example"})
	}
	account, err := r.SignIn(t.Context(), "mail", func(page desk.SignInPage) error {
		shown = page
		return nil
	})
	must(t, err)
	if shown.URL != "https://login.example" || account.User != "envoi@clinique.example" {
		t.Errorf("%+v after %+v", account, shown)
	}
	if secret := r.secretOf("mail"); secret != "granted" {
		t.Errorf("kept %q", secret)
	}
}

// TestSignInRefused keeps what was there before.
func TestSignInRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.signIn = func(a dispatch.Account, _ func(desk.SignInPage) error) (dispatch.Account, []byte, error) {
		a.User = "nobody"
		return a, []byte("nothing"), errDeclined
	}
	if _, err := r.SignIn(t.Context(), "mail", nil); !errors.Is(err, errDeclined) || r.secretOf("mail") != "pw" {
		t.Errorf("%v, kept %q", err, r.secretOf("mail"))
	}
	if _, err := r.SignIn(t.Context(), "none", nil); dispatch.CodeOf(err) != "account_not_found" {
		t.Error(err)
	}
}

// secretOf is the secret kept for an account.
func (r *rig) secretOf(name string) string {
	r.t.Helper()
	accounts, err := r.Accounts(r.t.Context())
	must(r.t, err)
	for _, a := range accounts {
		if a.Name == name {
			secret, err := r.store.AccountSecret(r.t.Context(), a.ID)
			must(r.t, err)
			return string(secret)
		}
	}
	r.t.Fatalf("no account %s", name)
	return ""
}

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

// TestSignInMeanwhile: what was found of the account while somebody signed in stays, and a grant is given to no other
// service than the one that was signed in to.
func TestSignInMeanwhile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		meanwhile func(*rig)
		code      string
		secret    string
		standing  dispatch.SenderAccount
	}{
		"it redirects": {func(r *rig) {
			r.test = &dispatch.Error{Op: "test", Kind: dispatch.KindRefused, Code: "mail_forwards_outside"}
			_ = r.TestAccount(r.t.Context(), "mail")
		}, "", "granted", dispatch.RedirectingAccount},
		"another server": {changing("url", "smtps://other.example"), "account_changed_meanwhile", "pw", dispatch.RSSSAccount},
		"another tenant": {changing("tenant", "other.example"), "account_changed_meanwhile", "pw", dispatch.RSSSAccount},
	} {
		r := newRig(t)
		r.signIn = func(a dispatch.Account, _ func(desk.SignInPage) error) (dispatch.Account, []byte, error) {
			c.meanwhile(r)
			a.User = "envoi@clinique.example"
			return a, []byte("granted"), nil
		}
		_, err := r.SignIn(t.Context(), "mail", nil)
		if got := r.accountNamed("mail"); dispatch.CodeOf(err) != c.code || r.secretOf("mail") != c.secret || got.Standing != c.standing {
			t.Errorf("%s: %v, kept %q, %s", name, err, r.secretOf("mail"), got.Standing)
		}
	}
}

// TestSignedInIsTold after the new secret is kept: tokens that were fetched with the former one are dropped then.
func TestSignedInIsTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var kept []string
	r.signedIn = func() { kept = append(kept, r.secretOf("mail")) }
	r.signIn = func(a dispatch.Account, _ func(desk.SignInPage) error) (dispatch.Account, []byte, error) {
		return a, []byte("granted"), nil
	}
	_, err := r.SignIn(t.Context(), "mail", nil)
	if err != nil || len(kept) != 1 || kept[0] != "granted" {
		t.Errorf("%q, %v", kept, err)
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

package desk_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch"
)

func TestStandingOfAccounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from     string
		approved bool
		want     dispatch.SenderAccount
	}{
		{"a@x.ssss.gouv.qc.ca", false, dispatch.RSSSAccount},
		{"a@clinic.example", false, dispatch.ClinicDomain},
		{"a@clinic.example", true, dispatch.RSSSAccount},
		{"a@gmail.com", true, dispatch.PersonalAccount},
		{"a@umontreal.ca", true, dispatch.UniversityAccount},
	} {
		t.Run(c.from, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			added, err := r.AddAccount(t.Context(), dispatch.Account{
				Name: "second", Channel: dispatch.EmailEncrypted, Provider: "smtp", From: c.from,
			}, nil, c.approved)
			must(t, err)
			if added.Standing != c.want {
				t.Errorf("%s, want %s", added.Standing, c.want)
			}
		})
	}
}

func TestChangeSecret(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, c := range []struct{ name, secret, code string }{
		{"mail", "new password", ""},
		{"mail", "", "required"},
		{"nobody", "x", "account_not_found"},
	} {
		if err := r.ChangeSecret(t.Context(), c.name, []byte(c.secret)); dispatch.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
	accounts, err := r.Accounts(t.Context())
	must(t, err)
	for _, account := range accounts {
		kept, err := r.store.AccountSecret(t.Context(), account.ID)
		must(t, err)
		if (account.Name == "mail") != (string(kept) == "new password") {
			t.Errorf("the password of %s is wrong", account.Name)
		}
	}
}

package app_test

import (
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatAPersonTypesOpensAHome(t *testing.T) {
	t.Parallel()
	const fault = "7K2MQ-X9D4T-0FHVB-3WZ8N-6RJCP-1EYGS" // no code: its checksum is wrong
	for name, home := range map[string]struct {
		passphrase string
		wrong      map[string]string // by what is typed
	}{
		"by a passphrase": {phrase, map[string]string{"devine": "wrong_passphrase", fault: "wrong_passphrase"}},
		"by the keyring":  {"", map[string]string{phrase: "recovery_code_mistyped", fault: "recovery_code_mistyped"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, homes, _ := realHome(t, home.passphrase)
			code, err := a.Desk.RenewRecoveryCode(t.Context())
			must(t, err)
			must(t, a.Close())
			c, err := homes.Of(false)
			must(t, err)
			for typed, want := range home.wrong {
				_, _, err := app.OpenTyped(t.Context(), c, typed)
				wantCode(t, err, want)
				if !app.OpensBySecret(err) {
					t.Errorf("%s: nothing more is asked", want)
				}
			}
			again, recovered, err := app.OpenTyped(t.Context(), c, code)
			if err != nil || !recovered {
				t.Fatalf("the recovery code: %v, %v", recovered, err)
			}
			must(t, again.Close())
			if home.passphrase != "" {
				again, recovered, err = app.OpenTyped(t.Context(), c, home.passphrase)
				if err != nil || recovered {
					t.Fatalf("the passphrase: %v, %v", recovered, err)
				}
				must(t, again.Close())
			}
		})
	}
}

func TestAHomeGetsAnotherKey(t *testing.T) {
	t.Parallel()
	a, homes, _ := realHome(t, "")
	code, err := a.Desk.RenewRecoveryCode(t.Context())
	must(t, err)
	must(t, a.Desk.Rekey(t.Context(), phrase))
	must(t, a.Close())
	c, err := homes.Of(false)
	must(t, err)
	_, err = app.Open(t.Context(), c)
	wantCode(t, err, "passphrase_required")
	for _, typed := range []string{phrase, code} {
		again, _, err := app.OpenTyped(t.Context(), c, typed)
		must(t, err)
		must(t, again.Close())
	}
	c.Passphrase = phrase
	again, err := app.Open(t.Context(), c)
	must(t, err)
	must(t, again.Desk.Rekey(t.Context(), ""))
	must(t, again.Close())
	c.Passphrase = ""
	again, err = app.Open(t.Context(), c)
	must(t, err)
	must(t, again.Close())
}

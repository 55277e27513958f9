package email

import (
	"strings"
	"testing"
)

// FuzzRules holds that no list of rules stalls or crashes, and that only an address with a domain is outside.
func FuzzRules(f *testing.F) {
	for _, seed := range []string{
		"", "[]", `{"value":null}`, `{"value":[{"isEnabled":true,"actions":null}]}`,
		`{"value":[{"isEnabled":true,"actions":{"redirectTo":[{"emailAddress":{"address":"a@b.example"}}]}}]}`,
		`{"value":[{"isEnabled":"yes","actions":{"redirectTo":[null]}}]}`,
	} {
		f.Add([]byte(seed), "a@clinique.example")
	}
	f.Fuzz(func(t *testing.T, list []byte, address string) {
		forwards(list, "clinique.example")
		if outside(address, "clinique.example") && !strings.Contains(address, "@") {
			t.Errorf("%q has no domain", address)
		}
		if outside(address+"@clinique.example", "clinique.example") {
			t.Error("our own domain is outside")
		}
	})
}

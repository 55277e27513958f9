package desk_test

import (
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
)

func TestKeyOfTheSameAddressChanged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, err := r.ImportKey(t.Context(), []byte("aaaa x@clinic.example"))
	must(t, err)
	changed, err := r.ImportKey(t.Context(), []byte("bbbb x@clinic.example"))
	must(t, err)
	if changed[0].State != dispatch.KeyBlocked {
		t.Fatalf("a changed key is %s", changed[0].State)
	}
	to := r.recipient(dispatch.ExternalPartner, mailRoute)
	if key, err := r.RecipientKey(t.Context(), to); err != nil || key != nil {
		t.Fatalf("a changed fingerprint does not stop: %v %v", key, err)
	}
	if _, err = r.VerifyKey(t.Context(), "BBBB", "read aloud on the telephone"); err != nil {
		t.Fatal(err)
	}
	if key, err := r.RecipientKey(t.Context(), to); err != nil || key.Fingerprint != "bbbb" {
		t.Fatalf("%v %v", key, err)
	}
	again, err := r.ImportKey(t.Context(), []byte("aaaa x@clinic.example"))
	must(t, err)
	if again[0].State != dispatch.KeyBlocked {
		t.Error("an old copy revived a superseded key")
	}
}

// TestImportedKeys imports files one after the other, and looks at what would be encrypted to.
func TestImportedKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		verified string // before the last import
		imports  []string
		used     string // fingerprint for x@clinic.example; empty: none
	}{
		{"one", "", []string{"aaaa x@clinic.example"}, "aaaa"},
		{"a revoked one", "", []string{"aaaa x@clinic.example revoked"}, ""},
		{"an old copy undoes no revocation", "", []string{"aaaa x@clinic.example revoked", "aaaa x@clinic.example"}, ""},
		{"a revocation that arrives later", "", []string{"aaaa x@clinic.example", "aaaa x@clinic.example revoked"}, ""},
		{"two for one address in one file", "", []string{"aaaa x@clinic.example\nbbbb x@clinic.example"}, ""},
		{"somebody else's key takes over the address", "aaaa", []string{
			"bbbb y@clinic.example", "aaaa x@clinic.example", "bbbb y@clinic.example x@clinic.example",
		}, ""},
		{"a new one after a revoked one", "", []string{"aaaa x@clinic.example revoked", "bbbb x@clinic.example"}, "bbbb"},
		{"a new one after a verified one was revoked", "aaaa", []string{
			"aaaa x@clinic.example", "aaaa x@clinic.example revoked\nbbbb x@clinic.example",
		}, ""},
		{"the domain in other letters", "", []string{"aaaa x@Clinic.EXAMPLE"}, "aaaa"},
		{"an unusable verified one and a usable one", "", []string{"bad1 x@clinic.example"}, "bad1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			for i, file := range c.imports {
				if i == len(c.imports)-1 && c.verified != "" {
					_, err := r.VerifyKey(t.Context(), c.verified, "on the telephone")
					must(t, err)
				}
				_, err := r.ImportKey(t.Context(), []byte(file))
				must(t, err)
			}
			key, err := r.RecipientKey(t.Context(), r.recipient(dispatch.ExternalPartner, mailRoute))
			must(t, err)
			got := ""
			if key != nil {
				got = key.Fingerprint
			}
			if got != c.used {
				t.Errorf("encrypts to %q, want %q", got, c.used)
			}
		})
	}
}

func TestOwnKeyIsRenewed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first, err := r.OwnKey(t.Context())
	must(t, err)
	again, err := r.OwnKey(t.Context())
	must(t, err)
	if again.Fingerprint != first.Fingerprint {
		t.Error("a second key although the first is good")
	}
	r.clock.Advance(3 * 365 * 24 * time.Hour)
	standing, err := r.OwnKeyStanding(t.Context())
	if err != nil || !standing.Expired || !standing.Renew {
		t.Errorf("%+v, %v", standing, err)
	}
	renewed, err := r.OwnKey(t.Context())
	must(t, err)
	if renewed.Fingerprint == first.Fingerprint {
		t.Error("the expired key is still the clinic's")
	}
	if _, err := r.BlockKey(t.Context(), renewed.Fingerprint); dispatch.CodeOf(err) != "key_own" {
		t.Errorf("blocking the clinic's own key: %v", err)
	}
}

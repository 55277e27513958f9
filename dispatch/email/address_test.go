package email_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/email"
)

func TestValidateAddress(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"ordinary":                      {"officine@pharmacie.example", "officine@pharmacie.example"},
		"tag and dots":                  {"a.b+c_d-e@sub.pharmacie.example", "a.b+c_d-e@sub.pharmacie.example"},
		"domain in capitals":            {"Dre.Roy@Clinique.EXAMPLE", "Dre.Roy@clinique.example"},
		"accented domain":               {"info@santé.example", "info@xn--sant-epa.example"},
		"domain already in A-labels":    {"info@xn--sant-epa.example", "info@xn--sant-epa.example"},
		"local part of 64 characters":   {strings.Repeat("a", 64) + "@b.example", strings.Repeat("a", 64) + "@b.example"},
		"local part of 65 characters":   {strings.Repeat("a", 65) + "@b.example", ""},
		"empty":                         {"", ""},
		"no @":                          {"pharmacie.example", ""},
		"no local part":                 {"@pharmacie.example", ""},
		"no domain":                     {"officine@", ""},
		"two @":                         {"a@evil.example@pharmacie.example", ""},
		"quoted local part":             {`"a@evil.example"@pharmacie.example`, ""},
		"quoted space":                  {`"a b"@pharmacie.example`, ""},
		"display name":                  {"Officine <officine@pharmacie.example>", ""},
		"angle brackets":                {"<officine@pharmacie.example>", ""},
		"comment":                       {"officine(x)@pharmacie.example", ""},
		"two addresses":                 {"a@b.example,c@d.example", ""},
		"semicolon":                     {"a@b.example;c@d.example", ""},
		"space before":                  {" a@b.example", ""},
		"space after":                   {"a@b.example ", ""},
		"no-break space":                {"a\u00a0@b.example", ""},
		"line break and a header":       {"a@b.example\r\nBcc: c@d.example", ""},
		"bare LF":                       {"a@b.example\n", ""},
		"NUL":                           {"a\x00@b.example", ""},
		"tab":                           {"a\t@b.example", ""},
		"delete":                        {"a\x7f@b.example", ""},
		"line separator":                {"a@b\u2028.example", ""},
		"right-to-left override":        {"a@\u202eb.example", ""},
		"zero-width space":              {"a@b\u200b.example", ""},
		"soft hyphen":                   {"a@b\u00ad.example", ""},
		"accented local part":           {"rené@pharmacie.example", ""},
		"local part ends in a dot":      {"a.@b.example", ""},
		"local part with two dots":      {"a..b@c.example", ""},
		"local part begins with a dot":  {".a@b.example", ""},
		"address literal":               {"a@[127.0.0.1]", ""},
		"domain is a number":            {"a@127.0.0.1", ""},
		"domain of one label":           {"a@localhost", ""},
		"domain ends in a dot":          {"a@b.example.", ""},
		"domain with an empty label":    {"a@b..example", ""},
		"domain with an underscore":     {"a@b_c.example", ""},
		"label that begins with hyphen": {"a@-b.example", ""},
		"full-width at sign":            {"a＠b.example", ""},
		"not UTF-8":                     {"a@b\xff.example", ""},
		"percent hack":                  {"a%d.example@b.example", "a%d.example@b.example"},
		"longer than 254":               {"a@" + strings.Repeat("b23456789.", 26) + "example", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := email.ValidateAddress(test.in)
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if test.want == "" {
				requireError(t, err, "mail_address_invalid", dispatch.KindInvalid, dispatch.Unsent)
			}
		})
	}
}

// FuzzValidateAddress holds the law that what is accepted can stand in an envelope and a header, is its
// own canonical form, and has one reading.
func FuzzValidateAddress(f *testing.F) {
	for _, seed := range []string{to, "info@santé.example", `"a@b"@c.example`, "a@b.example\r\nX: y", "a@ß.example", "a@b。example"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		address, err := email.ValidateAddress(s)
		if err != nil {
			return
		}
		if strings.Count(address, "@") != 1 || len(address) > 254 ||
			strings.ContainsFunc(address, func(r rune) bool { return r > unicode.MaxASCII || r <= ' ' || r == 0x7f }) ||
			strings.ContainsAny(address, `<>",;:\()[]`) {
			t.Errorf("%q became %q", s, address)
		}
		if again, err := email.ValidateAddress(address); err != nil || again != address {
			t.Errorf("%q is not stable: %q, %v", address, again, err)
		}
	})
}

package email

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/souspli/souspli/dispatch"
)

func TestCleanReply(t *testing.T) {
	t.Parallel()
	private := privateWords(dispatch.Parcel{
		Route:     dispatch.Route{Address: "jean.tremblay@pharmacie.example"},
		Recipient: dispatch.Recipient{Name: "Jean Tremblay-Roy"},
	}, "usager@clinique.example")
	tests := map[string]struct{ in, want string }{
		"ordinary":                  {"550 5.1.1 User unknown", "550 5.1.1 User unknown"},
		"address":                   {"550 5.1.1 <jean.tremblay@pharmacie.example>: unknown", "550 5.1.1 … unknown"},
		"another address":           {"rejected for x@y.example here", "rejected for … here"},
		"local part alone":          {"user jean.tremblay unknown", "user … unknown"},
		"name":                      {"Boîte de TREMBLAY pleine", "Boîte de … pleine"},
		"own user":                  {"login failed for usager", "login failed for …"},
		"telephone number":          {"call 514-555-0199 now", "call … now"},
		"session identifier":        {"Please try again 1700000000.abc - gsmtp", "Please try again … - gsmtp"},
		"control characters":        {"a\x1b[31mb c", "… c"},
		"several private words":     {"Jean Tremblay jean@x.example refused", "… refused"},
		"several lines":             {"first\nsecond\r\nthird", "first second third"},
		"empty":                     {"", ""},
		"longer than what is kept":  {strings.Repeat("mot ", 100), strings.Repeat("mot ", 49) + "mot…"},
		"right-to-left override":    {"a\u202eb ok", "… ok"},
		"enhanced code and a limit": {"552 5.3.4 Message size exceeds limit", "552 5.3.4 Message size exceeds limit"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := cleanReply(test.in, private); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func FuzzCleanReply(f *testing.F) {
	f.Add("550 5.1.1 <officine@pharmacie.example>: unknown")
	f.Add("Officine 514-555-0199\r\nofficine")
	f.Fuzz(func(t *testing.T, s string) {
		got := cleanReply(s, []string{"officine", "pharmacie"})
		if strings.ContainsAny(got, "@\r\n\x00") || strings.Contains(strings.ToLower(got), "officine") {
			t.Errorf("%q became %q", s, got)
		}
		if utf8.RuneCountInString(got) > maxDetail || !utf8.ValidString(got) {
			t.Errorf("%q became %q", s, got)
		}
	})
}

func TestQueueID(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"Postfix":       {"2.0.0 Ok: queued as 4XyZ1a2b3c", "4XyZ1a2b3c"},
		"Exim":          {"OK id=1rXyZz-000123-Ab", "1rXyZz-000123-Ab"},
		"ours":          {"OK: queued as practice-12", "practice-12"},
		"none":          {"2.0.0 OK", ""},
		"an address":    {"queued as officine@pharmacie.example", ""},
		"a short word":  {"queued as a", ""},
		"inside a word": {"valid okay good", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := queueID(test.in, []string{"officine"}); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

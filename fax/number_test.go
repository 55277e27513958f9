package fax_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

func TestParseNumberAccepts(t *testing.T) {
	t.Parallel()
	montreal := fax.Number{E164: "+15148491234", InQuebec: true}
	tests := []struct {
		name, text string
		want       fax.Number
	}{
		{"ten digits", "5148491234", montreal},
		{"hyphens", "514-849-1234", montreal},
		{"parentheses", "(514) 849-1234", montreal},
		{"dots", "514.849.1234", montreal},
		{"spaces", " 514 849 1234 ", montreal},
		{"long distance", "1-514-849-1234", montreal},
		{"long distance, spaced", "1 514 849 1234", montreal},
		{"E.164", "+15148491234", montreal},
		{"E.164, spaced", "+1 (514) 849-1234", montreal},
		{"plus in parentheses", "(+1) 514 849-1234", montreal},
		{"dialled from North America as abroad", "011 1 514 849 1234", montreal},
		{"dialled from Europe", "00 1 514 849 1234", montreal},
		{"no-break spaces", "514\u00a0849\u00a01234", montreal},
		{"narrow no-break space", "514\u202f849-1234", montreal},
		{"non-breaking hyphens", "514\u2011849\u20111234", montreal},
		{"en dashes", "514\u2013849\u20131234", montreal},
		{"minus signs", "514\u2212849\u22121234", montreal},
		{"label in capitals", "TEL 514-849-1234", montreal},
		{"French label", "Télécopieur : 514 849-1234", montreal},
		{"short French label", "Téléc. 514 849-1234", montreal},
		{"fax label", "Fax: (514) 849-1234", montreal},
		{"number of a fax, in French", "No de fax : 514 849-1234", montreal},
		{"the same in whole words", "Numéro du télécopieur : (514) 849-1234", montreal},
		{"fax, hash", "FAX # 514 849-1234", montreal},
		{"a letter for fax", "F: 514 849-1234", montreal},
		{"label behind", "514 849-1234 (fax)", montreal},
		{"French label behind", "514 849-1234 téléc.", montreal},
		{"a link", "tel:+1-514-849-1234", montreal},
		{"a slash after the area", "514/849-1234", montreal},
		{"a slash, spaced", "1 514 / 849.1234", montreal},
		{"Québec City", "418 643-1234", fax.Number{E164: "+14186431234", InQuebec: true}},
		{"Toronto is outside Québec", "416 967-1111", fax.Number{E164: "+14169671111"}},
		{"Ottawa is outside Québec", "613 232-1234", fax.Number{E164: "+16132321234"}},
		{"toll-free", "1 800 463-1234", fax.Number{E164: "+18004631234", TollFree: true}},
		{"toll-free, newer code", "833 463 1234", fax.Number{E164: "+18334631234", TollFree: true}},
		{"first of the fictional range", "418 555-0100", fax.Number{E164: "+14185550100", InQuebec: true, Fictional: true}},
		{"last of the fictional range", "514 555-0199", fax.Number{E164: "+15145550199", InQuebec: true, Fictional: true}},
		{"just after the fictional range", "514 555-0200", fax.Number{E164: "+15145550200", InQuebec: true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := fax.ParseNumber(test.text)
			if err != nil || got != test.want {
				t.Errorf("ParseNumber(%q) = %+v, %v; want %+v", test.text, got, err, test.want)
			}
		})
	}
}

func TestParseNumberKnowsEveryAreaOfQuebec(t *testing.T) {
	t.Parallel()
	for _, area := range strings.Fields("418 581 367 514 438 263 450 579 354 819 873 468") {
		number, err := fax.ParseNumber(area + " 849-1234")
		if err != nil || !number.InQuebec {
			t.Errorf("area %s: %+v, %v", area, number, err)
		}
	}
}

func TestParseNumberRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, code string }{
		{"nothing", "", "number_invalid"},
		{"only words", "clinique", "number_invalid"},
		{"vanity letters", "1-800-FLOWERS", "number_invalid"},
		{"letters inside", "514-849-12B4", "number_invalid"},
		{"plus in the middle", "514+8491234", "number_invalid"},
		{"digits of another script", "٥١٤٨٤٩١٢٣٤", "number_invalid"},
		{"endless", strings.Repeat("5", 1000), "number_invalid"},
		{"area code starting with one", "114 849-1234", "number_invalid"},
		{"exchange starting with zero", "514 049-1234", "number_invalid"},
		{"area code that does not exist", "999 849-1234", "number_invalid"},
		{"a Québec number with a plus is not Peru", "+5148491234", "number_plus_area"},
		{"the same, spaced", "+514 849-1234", "number_plus_area"},
		{"a plus before Québec City", "+418 643 1234", "number_plus_area"},
		{"seven digits", "849-1234", "number_short"},
		{"nine digits", "514 849-123", "number_length"},
		{"eleven digits not starting with one", "51484912345", "number_length"},
		{"country code and nine digits", "+1 514 849 123", "number_length"},
		{"French extension word", "514 849-1234 poste 234", "number_extension"},
		{"French extension letter", "514 849-1234 p. 234", "number_extension"},
		{"extension letter alone", "514 849-1234p234", "number_extension"},
		{"English extension", "514 849-1234 ext. 234", "number_extension"},
		{"extension in parentheses", "514 849-1234 (poste 234)", "number_extension"},
		{"several extensions", "514 849-1234 postes 234", "number_extension"},
		{"numbered extension", "514 849-1234 poste no 234", "number_extension"},
		{"internal line", "514 849-1234 local 234", "number_extension"},
		{"English extension, short", "514 849-1234 extn 234", "number_extension"},
		{"menu", "514 849-1234 option 2", "number_extension"},
		{"wait, then dial", "514-849-1234w2", "number_extension"},
		{"x", "514-849-1234x234", "number_extension"},
		{"hash", "514-849-1234 #234", "number_extension"},
		{"RFC 3966 extension", "514-849-1234;ext=234", "number_extension"},
		{"two numbers", "514 849-1234 / 514 849-5678", "number_several"},
		{"two numbers in words", "514 849-1234 ou 514 849-5678", "number_several"},
		{"two numbers side by side", "514 849-1234 514 849-5678", "number_several"},
		{"two numbers and a slash after the area", "514/849-1234/849-5678", "number_several"},
		{"the end of another", "514 849-1234/5678", "number_several"},
		{"two numbers and an ampersand", "514 849-1234 & 514 849-5678", "number_several"},
		{"two lines", "514 849-1234\n514 849-5678", "number_several"},
		{"France", "+33 1 42 34 56 78", "number_abroad"},
		{"France, dialled", "011 33 1 42 34 56 78", "number_abroad"},
		{"Peru", "+51 1 428 1234", "number_abroad"},
		{"New York", "212 736-5000", "number_outside_canada"},
		{"Jamaica", "876 922-1234", "number_outside_canada"},
		{"Bahamas", "+1 242 322 1234", "number_outside_canada"},
		{"premium area", "900 849-1234", "number_premium"},
		{"premium exchange", "514 976-1234", "number_premium"},
		{"emergency", "911", "number_service"},
		{"health line", "811", "number_service"},
		{"community services", "211", "number_service"},
		{"directory", "411", "number_service"},
		{"crisis line", "988", "number_service"},
		{"European emergency", "112", "number_service"},
		{"emergency as area code", "911 849-1234", "number_service"},
		{"emergency as exchange", "514 911-1234", "number_service"},
		{"310 number", "310-1234", "number_service"},
		{"310 number, long distance", "1-310-1234", "number_service"},
		{"personal number", "600 555-1234", "number_service"},
		{"premium, with a plus", "+1 900 849-1234", "number_premium"},
		{"hidden caller", "*67 514 849-1234", "number_invalid"},
		{"vanity letters, local", "514 849-CARE", "number_invalid"},
		{"extension digits glued", "5148491234234", "number_length"},
		{"Puerto Rico", "787 722-1234", "number_outside_canada"},
		{"directory assistance", "514 555-1212", "number_service"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := fax.ParseNumber(test.text)
			if got != (fax.Number{}) || dispatch.CodeOf(err) != test.code {
				t.Fatalf("ParseNumber(%q) = %+v, %v; want code %s", test.text, got, err, test.code)
			}
			if dispatch.CertaintyOf(err) != dispatch.Unsent {
				t.Errorf("certainty %v, want unsent", dispatch.CertaintyOf(err))
			}
		})
	}
}

// What is accepted is always a North American number in full, and reads back as itself however written.
func TestParseNumberIsStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`(418|514|438|819|416|604|800)[2-9][02-9][0-9]{5}`).Filter(dialable).Draw(t, "number")
		number, _ := fax.ParseNumber(text)
		for _, form := range []string{number.E164, number.String(), number.Digits(), "fax " + number.String()} {
			if again, err := fax.ParseNumber(form); err != nil || again != number {
				t.Fatalf("%q reads back as %+v, %v", form, again, err)
			}
		}
	})
}

func dialable(text string) bool {
	_, err := fax.ParseNumber(text)
	return err == nil
}

func FuzzParseNumber(f *testing.F) {
	for _, seed := range []string{
		"514 849-1234", "+5148491234", "011 1 514 849 1234", "TEL 514-849-1234", "310-1234",
		"514 849-1234 p. 234", "(514) 849\u20111234", "", "+", "1",
	} {
		f.Add(seed)
	}
	whole := regexp.MustCompile(`^\+1[2-9][0-9]{2}[2-9][0-9]{6}$`)
	f.Fuzz(func(t *testing.T, text string) {
		number, err := fax.ParseNumber(text)
		if err != nil {
			if dispatch.CodeOf(err) == "" || number != (fax.Number{}) {
				t.Fatalf("%q: error without a code or with a number: %v", text, err)
			}
			return
		}
		if !whole.MatchString(number.E164) {
			t.Fatalf("%q became %q", text, number.E164)
		}
		if digits := strings.Map(keepDigits, text); !strings.HasSuffix(digits, number.E164[2:]) {
			t.Fatalf("%q became another number: %q", text, number.E164)
		}
	})
}

func keepDigits(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

package policy_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch/policy"
)

func domainName(t interface{ Fatalf(string, ...any) }, address string) policy.DomainName {
	name, ok := policy.DomainNameOf(address)
	if !ok {
		t.Fatalf("%q has no domain", address)
	}
	return name
}

func TestADomainThatResemblesAKnownOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, domain, known string
		want                bool
	}{
		{"itself", "clinique-du-parc.example", "clinique-du-parc.example", false},
		{"itself in capitals", "Clinique-du-Parc.example.", "clinique-du-parc.example", false},
		{"a letter changed", "clinique-du-pare.example", "clinique-du-parc.example", true},
		{"a letter left out", "cliniqe-du-parc.example", "clinique-du-parc.example", true},
		{"a letter added", "cliniques-du-parc.example", "clinique-du-parc.example", true},
		{"neighbours swapped", "clinqiue-du-parc.example", "clinique-du-parc.example", true},
		{"another ending", "clinique-du-parc.cm", "clinique-du-parc.ca", true},
		{"two letters", "clinique-du-pont.example", "clinique-du-parc.example", false},
		{"an accent more", "clinique-beauséjour.example", "clinique-beausejour.example", true},
		{"an accent more, encoded", "xn--clinique-beausjour-owb.example", "clinique-beausejour.example", true},
		{"an accent less", "clinique-beausejour.example", "clinique-beauséjour.example", true},
		{"accent and one slip", "clinique-beauséjou.example", "clinique-beausejour.example", true},
		{"a Cyrillic letter", "cliniqu\u0435-du-parc.example", "clinique-du-parc.example", true},
		{"the known one inside", "clinique-beausejour.example.evil.com", "clinique-beausejour.example", true},
		{"the known one inside, accented", "clinique-beauséjour.example.evil.com", "clinique-beausejour.example", true},
		{"below the known one", "radiologie.clinique-du-parc.example", "clinique-du-parc.example", false},
		{"above the known one", "clinique-du-parc.example", "radiologie.clinique-du-parc.example", false},
		{"no whole labels inside", "bonne-clinique-du-parc.example", "clinique-du-parc.example", false},
		{"abbreviations", "chus.qc.ca", "chum.qc.ca", false},
		{"an abbreviation inside", "chum.qc.ca.evil.com", "chum.qc.ca", true},
		{"numbers of a series", "clinique12.example", "clinique13.example", false},
		{"a digit for a letter", "c1inique.example", "clinique.example", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := domainName(t, "a@"+c.domain).Resembles(domainName(t, "a@"+c.known)); got != c.want {
				t.Errorf("%s beside %s: %v", c.domain, c.known, got)
			}
		})
	}
}

func TestNoDomainToCompare(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "a", "a@", "a@.", "a@xn--a.com"} {
		if name, ok := policy.DomainNameOf(address); ok {
			t.Errorf("%q: %q", address, name.Name)
		}
	}
}

// TestNoDomainResemblesItsOwn: whatever is written, neither a domain nor what lies below it imitates it.
func TestNoDomainResemblesItsOwn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zéèô0-9]{1,12}\.[a-z]{2,7}`).Draw(t, "domain")
		known := domainName(t, "a@"+text)
		for _, own := range []string{text, "sous." + text} {
			if domainName(t, "a@"+own).Resembles(known) {
				t.Fatalf("%s imitates %s", own, text)
			}
		}
	})
}

package policy_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch/policy"
)

func TestDomainOf(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		address string
		want    policy.Domain
	}{
		{"no address", "", policy.NoDomain},
		{"no at sign", "gmail.com", policy.NoDomain},
		{"nothing after the at sign", "a@", policy.Lookalike},
		{"only a dot after the at sign", "a@.", policy.Lookalike},
		{"only spaces after the at sign", "a@ \t", policy.Lookalike},
		{"nothing before the at sign", "@gmail.com", policy.Personal},

		{"the network", "a@ssss.gouv.qc.ca", policy.RSSSDomain},
		{"the ministry", "a@msss.gouv.qc.ca", policy.RSSSDomain},
		{"an establishment of the network", "a.b.med@ciusss-x.ssss.gouv.qc.ca", policy.RSSSDomain},
		{"capitals", "A@SSSS.Gouv.QC.ca", policy.RSSSDomain},
		{"final dot", "a@ssss.gouv.qc.ca.", policy.RSSSDomain},
		{"ideographic final dot", "a@ssss.gouv.qc.ca。", policy.RSSSDomain},
		{"full-width letters", "a@ｓｓｓｓ.gouv.qc.ca", policy.RSSSDomain},
		{"spaces around", "a@ ssss.gouv.qc.ca ", policy.RSSSDomain},
		{"no dot boundary", "a@xssss.gouv.qc.ca", policy.Lookalike}, // one letter added
		{"no dot boundary, two letters", "a@myssss.gouv.qc.ca", policy.OtherDomain},
		{"another ministry", "a@education.gouv.qc.ca", policy.OtherDomain},
		{"several at signs count the last", "a@ssss.gouv.qc.ca@gmail.com", policy.Personal},
		{"several at signs, the network last", "a@gmail.com@ssss.gouv.qc.ca", policy.RSSSDomain},

		{"the network inside another domain", "a@ssss.gouv.qc.ca.example.com", policy.Lookalike},
		{"an establishment inside another domain", "a@chum.ssss.gouv.qc.ca.example.com", policy.Lookalike},
		{"the ministry inside another domain", "a@x.msss.gouv.qc.ca.example.com", policy.Lookalike},
		{"the network inside itself", "a@ssss.gouv.qc.ca.ssss.gouv.qc.ca", policy.RSSSDomain},
		{"the network before the ministry", "a@ssss.gouv.qc.ca.msss.gouv.qc.ca", policy.RSSSDomain},
		{"not whole labels of the network", "a@ssss.gouv.qc.cab.example.com", policy.Lookalike}, // starts ssss.gouv.
		{"not whole labels in the middle", "a@x.ssss.gouv.qc.cab.example.com", policy.OtherDomain},
		{"another ending", "a@ssss.gouv.on.ca", policy.Lookalike},
		{"another ending of the ministry", "a@msss.gouv.fr", policy.Lookalike},
		{"letter left out", "a@sss.gouv.qc.ca", policy.Lookalike},
		{"letter added", "a@sssss.gouv.qc.ca", policy.Lookalike},
		{"letter changed", "a@ssss.gouv.gc.ca", policy.Lookalike},
		{"letters swapped", "a@ssss.gouv.cq.ca", policy.Lookalike},
		{"letters swapped in a mail service", "a@gmial.com", policy.Lookalike},
		{"letter left out of the ending", "a@gmail.co", policy.Lookalike},
		{"letter changed in the ending", "a@gmail.cm", policy.Lookalike},
		{"letter added to a mail service", "a@gmaill.com", policy.Lookalike},
		{"dot left out", "a@videotronca", policy.Lookalike},
		{"two slips", "a@gmiall.com", policy.OtherDomain},
		{"a swap with a letter between is two slips", "a@gamli.com", policy.OtherDomain},
		{"below a slip", "a@mail.gmial.com", policy.OtherDomain},
		{"one letter from a mail service that nobody imitates", "a@protonmai.com", policy.OtherDomain},
		{"a service one letter from another", "a@ymail.com", policy.Personal},
		{"a short service", "a@mail.com", policy.Personal},
		{"one letter from a service", "a@email.com", policy.Lookalike},
		{"space inside", "a@gmail .com", policy.Lookalike},
		{"display name", "A B <a@gmail.com>", policy.Lookalike},
		{"underscore", "a@my_clinic.ca", policy.Lookalike},
		{"not a name", "a@[192.0.2.1]", policy.Lookalike},
		{"longer than a domain may be", "a@" + strings.Repeat("abcdefghi.", 26) + "ca", policy.Lookalike},

		{"Cyrillic a", "a@gm\u0430il.com", policy.Lookalike},
		{"Cyrillic a, encoded", "a@xn--gmil-63d.com", policy.Lookalike},
		{"Greek omicron", "a@h\u03bftmail.com", policy.Lookalike},
		{"whole label in Cyrillic", "a@\u0443\u0430\u04bb\u043e\u043e.com", policy.Lookalike},
		{"whole label in Cyrillic and one slip", "a@\u0443\u0430\u04bb\u043e.com", policy.Lookalike},
		{"accent on a mail service", "a@gmàil.com", policy.Lookalike},
		{"accent on the network", "a@sśss.gouv.qc.ca", policy.Lookalike},
		{"accent and one slip", "a@gmàl.com", policy.Lookalike},
		{"Cyrillic among Latin in a name like no other", "a@cliniqu\u0435.ca", policy.Lookalike},
		{"encoding that does not decode", "a@xn--a.com", policy.Lookalike},
		{"accented French", "a@clinique-santé.ca", policy.OtherDomain},
		{"accented French in capitals", "a@CLINIQUE-SANTÉ.CA", policy.OtherDomain},
		{"accented French, encoded", "a@xn--clinique-sant-mhb.ca", policy.OtherDomain},
		{"accents as combining marks", "a@clinique-sante\u0301.ca", policy.OtherDomain},
		{"French ligature", "a@cœur.ca", policy.OtherDomain},
		{"two scripts in two labels", "a@\u043f\u0440\u0438\u043c\u0435\u0440.example.ca", policy.OtherDomain},

		{"hospital below a university", "a@muhc.mcgill.ca", policy.RSSSByDirectory},
		{"below the hospital", "a@mail.muhc.mcgill.ca", policy.RSSSByDirectory},
		{"like the hospital without dot", "a@xmuhc.mcgill.ca", policy.University},
		{"university", "a@mcgill.ca", policy.University},
		{"below a university", "a@med.umontreal.ca", policy.University},
		{"like a university without dot", "a@notmcgill.ca", policy.OtherDomain},
		{"mail service", "a@videotron.ca", policy.Personal},
		{"below a mail service", "a@clients.videotron.ca", policy.Personal},
		{"mail service, final dot and capitals", "A@Hotmail.COM.", policy.Personal},
		{"short mail service", "a@me.com", policy.Personal},
		{"like a short mail service without dot", "a@acme.com", policy.OtherDomain},
		{"clinic", "a@clinique.example.ca", policy.OtherDomain},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := policy.DomainOf(test.address); got != test.want {
				t.Errorf("%q: got %s, want %s", test.address, got, test.want)
			}
		})
	}
}

// One slip anywhere in an imitated domain is seen, unless it makes another known domain.
func TestSlipsAreSeen(t *testing.T) {
	t.Parallel()
	imitated := []string{"ssss.gouv.qc.ca", "gmail.com", "hotmail.com", "icloud.com", "sympatico.ca"}
	rapid.Check(t, func(t *rapid.T) {
		domain := rapid.SampledFrom(imitated).Draw(t, "domain")
		slip := slips(domain, rapid.IntRange(1, len(domain)-2).Draw(t, "at"), rapid.ByteRange('a', 'z').Draw(t, "letter"))
		got := policy.DomainOf("a@" + rapid.SampledFrom(slip).Draw(t, "slip"))
		if !slices.Contains([]policy.Domain{policy.Lookalike, policy.Personal, policy.RSSSDomain}, got) {
			t.Errorf("got %s", got)
		}
	})
}

// slips are the four slips of the keyboard at one place.
func slips(domain string, at int, letter byte) []string {
	head, tail := domain[:at], domain[at:]
	return []string{
		head + tail[1:],
		head + string(letter) + tail,
		head + string(letter) + tail[1:],
		head + tail[1:2] + tail[:1] + tail[2:],
	}
}

// Under a domain means under it however long the way.
func TestBelowStaysBelow(t *testing.T) {
	t.Parallel()
	label := rapid.StringMatching(`[a-z][a-z0-9]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		below := rapid.SliceOfN(label, 0, 5).Draw(t, "labels")
		for domain, want := range map[string]policy.Domain{
			"ssss.gouv.qc.ca": policy.RSSSDomain, "muhc.mcgill.ca": policy.RSSSByDirectory,
		} {
			address := "a@" + strings.Join(append(slices.Clone(below), domain), ".")
			if got := policy.DomainOf(address); got != want {
				t.Errorf("%s: got %s, want %s", address, got, want)
			}
		}
	})
}

func FuzzDomainOf(f *testing.F) {
	for _, seed := range []string{
		"", "a@", "a@b@c", "a@gmail.com.", "a@ssss.gouv.qc.ca.example.com", "a@xn--a.com", "a@xn--gmil-63d.com",
		"a@clinique-santé.ca", "a@\u0430.\u03b1.com", "a@\x00\xff", "a@。", "a@xn--.xn--",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		got := policy.DomainOf(address)
		if !slices.Contains(policy.Domains(), got) {
			t.Errorf("%q is %q", address, got)
		}
		if again := policy.DomainOf(address); again != got {
			t.Errorf("%q is %s, then %s", address, got, again)
		}
		if (got == policy.NoDomain) == strings.Contains(address, "@") {
			t.Errorf("%q is %s", address, got)
		}
	})
}

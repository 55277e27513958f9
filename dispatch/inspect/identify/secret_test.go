package identify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// Planted values that nothing but the document may show.
var plantedNumber = madeNumber("ZWIA", day("1958-03-14"), true, '1')

var planted = `Nom : Zwiebelknopf	Prénom : Aurelienne
NAM : ` + plantedNumber + `  Né(e) le : 1958-03-14
NAS : 130 692 544  OHIP 1234-567-897  PHN 9698658215
No de dossier : 7654321  Permis 54321
Tél. : 514 555-0142  Téléc. : 418 555-0187  H2X 1Y4  aurelienne.z@example.org`

var secrets = []string{
	"wiebelknopf", "urelienne", "5853", "ZWIA58", "03-14", "0314", "130692", "692544", "692 544", "1234567", "567897", "9698658", "658215",
	"7654321", "54321", "5550142", "555-01", "5550187", "1Y4",
}

func TestNothingPrintsValues(t *testing.T) {
	f := New(now)
	f.Properties(layout.Properties{FileName: "Zwiebelknopf Aurelienne " + plantedNumber + ".pdf"})
	f.Page(layout.FromText(1, planted))
	r := f.Result()
	if len(r.Identifiers) < 11 || len(r.People) != 1 || r.People[0].Name == "" {
		t.Fatalf("too little was found: %v, %d people", r.Identifiers, len(r.People))
	}
	for _, printed := range prints(t, f, r) {
		for _, secret := range secrets {
			if strings.Contains(printed, secret) {
				t.Errorf("%q shows %q", printed, secret)
			}
		}
	}
}

func prints(t *testing.T, f *Finder, r Result) []string {
	var all []string
	things := []any{f, r, &r, r.Identifiers, r.People, r.Identifiers[0], &r.Identifiers[0], r.People[0], &r.People[0], map[string]any{"p": r.People[0]}}
	for _, thing := range things {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			all = append(all, fmt.Sprintf(verb, thing))
		}
		asJSON, err := json.Marshal(thing)
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("found", "thing", thing)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("found", "thing", thing)
		all = append(all, string(asJSON), log.String(), fmt.Sprint(thing), fmt.Errorf("%w: %v", errFailed, thing).Error())
	}
	return all
}

// errFailed stands for any error that wraps what was found.
var errFailed = errors.New("failed")

func TestMasks(t *testing.T) {
	for _, c := range []struct {
		kind         Type
		value, shown string
	}{
		{QuebecHealthNumber, "TREM04121925", "TREM••••1925"},
		{SocialInsurance, "046454286", "•••••286"},
		{OntarioHealth, "1234567897", "•••••897"},
		{DateOfBirth, "1958-03-14", "••••-••-••"},
		{Phone, "5145550142", "514 •••-••42"},
		{Fax, "5145550142", "514 •••-••42"},
		{Email, "marie.roy@domaine.ca", "m••••@domaine.ca"},
		{Email, "m@domaine.ca", "••••@domaine.ca"},
		{PostalCode, "H2X1Y4", "H2X •••"},
		{ChartNumber, "9870123", "••••123"},
		{ChartNumber, "1234", "••••4"},
		{PhysicianLicence, "12345", "••••45"},
		{MinistryForm, "AH-216", "AH-216"},
	} {
		if got := mask(c.kind, c.value); got != c.shown {
			t.Errorf("%s: %s, want %s", c.kind, got, c.shown)
		}
	}
}

func TestMaskHidesMoreThanItShows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]Type{ChartNumber, PhysicianLicence, SocialInsurance, OntarioHealth, BritishColumbia, OtherProvinceHealth}).Draw(t, "type")
		value := rapid.StringMatching(`[1-9]{7,16}`).Draw(t, "value")
		if kind == ChartNumber || kind == PhysicianLicence {
			value = rapid.StringMatching(`[1-9]{4,16}`).Draw(t, "short")
		}
		shown := strings.Trim(mask(kind, value), "•")
		if 2*len(shown) >= len(value) || !strings.HasSuffix(value, shown) {
			t.Fatalf("%s shows %q of %q", kind, shown, value)
		}
	})
}

func TestPersonal(t *testing.T) {
	for kind, want := range map[Type]bool{
		QuebecHealthNumber: true, SocialInsurance: true, OntarioHealth: true, BritishColumbia: true, OtherProvinceHealth: true,
		DateOfBirth: true, ChartNumber: true, PhysicianLicence: false, PostalCode: false, Phone: false, Fax: false, Email: false, MinistryForm: false,
	} {
		if kind.Personal() != want {
			t.Errorf("%s: %t", kind, !want)
		}
	}
}

func TestIdentifierAsJSON(t *testing.T) {
	r := read("TREM04121925")
	got, err := json.Marshal(r.Identifiers)
	if want := `[{"type":"ramq_nam","masked":"TREM••••1925","page":1,"valid":true}]`; err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
}

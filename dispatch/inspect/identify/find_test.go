package identify

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

func read(text string) Result {
	f := New(now)
	f.Page(layout.FromText(1, text))
	return f.Result()
}

// values are the normalised values of a type, an exclamation mark behind those that are not valid.
func values(r Result, want Type) string {
	var all []string
	for _, i := range r.Identifiers {
		switch {
		case i.Type != want:
		case i.Valid:
			all = append(all, i.value)
		default:
			all = append(all, i.value+"!")
		}
	}
	return strings.Join(all, " ")
}

func TestFound(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Type
		value      string
	}{
		{"sin, French", "NAS : 046 454 286", SocialInsurance, "046454286"},
		{"sin, English", "Social Insurance Number: 130-692-544", SocialInsurance, "130692544"},
		{"sin, spelled", "Numéro d’assurance sociale 130692544", SocialInsurance, "130692544"},
		{"sin, wrong digit", "N.A.S. 130 692 545", SocialInsurance, "130692545!"},
		{"sin, recognised", "NAS: 13O 692 544", SocialInsurance, "130692544"},
		{"sin without a word beside a person", "Patient : Lise Gagnon\n130 692 544", SocialInsurance, "130692544"},
		{"ontario", "OHIP: 1234-567-897 AB", OntarioHealth, "1234567897"},
		{"ontario, check sum ends in 0", "Health card 9876543217", OntarioHealth, "9876543217"},
		{"ontario, wrong digit", "OHIP 1234567890", OntarioHealth, "1234567890!"},
		{"british columbia", "PHN: 9698 658 215", BritishColumbia, "9698658215"},
		{"alberta", "Personal Health Number: 98765-4321", OtherProvinceHealth, "987654321"},
		{"newfoundland", "MCP 123 456 789 012", OtherProvinceHealth, "123456789012"},
		{"another province in French", "No d'assurance maladie : 12345678", OtherProvinceHealth, "12345678"},
		{"birth, ISO", "Date de naissance : 1958-03-14", DateOfBirth, "1958-03-14"},
		{"birth, form in brackets", "Date de naissance (AAAA/MM/JJ) : 1958/03/14", DateOfBirth, "1958-03-14"},
		{"birth, abbreviated", "Date de naiss. 14/03/1958", DateOfBirth, "1958-03-14"},
		{"birth, D.D.N.", "D.D.N. : 58-03-14", DateOfBirth, "1958-03-14"},
		{"birth, DDN of a child", "DDN 24-02-29", DateOfBirth, "2024-02-29"},
		{"birth, two digits of the year", "DDN 75-03-01", DateOfBirth, "1975-03-01"},
		{"birth, two digits, slashes", "DDN : 75/03/01", DateOfBirth, "1975-03-01"},
		{"birth, two digits, day first", "DOB 01/03/75", DateOfBirth, "1975-03-01"},
		{"birth, two digits, no noughts", "DOB 1/3/75", DateOfBirth, "1975-03-01"},
		{"birth, two digits, hyphens without noughts", "DDN 75-3-1", DateOfBirth, "1975-03-01"},
		{"birth, two digits, month in letters", "Né le 1er mars 75", DateOfBirth, "1975-03-01"},
		{"birth, two digits, today", "DDN 26-11-22", DateOfBirth, "2026-11-22"},
		{"birth, two digits, tomorrow a century ago", "DDN 26-11-23", DateOfBirth, "1926-11-23"},
		{"birth, against its word", "DDN75-03-01", DateOfBirth, "1975-03-01"},
		{"birth, born without a colon", "NAM TREJ 5853 1417  BORN 1958-03-14", DateOfBirth, "1958-03-14"},
		{"sin, against its word", "NAS130692544", SocialInsurance, "130692544"},
		{"birth, né(e) le", "Né(e) le : 14 mars 1958", DateOfBirth, "1958-03-14"},
		{"birth, née le 1er", "née le 1er août 1958", DateOfBirth, "1958-08-01"},
		{"birth, DOB", "DOB: Mar 14, 1958", DateOfBirth, "1958-03-14"},
		{"birth, day first", "Birth date 14 March 1958", DateOfBirth, "1958-03-14"},
		{"birth, month first when it must be", "Date of birth: 03/14/1958", DateOfBirth, "1958-03-14"},
		{"birth, in one", "DDN:19580314", DateOfBirth, "1958-03-14"},
		{"birth, boxes", "Date de naissance\t1958\t03\t14", DateOfBirth, "1958-03-14"},
		{"birth, recognised", "DDN : 1958-O3-l4", DateOfBirth, "1958-03-14"},
		{"birth, under its label", "Date de naissance\n1958-03-14", DateOfBirth, "1958-03-14"},
		{"birth, another date after it", "Né le 1958-03-14  Date : 2026-01-02", DateOfBirth, "1958-03-14"},
		{"birth, in a column", "Nom\tDate de naissance\nTremblay Jean\t1958-03-14\nGagnon Lise\t1960-01-31", DateOfBirth, "1958-03-14 1960-01-31"},
		{"birth, impossible", "DDN : 1958-13-45", DateOfBirth, "1958-13-45!"},
		{"birth, 29 February of no leap year", "DDN : 2023-02-29", DateOfBirth, "2023-02-29!"},
		{"birth, tomorrow", "DDN : 2026-11-23", DateOfBirth, "2026-11-23!"},
		{"birth, a health number's", "TREJ58531417   1958-03-14", DateOfBirth, "1958-03-14"},
		{"postal code", "Montréal (Québec) H2X 1Y4", PostalCode, "H2X1Y4"},
		{"postal code, hyphen", "H2X-1Y4", PostalCode, "H2X1Y4"},
		{"postal code, together", "Québec G1R5P3", PostalCode, "G1R5P3"},
		{"phone", "Tél. : (514) 555-0142 poste 12", Phone, "5145550142"},
		{"phone, international", "+1 418-555-0199", Phone, "4185550199"},
		{"phone, no cue", "514.555.0142", Phone, "5145550142"},
		{"phones", "514 555-0142 514 555-0143", Phone, "5145550142 5145550143"},
		{"phone in one, with its word", "Téléphone 5145550142", Phone, "5145550142"},
		{"fax", "Téléc. : 514 555-0143", Fax, "5145550143"},
		{"fax beside a phone", "Tél.: 514 555-0142 / Télécopieur: 514 555-0143", Fax, "5145550143"},
		{"fax after", "514 555-0143 (fax)", Fax, "5145550143"},
		{"e-mail", "Courriel : Lise.Gagnon@example.org.", Email, "lise.gagnon@example.org"},
		{"chart", "No de dossier : 123456", ChartNumber, "123456"},
		{"chart, letters", "MRN: A-104-2291", ChartNumber, "A-104-2291"},
		{"chart, N°", "N° de dossier 00123", ChartNumber, "00123"},
		{"chart, sign", "Dossier # 88231", ChartNumber, "88231"},
		{"licence", "Permis no 12345", PhysicianLicence, "12345"},
		{"licence, English", "License # 98765", PhysicianLicence, "98765"},
		{"ministry form", "AH-216 DT9123 (rév. 2019-05)", MinistryForm, "AH-216"},
		{"ministry form, unbreaking hyphen", "AH‑107A", MinistryForm, "AH-107A"},
		{"health number, full width", "ＴＲＥＪ５８５３１４１７", QuebecHealthNumber, "TREJ58531417"},
		{"health number, not a word and a date behind it", "NAM OUEA 5660 1510  BORN 1956-10-15", QuebecHealthNumber, "OUEA56601510"},
		{"health number, label for a name, beside its birth", "FORM 3309 0114 - 1933-09-01 - M", QuebecHealthNumber, "FORM33090114"},
		{"health number, label for a name, under its name", "FORTIN, Mamadou\nFORM 3309 0114", QuebecHealthNumber, "FORM33090114"},
		{"health number, typing error", "GAGN 7208 1223", QuebecHealthNumber, "GAGN72081223!"},
		{"health number, no such day, beside its word", "NAM : TREM 0413 1925", QuebecHealthNumber, "TREM04131925!"},
		{"health number, label for a name, beside its word", "NAM : " + madeNumber("FACT", now.AddDate(-40, 0, 0), true, '1'), QuebecHealthNumber, madeNumber("FACT", now.AddDate(-40, 0, 0), true, '1')},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := values(read(c.text), c.want); got != c.value {
				t.Errorf("%q: got %q, want %q", c.text, got, c.value)
			}
		})
	}
}

// Lines that must give nobody: no health number, no social insurance number, no date of birth, no person.
var nobody = []string{
	"PLAN 20261122", "ABCD 1234", "Lot ABCD24051234", "No de lot : XKCD58031412", "Lot 240512", "LOT AB123456789",
	"Glucose 5,6 mmol/L (3,9 - 6,1)", "Hémoglobine 140 g/L 120-160", "Leucocytes 4.5 10^9/L", "eGFR 123 456 782 mL",
	"Facture 123-456-782", "Facture no 2026-00123", "Invoice 4567 890 123", "FACT24051234", "CODE 58031412", "No de commande : 130692544",
	"ISBN 978-2-07-036822-8", "ISBN 2-07-036822-X", "ISSN 1234-5679", "UPC 012345678905", "DIN 02248124",
	"Date : 2026-11-22", "Date 1955-01-12", "DATE 19550112", "Date du prélèvement : 2026-11-20 08:15", "Le 14 mars 1958, la clinique a ouvert",
	"Reçu le 2026-11-20", "Valide du 2026-01-01 au 2026-12-31", "Version 2024.05.12", "Rév. 2019-05", "Exp 2027-03",
	"Ne le prenez pas avec du lait", "On ne le prend que 3 fois", "130 692 544", "1 234 567 897", "123 456 782,00 $", "$130 692 544",
	"Accueil 514 555-0101", "Urgence : 811", "Pharmacie : 418 555-0102, téléc. : 418 555-0103", "1 800 555-0199",
	"Clinique du Parc, 1234, rue Saint-Denis, Montréal H2X 1Y4", "Dr Jean Tremblay, MD, permis 12345", "Médecin traitant : Lise Gagnon",
	"Signé par : Jean Tremblay", "Prescripteur : Lise Gagnon", "Destinataire : Lise Gagnon", "À : Jean Tremblay", "De : Lise Gagnon",
	"c.c. : Jean Tremblay", "Pharmacien : Paul Roy", "Nom du médicament : Metformin Sandoz", "Nom de la clinique : Clinique Tremblay",
	"Nom commercial : Lasix", "Objet : Résultats d'analyse", "Objet : Demande de consultation en cardiologie", "RE: Invoice 2026-114",
	"Concernant : Votre Rendez-vous", "Titre : Guide de Pratique", "Madame, Monsieur,", "Sexe : M", "M 68 ans", "Âge : 68 ans",
	"ordinary words and Twelve letter words internationalization", "Le patient doit boire 8 verres d'eau par jour",
	"Nom\tTéléphone\nTremblay Jean\t514 555-0101\nRoy Lise\t514 555-0102\nGagnon Luc\t514 555-0103",
	"Nom\tRésultat\tUnités\nSodium Total\t140\tmmol/L\nPotassium\t4,1\tmmol/L\nCalcium Ionisé\t1,2\tmmol/L",
	"Nom\tFonction\tPoste\nJean Tremblay\tInfirmier\t1234\nLise Gagnon\tCommis\t1235\nPaul Roy\tMédecin\t1236",
	"SINUS 130 692 544 x", "Compte 00012-815-1234567", "TPS 123456789 RT0001", "TVQ 1234567890 TQ0001", "IBAN 58031412", "mars 58531417",
	"Nom : Metformine", "Nom : ________ Prénom : ________", "Client : Laboratoire Biron", "Chère Dre Roy,", "Patient : 12", "Name: Aspirin",
	"Mère : Lise Gagnon", "Contact : Paul Roy", "Infirmière : Lise Gagnon", "Prélevé par : Roy, Paul", "Nom : Hôpital Pierre-Boucher",
	"Mother's name:  Nathalie Bédard", "Brand name: Lasix Sanofi", "Né le 20010829x", "H. S. K. M. C. 2501 1016", "Nom : __________\nAH-674 DT8289",
	"Nom :\nCN-113-28", "LISE 1955-01-12", "LOUIS 1955 01 12", "Tremblay, Québec", "MONTRÉAL, Québec", "Page 1 de 12", "Réf. : ABCD-1234-5678", "Serial: WXYZ12345678", "IP 192.168.100.200", "v1.2.3.4567",
}

func TestNobody(t *testing.T) {
	for _, text := range nobody {
		t.Run(text, func(t *testing.T) {
			r := read(text)
			for _, i := range r.Identifiers {
				if i.Type.Personal() {
					t.Errorf("found %s %q", i.Type, i.value)
				}
			}
			if r.Persons != 0 || r.List || r.Numbers != 0 {
				t.Errorf("persons %d, numbers %d, list %t: %s", r.Persons, r.Numbers, r.List, names(r))
			}
		})
	}
}

func names(r Result) string {
	var all []string
	for _, p := range r.People {
		all = append(all, p.Name)
	}
	return strings.Join(all, "; ")
}

// One number in ten has the right check digit by chance; so the form alone must not raise an alarm.
func TestRandomNumbersRaiseNoAlarm(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	alarms, health := 0, 0
	const lines = 20000
	for range lines {
		r := read(fmt.Sprintf("%03d %03d %03d\n%010d\n%04d-%03d-%03d", random.IntN(1000), random.IntN(1000), random.IntN(1000),
			random.Int64N(1e10), random.IntN(1e4), random.IntN(1000), random.IntN(1000)))
		if r.Persons > 0 {
			alarms++
		}
		r = read(fmt.Sprintf("%s %08d", string([]byte{letter(random), letter(random), letter(random), letter(random)}), random.IntN(1e8)))
		health += r.Numbers
	}
	t.Logf("of %d: numbers without a word %d; four capitals and eight digits read as a health number %d (%.1f %%)",
		lines, alarms, health, 100*float64(health)/lines)
	if alarms > 0 {
		t.Errorf("%d random numbers raised an alarm", alarms)
	}
	if health > lines/8 { // two months of a hundred in four: a date by chance
		t.Errorf("%d random codes taken for health numbers", health)
	}
}

func letter(random *rand.Rand) byte { return byte('A' + random.IntN(26)) }

func TestLuhn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := []byte(rapid.StringMatching(`[0-9]{1,15}`).Draw(t, "digits"))
		right := 0
		for check := byte('0'); check <= '9'; check++ {
			if luhn(append(digits[:len(digits):len(digits)], check)) {
				right++
			}
		}
		if right != 1 {
			t.Fatalf("%s has %d check digits", digits, right)
		}
	})
}

func TestEachOnceAPage(t *testing.T) {
	f := New(now)
	f.Properties(layout.Properties{FileName: "TREJ58531417.pdf"})
	for page := 1; page <= 2; page++ {
		f.Page(layout.FromText(page, "TREJ58531417\nTREJ 5853 1417"))
	}
	r := f.Result()
	if len(r.Identifiers) != 3 || r.Identifiers[0].Page != 0 || r.Identifiers[2].Page != 2 || r.Numbers != 1 || r.Persons != 1 {
		t.Errorf("%v, %d numbers, %d persons", r.Identifiers, r.Numbers, r.Persons)
	}
}

// The file's name is compared with the people of the pages, so it must not bring its own.
func TestANumberOfSomebodyElseInTheFilesName(t *testing.T) {
	f := New(now)
	f.Properties(layout.Properties{FileName: "BOUM01113025.pdf"})
	f.Page(layout.FromText(1, "Usager : Julie Tremblay\nTREJ58531417"))
	r := f.Result()
	if r.Persons != 2 || r.Numbers != 2 || len(r.People) != 1 || NameIn("BOUM01113025.pdf", r.People) != no {
		t.Errorf("%d persons, %d numbers: %s", r.Persons, r.Numbers, told(r))
	}
}

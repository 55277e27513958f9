package identify

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestHealthNumber(t *testing.T) {
	for _, c := range []struct {
		number string
		valid  bool
		born   string
		female bool
	}{
		{"TREM04121925", true, "2004-12-19", false}, // INSPQ
		{"TEST54122816", true, "1954-12-28", false}, // Clic Santé
		{"TREJ58531417", true, "1958-03-14", true},
		{"BOUM01113025", true, "2001-11-30", false},
		{"NGUT90013115", true, "1990-01-31", false},
		{"COTS24522916", true, "2024-02-29", true},
		{"LEBA195701A2", true, "1919-07-01", true}, // a letter in position 11, the older century
		{"TREM04121935", false, "2004-12-19", false},
		{"GAGN72081223", false, "1972-08-12", false},
	} {
		t.Run(c.number, func(t *testing.T) {
			n, ok := parseHealth(c.number, now)
			if !ok || n.valid != c.valid || n.born.Format(time.DateOnly) != c.born || n.female != c.female {
				t.Errorf("got %+v", n)
			}
		})
	}
}

func TestNotAHealthNumber(t *testing.T) {
	for name, text := range map[string]string{
		"letter I in position 11": "TREM041219I5",
		"letter O in position 11": "TREM041219O5",
		"zero in position 11":     "TREM04121905",
		"three letters":           "TRE004121925",
		"too short":               "TREM0412192",
		"lower case":              "trem04121925",
	} {
		t.Run(name, func(t *testing.T) {
			if _, ok := parseHealth(text, now); ok {
				t.Error("read as a number")
			}
		})
	}
	for _, text := range []string{"TREM04131925", "TREM04023011", "TREM04731925"} {
		if n, ok := parseHealth(text, now); !ok || n.dated || n.valid {
			t.Errorf("a date that does not exist: %+v", n)
		}
	}
}

// healthNumberGen draws valid numbers: any letters, any birth in the last 120 years.
var healthNumberGen = rapid.Custom(func(t *rapid.T) string {
	letters := rapid.StringMatching(`[A-Z]{4}`).Filter(func(s string) bool { return !labels[strings.ToLower(s)] }).Draw(t, "letters")
	born := now.AddDate(0, 0, -rapid.IntRange(1, 119*365).Draw(t, "days"))
	female := rapid.Bool().Draw(t, "female")
	sequence := rapid.SampledFrom([]byte("123456789ABCDEFGHJKLMNPQRSTUVWXYZ")).Draw(t, "sequence")
	return madeNumber(letters, born, female, sequence)
})

func madeNumber(letters string, born time.Time, female bool, sequence byte) string {
	month := int(born.Month())
	if female {
		month += womensMonths
	}
	text := letters + born.Format("06") + twoDigits(month) + born.Format("02") + string(sequence)
	return text + string(healthCheck(text+"0", born, female))
}

func TestEveryHealthNumberIsFound(t *testing.T) {
	noise := rapid.SampledFrom([]string{"", "Glycémie 5,6 mmol/L ", "(", "RAMQ : ", "Usager ", "2026-11-20 ", "n° 12 ", "\t"})
	seps := rapid.SampledFrom([]string{"", " ", "-", "  ", "\u00a0", "\u202f", " - "})
	rapid.Check(t, func(t *rapid.T) {
		number := healthNumberGen.Draw(t, "number")
		text := noise.Draw(t, "before") + number[:4] + seps.Draw(t, "first") + number[4:8] + seps.Draw(t, "second") +
			number[8:] + rapid.SampledFrom([]string{"", " M 68 ans", ", reçu", ")", "\tF"}).Draw(t, "after")
		r := read(text)
		if r.Numbers != 1 || len(r.Identifiers) == 0 || r.Persons != 1 {
			t.Fatalf("%q: %d numbers, %d persons, %v", text, r.Numbers, r.Persons, r.Identifiers)
		}
		found := r.Identifiers[0]
		if found.Type != QuebecHealthNumber || !found.Valid || found.value != number || found.Masked != number[:4]+"••••"+number[8:] {
			t.Fatalf("%q: %v", text, found)
		}
	})
}

// A number that may be of two centuries has two right check digits, every other one.
func TestEveryOtherCheckDigitIsWrong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := healthNumberGen.Draw(t, "number")
		n, _ := parseHealth(number, now)
		right := map[byte]bool{}
		for _, years := range []int{-100, 0, 100} {
			if born := n.born.AddDate(years, 0, 0); !born.After(now) && now.Year()-born.Year() <= oldest && born.Day() == n.born.Day() {
				right[healthCheck(number, born, n.female)] = true
			}
		}
		for digit := byte('0'); digit <= '9'; digit++ {
			other := number[:healthLength-1] + string(digit)
			if got, _ := parseHealth(other, now); got.valid != right[digit] {
				t.Fatalf("%s: valid %t", other, got.valid)
			}
		}
	})
}

func TestRepairedHealthNumbers(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"O for zero":            {"BOUM O1113O25", "BOUM01113025"},
		"I for one":             {"TREJ 5853 I4I7", "TREJ58531417"},
		"l for one":             {"NGUT9Ol31l5", ""}, // too short after all
		"zero in the letters":   {"B0UM 0111 3025", "BOUM01113025"},
		"S for five":            {"TREJ S853 1417", "TREJ58531417"},
		"broken over lines":     {"NAM TREJ 5853\n1417 suite", "TREJ58531417"},
		"letters, then a line":  {"NAM : TREJ\n5853 1417", "TREJ58531417"},
		"two cells":             {"TREJ\t58531417", "TREJ58531417"},
		"three cells":           {"TREJ\t5853\t1417", "TREJ58531417"},
		"blanks everywhere":     {"TREJ 58 53 14 17", "TREJ58531417"},
		"a letter to a box":     {"NAM  T R E J  5 8 5 3  1 4 1 7", "TREJ58531417"},
		"boxes are cells":       {"T\tR\tE\tJ\t5\t8\t5\t3\t1\t4\t1\t7", "TREJ58531417"},
		"two letters, then two": {"TR EJ 5853 1417", ""},
		"small letters":         {"nam trej58531417", "TREJ58531417"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := values(read(c.text), QuebecHealthNumber); got != c.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func FuzzHealthNumber(f *testing.F) {
	for _, seed := range []string{"TREM04121925", "LEBA195701A2", "TREM0412192", "ÉÉÉÉ04121925", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, ok := parseHealth(text, now)
		if ok && (len(n.text) != healthLength || n.valid && (!n.dated || n.born.After(now))) {
			t.Errorf("%+v", n)
		}
	})
}

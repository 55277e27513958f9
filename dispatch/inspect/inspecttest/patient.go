package inspecttest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// patient is a fictitious person with all that a document says of one.
type patient struct {
	given, surname       string
	woman                bool
	born                 time.Time
	number               string // health insurance number, without spaces
	street, city, postal string
	phone, mobile, chart string
}

func (p patient) name() string { return p.given + " " + p.surname }

func (p patient) public() Patient {
	return Patient{Name: p.name(), HealthNumber: p.number, Born: p.born.Format(time.DateOnly)}
}

// spaced is the number as cards print it.
func (p patient) spaced() string { return p.number[:4] + " " + p.number[4:8] + " " + p.number[8:] }

func newPatient(rng *rand.Rand, minAge, maxAge int) patient {
	p := patient{surname: pick(rng, surnames), woman: rng.IntN(2) == 0}
	p.given = givenName(rng, p.woman)
	days := minAge*365 + rng.IntN((maxAge-minAge)*365+1)
	p.born = epoch.AddDate(0, 0, -days)
	p.number = healthNumber(p.surname, p.given, p.born, p.woman, sequence(rng))
	place := pick(rng, places)
	p.street = fmt.Sprintf("%d, %s", 10+rng.IntN(9800), pick(rng, streets))
	p.city, p.postal = place.city, postalCode(rng, place.area)
	p.phone, p.mobile = telephone(rng, place.code), telephone(rng, place.code)
	p.chart = fmt.Sprintf("%06d", 100000+rng.IntN(899999))
	return p
}

// sibling is another child of the same home.
func sibling(rng *rand.Rand, p patient) patient {
	s := newPatient(rng, 2, 12)
	for s.given == p.given {
		s.given = givenName(rng, s.woman)
	}
	s.surname, s.street, s.city, s.postal, s.phone = p.surname, p.street, p.city, p.postal, p.phone
	s.number = healthNumber(s.surname, s.given, s.born, s.woman, sequence(rng))
	return s
}

func givenName(rng *rand.Rand, woman bool) string {
	if woman {
		return pick(rng, women)
	}
	return pick(rng, men)
}

// epoch is when the documents are about: ages are counted to it.
var epoch = time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)

// sequence is the eleventh character: mostly 1, seldom a letter, never 0, I or O.
func sequence(rng *rand.Rand) byte {
	const seldom = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	if rng.IntN(5) > 0 {
		return '1'
	}
	return seldom[rng.IntN(len(seldom))]
}

// healthNumber builds a number as INSPQ's tool checks it: three letters of the surname, one of the given
// name, birth date with fifty more in a woman's month, the sequence and the check digit.
func healthNumber(surname, given string, born time.Time, woman bool, sequence byte) string {
	month, sex := int(born.Month()), byte('M')
	if woman {
		month, sex = month+50, 'F'
	}
	letters := (bareLetters(surname) + "XXX")[:3] + bareLetters(given)[:1]
	long := letters + born.Format("2006") + string(sex) + born.Format("0102") + string(sequence)
	return fmt.Sprintf("%s%s%02d%02d%c%d", letters, born.Format("06"), month, born.Day(), sequence, checkDigit(long))
}

func checkDigit(long string) int {
	weights := [14]int{1, 3, 7, 9, 1, 7, 1, 3, 4, 5, 7, 6, 9, 1}
	sum := 0
	for i, weight := range weights {
		sum += weight * ebcdic(long[i])
	}
	return sum % 10
}

func ebcdic(c byte) int {
	switch {
	case c <= '9':
		return 240 + int(c-'0')
	case c <= 'I':
		return 193 + int(c-'A')
	case c <= 'R':
		return 209 + int(c-'J')
	default:
		return 226 + int(c-'S')
	}
}

// bareLetters are the letters as a card spells them: capitals without accents, Saint as ST.
func bareLetters(name string) string {
	name = strings.ToUpper(accents().Replace(name))
	for _, saint := range []string{"SAINTE-", "SAINT-", "STE-"} {
		if rest, found := strings.CutPrefix(name, saint); found {
			name = "ST" + rest
		}
	}
	return strings.Map(func(r rune) rune {
		if r < 'A' || r > 'Z' {
			return -1
		}
		return r
	}, name)
}

func accents() *strings.Replacer {
	return strings.NewReplacer("é", "e", "É", "E", "è", "e", "ê", "e", "ë", "e", "ç", "c", "Ç", "C", "ô", "o",
		"î", "i", "ï", "i", "â", "a", "à", "a", "û", "u", "ù", "u")
}

func postalCode(rng *rand.Rand, area string) string {
	const letters = "ABCEGHJKLMNPRSTVWXYZ"
	return fmt.Sprintf("%s%c %d%c%d", area, letters[rng.IntN(len(letters))], rng.IntN(10),
		letters[rng.IntN(len(letters))], rng.IntN(10))
}

func telephone(rng *rand.Rand, code string) string {
	form := pick(rng, []string{"%s 555-01%02d", "(%s) 555-01%02d", "%s-555-01%02d", "%s 555-01%02d"})
	return fmt.Sprintf(form, code, rng.IntN(100))
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

package identify

import (
	"time"
)

// healthNumber is a Québec health insurance number: three letters of the surname and one of the given
// name, year, month (50 more for a woman) and day of birth, a sequence character, a check digit.
type healthNumber struct {
	text   string // 12 capitals and digits
	born   time.Time
	female bool
	dated  bool // the date of birth exists
	valid  bool // so it does, and the check digit is right
}

const (
	healthLetters = 4
	healthLength  = 12
	// oldest is the age in years that nobody reaches.
	oldest = 125
	// womensMonths is added to the month of a woman's birth.
	womensMonths = 50
)

// checkWeights are those of the RAMQ's check digit (INSPQ, utilitaire-nam).
var checkWeights = [...]int{1, 3, 7, 9, 1, 7, 1, 3, 4, 5, 7, 6, 9, 1}

// parseHealth reads a number of the right form. The century is not in it: the younger age is tried first.
func parseHealth(text string, now time.Time) (healthNumber, bool) {
	if !healthShaped(text) {
		return healthNumber{}, false
	}
	n := healthNumber{text: text}
	year, month, day := number(text[4:6]), number(text[6:8]), number(text[8:10])
	if month > womensMonths {
		n.female, month = true, month-womensMonths
	}
	year += now.Year() / 100 * 100
	for ; now.Year()-year <= oldest; year -= 100 {
		born, exists := dateOf(year, month, day)
		if !exists || born.After(now) {
			continue
		}
		right := healthCheck(text, born, n.female) == text[healthLength-1]
		if right || !n.dated {
			n.born, n.dated, n.valid = born, true, right
		}
		if right {
			break
		}
	}
	return n, true
}

// healthShaped tells whether text is four capitals, six digits, a sequence character and a digit.
func healthShaped(text string) bool {
	if len(text) != healthLength {
		return false
	}
	for i := range healthLength {
		b := text[i]
		switch {
		case i < healthLetters:
			if !isCapital(b) {
				return false
			}
		case i == healthLength-2:
			if !sequence(b) {
				return false
			}
		case !isDigit(b):
			return false
		}
	}
	return true
}

// sequence tells whether b may be the 11th character: nothing that is mistaken for a one or a zero.
func sequence(b byte) bool {
	return b >= '1' && b <= '9' || isCapital(b) && b != 'I' && b != 'O'
}

// healthCheck is the check digit over the letters, the whole year, the sex, the month, the day and the
// sequence character.
func healthCheck(text string, born time.Time, female bool) byte {
	sex := byte('M')
	if female {
		sex = 'F'
	}
	checked := append([]byte(text[:healthLetters]), born.Format("2006")...)
	checked = append(checked, sex)
	checked = append(checked, born.Format("0102")...)
	checked = append(checked, text[healthLength-2])
	sum := 0
	for i, b := range checked {
		sum += ebcdic(b) * checkWeights[i]
	}
	return '0' + byte(sum%10) // #nosec G115 -- below ten
}

func ebcdic(b byte) int {
	switch {
	case isDigit(b):
		return 240 + int(b-'0')
	case b <= 'I':
		return 193 + int(b-'A')
	case b <= 'R':
		return 209 + int(b-'J')
	default:
		return 226 + int(b-'S')
	}
}

// dateOf is a day at midnight UTC, if there is one.
func dateOf(year, month, day int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Year() == year && int(t.Month()) == month && t.Day() == day
}

// number is the value of a text of digits.
func number(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

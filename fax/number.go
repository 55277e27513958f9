package fax

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/souspli/souspli/dispatch"
)

// Number is a fax number that may be dialled: Canadian, or toll-free.
type Number struct {
	E164      string // +1 and ten digits
	InQuebec  bool   // by its area code; a toll-free number says nothing, hence false
	TollFree  bool
	Fictional bool // 555-0100 to 555-0199, which no telephone company assigns
}

// String writes the number as Canadians read it: 514 849-1234.
func (n Number) String() string { return FormatNumber(n.E164) }

// Digits is the number as North America dials it: a one and ten digits.
func (n Number) Digits() string { return strings.TrimPrefix(n.E164, "+") }

// FormatNumber writes an E.164 number as Canadians read it. Anything else stays as it is.
func FormatNumber(e164 string) string {
	national, ok := strings.CutPrefix(e164, "+1")
	if !ok || len(national) != nationalDigits {
		return e164
	}
	return national[:3] + " " + national[3:6] + "-" + national[6:]
}

const (
	nationalDigits = 10
	// fewestForTwo is the fewest digits that can only be two numbers: a whole one and a local one.
	fewestForTwo = nationalDigits + 7
	longestText  = 80 // characters of a field that can still be one number
)

// quebecAreas are the area codes of Québec (Canadian Numbering Administrator).
var quebecAreas = []string{
	"263", "354", "367", "418", "438", "450", "468", "514", "579", "581", "819", "873",
}

// notation is how people write numbers. It is compiled when the first is read.
type notation struct{ labels, labelAfter, areaSlash, extension, several, oneNumber *regexp.Regexp }

var written = sync.OnceValue(func() notation {
	return notation{
		labels: regexp.MustCompile(`(?i)^(?:(?:num[eé]ro|number|no|n°|nº|de|du|au|t[eé]l[eé]phone|t[eé]l[eé]copieur|` +
			`t[eé]l[eé]copie|t[eé]l[eé]c|t[eé]l|facsimile|fax|phone|f[.:]|#)[\s.:]*)+`),
		labelAfter: regexp.MustCompile(`(?i)[\s(]*\b(?:fax|t[eé]l[eé]copieur|t[eé]l[eé]copie|t[eé]l[eé]c)[.)]*$`),
		areaSlash:  regexp.MustCompile(`^(\D*(?:1[ .-]?)?\(?\d{3}\)?)\s?/\s?(\d{3}[ .-]?\d{4})$`),
		extension: regexp.MustCompile(`(?i)\d[\s().,;-]*(?:postes?|post|local|loc|extension|extn|ext|option|p|x|w|#)` +
			`\s*[.:=#]*\s*(?:no|n°|nº)?[\s.:]*\d`),
		several:   regexp.MustCompile(`(?i)[/;,|\n]|\b(?:ou|or|et|and)\b`),
		oneNumber: regexp.MustCompile(`^\(?\+?[0-9 ().-]+$`),
	}
})

// ParseNumber reads a fax number as people write it. A plus sign is believed only before a one, so that
// a Québec number never becomes one of Peru. Errors are KindInvalid for what is not one whole number and
// KindRefused for a number that must not be dialled; both are Unsent.
func ParseNumber(text string) (Number, error) {
	text = plain(text)
	if err := oneWhole(text); err != nil {
		return Number{}, err
	}
	national, err := nationalPart(text)
	if err != nil {
		return Number{}, err
	}
	return dialable(national)
}

// plain replaces typographic spaces and hyphens, and the slash that some write after the area code, and
// drops what only says that this is a fax number.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r) || r == '\u2060' || r == '\u200b':
			return ' '
		case r == '\u00ad' || unicode.Is(unicode.Pd, r) || r == '\u2212':
			return '-'
		}
		return r
	}, text)
	text = strings.TrimSpace(written().labels.ReplaceAllString(strings.TrimSpace(text), ""))
	text = strings.TrimSpace(written().labelAfter.ReplaceAllString(text, ""))
	return written().areaSlash.ReplaceAllString(text, "$1 $2")
}

// oneWhole refuses what holds more, less or other than one number.
func oneWhole(text string) error {
	switch {
	case text == "" || len(text) > longestText:
		return invalidNumber("number_invalid")
	case written().extension.MatchString(text):
		return invalidNumber("number_extension")
	case written().several.MatchString(text) || len(digitsOf(text)) >= fewestForTwo:
		return invalidNumber("number_several")
	case !written().oneNumber.MatchString(text):
		return invalidNumber("number_invalid")
	}
	return nil
}

// nationalPart takes the ten digits that follow country code 1.
func nationalPart(text string) (string, error) {
	digits, plus := digitsOf(text), strings.Contains(text, "+")
	for _, prefix := range []string{"011", "00"} {
		if rest, ok := strings.CutPrefix(digits, prefix); ok && !plus {
			digits, plus = rest, true
			break
		}
	}
	if plus {
		return afterPlus(digits)
	}
	if len(digits) == nationalDigits+1 && digits[0] == '1' {
		return digits[1:], nil
	}
	if len(digits) == nationalDigits {
		return digits, nil
	}
	return "", wrongLength(digits)
}

func afterPlus(digits string) (string, error) {
	switch national, ok := strings.CutPrefix(digits, "1"); {
	case ok && len(national) == nationalDigits:
		return national, nil
	case ok:
		return "", invalidNumber("number_length")
	}
	if _, err := dialable(digits); err == nil {
		return "", invalidNumber("number_plus_area")
	}
	return "", refusedNumber("number_abroad")
}

func wrongLength(digits string) error {
	switch {
	case len(digits) == 3, // 211, 811, 911, 988 and whatever they add
		len(digits) == 7 && strings.HasPrefix(digits, "310"), len(digits) == 8 && strings.HasPrefix(digits, "1310"):
		return refusedNumber("number_service")
	case len(digits) == 7:
		return invalidNumber("number_short")
	}
	return invalidNumber("number_length")
}

// dialable applies the rules of the North American numbering plan to what follows country code 1.
func dialable(national string) (Number, error) {
	if len(national) != nationalDigits {
		return Number{}, invalidNumber("number_length")
	}
	area, exchange, line := national[:3], national[3:6], national[6:]
	switch {
	case area == "900" || exchange == "976":
		return Number{}, refusedNumber("number_premium")
	case strings.HasSuffix(area, "11"), strings.HasSuffix(exchange, "11"), exchange == "555" && line == "1212":
		return Number{}, refusedNumber("number_service")
	}
	parsed, err := phonenumbers.Parse("+1"+national, "CA")
	if err != nil || !phonenumbers.IsValidNumber(parsed) {
		return Number{}, invalidNumber("number_invalid")
	}
	number := Number{E164: "+1" + national, Fictional: exchange == "555" && strings.HasPrefix(line, "01")}
	return classified(number, parsed)
}

// classified fills in what the numbering plan says of a valid number, and refuses what is not Canada's.
func classified(number Number, parsed *phonenumbers.PhoneNumber) (Number, error) {
	switch phonenumbers.GetNumberType(parsed) {
	case phonenumbers.TOLL_FREE:
		number.TollFree = true
		return number, nil
	case phonenumbers.PREMIUM_RATE:
		return Number{}, refusedNumber("number_premium")
	case phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
	default:
		return Number{}, refusedNumber("number_service")
	}
	if phonenumbers.GetRegionCodeForNumber(parsed) != "CA" {
		return Number{}, refusedNumber("number_outside_canada")
	}
	number.InQuebec = slices.Contains(quebecAreas, number.E164[2:5])
	return number, nil
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

func invalidNumber(code string) error { return numberError(dispatch.KindInvalid, code) }
func refusedNumber(code string) error { return numberError(dispatch.KindRefused, code) }

func numberError(kind dispatch.Kind, code string) error {
	return &dispatch.Error{
		Op: "fax.number", Kind: kind, Code: code, Field: "number", Certainty: dispatch.Unsent,
	}
}

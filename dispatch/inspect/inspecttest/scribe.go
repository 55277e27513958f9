package inspecttest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// scribe fills the open choices of a script for one patient and one clinic.
type scribe struct {
	rng      *rand.Rand
	family   Family
	language string
	banks    map[string][]string
	names    map[string]string
	date     time.Time
	unsaid   []string // remarks
	blank    bool     // a form that nobody has filled in
}

func newScribe(rng *rand.Rand, family Family, language string, p patient) *scribe {
	s := &scribe{rng: rng, family: family, language: language, banks: banksOf(family, language)}
	s.date = epoch.AddDate(0, 0, -rng.IntN(250))
	s.names = map[string]string{}
	s.nameInstitution()
	s.namePatient(p)
	s.link()
	return s
}

// link settles for the whole document what belongs together: the items of a list named "dx,exam" are pairs.
func (s *scribe) link() {
	for _, keys := range slices.Sorted(maps.Keys(s.banks)) {
		if !strings.Contains(keys, ",") {
			continue
		}
		values := strings.Split(pick(s.rng, s.banks[keys]), "; ")
		for i, key := range strings.Split(keys, ",") {
			s.names[key] = s.fill(values[i])
		}
	}
}

func (s *scribe) nameInstitution() {
	where := pick(s.rng, places)
	for key, value := range map[string]string{
		"clinic": pick(s.rng, clinics), "hospital": pick(s.rng, hospitals), "pharmacy": pick(s.rng, pharmacies),
		"clinicaddress": fmt.Sprintf("%d, %s, %s (Québec) %s", 100+s.rng.IntN(4000), pick(s.rng, streets),
			where.city, postalCode(s.rng, where.area)),
		"clinicphone": telephone(s.rng, where.code), "clinicfax": telephone(s.rng, where.code),
		"otherfax": telephone(s.rng, where.code), "otherphone": telephone(s.rng, where.code),
		"date": s.date.Format(time.DateOnly), "longdate": longDate(s.language, s.date), "town": where.city,
	} {
		s.names[key] = value
	}
	s.names["institution"] = s.names[[]string{"clinic", "hospital"}[s.rng.IntN(2)]]
	for _, key := range []string{"doctor", "doctor2", "resident", "nurse"} {
		s.nameProfessional(key)
	}
}

func (s *scribe) nameProfessional(key string) {
	woman := s.rng.IntN(2) == 0
	name := givenName(s.rng, woman) + " " + pick(s.rng, surnames)
	switch {
	case key == "nurse":
		s.names[key] = name
	case woman && s.language == "fr":
		s.names[key] = "Dre " + name
	default:
		s.names[key] = []string{"Dr ", "Dr. "}[map[string]int{"fr": 0, "en": 1}[s.language]] + name
	}
	s.names[key+"name"] = name
	s.names[key+"licence"] = fmt.Sprintf("%d%04d", 1+s.rng.IntN(2)*8, s.rng.IntN(10000))
}

func (s *scribe) namePatient(p patient) {
	age := int(s.date.Sub(p.born).Hours() / 24 / 365.25)
	for key, value := range map[string]string{
		"patient": p.name(), "first": p.given, "last": p.surname, "LAST": strings.ToUpper(p.surname),
		"lastfirst": strings.ToUpper(p.surname) + ", " + p.given, "nam": p.spaced(), "namtight": p.number,
		"born": p.born.Format(time.DateOnly), "longborn": longDate(s.language, p.born), "age": strconv.Itoa(age),
		"street": p.street, "city": p.city, "postal": p.postal, "phone": p.phone, "mobile": p.mobile,
		"chart": p.chart, "initials": p.given[:1] + p.surname[:1],
		"address": p.street + ", " + p.city + " (Québec) " + p.postal,
	} {
		s.names[key] = value
	}
	s.names["initials"] = bareLetters(p.given)[:1] + bareLetters(p.surname)[:1]
	words := [2]string{
		"sex=M;e=;il=il;Il=Il;le=le;M=M.;monsieur=Monsieur;homme=homme;he=he;He=He;his=his;him=him;man=man;Mr=Mr.",
		"sex=F;e=e;il=elle;Il=Elle;le=la;M=Mme;monsieur=Madame;homme=femme;he=she;He=She;his=her;him=her;man=woman;Mr=Ms.",
	}[map[bool]int{true: 1}[p.woman]]
	for word := range strings.SplitSeq(words, ";") {
		key, value, _ := strings.Cut(word, "=")
		s.names[key] = value
	}
}

// fill writes the text with every choice made.
func (s *scribe) fill(text string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		inner, after := balanced(rest)
		out.WriteString(s.choice(inner))
		text = after
	}
}

// balanced cuts the text after the brace that closes the one just read.
func balanced(text string) (inner, after string) {
	depth := 1
	for i := range len(text) {
		switch text[i] {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			return text[:i], text[i+1:]
		}
	}
	panic("a brace is not closed: " + text)
}

func (s *scribe) choice(inner string) string {
	if options := topLevel(inner); len(options) > 1 {
		return s.option(pick(s.rng, options))
	}
	if strings.Contains(inner, "{") {
		return s.fill(inner)
	}
	if value, known := s.names[inner]; known {
		return value
	}
	if inner == "remark" {
		return s.remark()
	}
	if bank := s.banks[inner]; bank != nil {
		return s.fill(pick(s.rng, bank))
	}
	switch inner {
	case "past":
		return s.date.AddDate(0, 0, -5-s.rng.IntN(700)).Format(time.DateOnly)
	case "recent":
		return s.date.AddDate(0, 0, -1-s.rng.IntN(9)).Format(time.DateOnly)
	case "future":
		return s.date.AddDate(0, 0, 7+s.rng.IntN(150)).Format(time.DateOnly)
	case "longfuture":
		return longDate(s.language, s.date.AddDate(0, 0, 7+s.rng.IntN(150)))
	case "time":
		return s.clock()
	}
	return s.number(inner)
}

// remark is said once in a document; when none is left, nothing.
func (s *scribe) remark() string {
	if s.unsaid == nil {
		s.unsaid = slices.Clone(s.banks["remark"])
		s.rng.Shuffle(len(s.unsaid), func(i, j int) { s.unsaid[i], s.unsaid[j] = s.unsaid[j], s.unsaid[i] })
	}
	if len(s.unsaid) == 0 {
		return ""
	}
	next := s.unsaid[0]
	s.unsaid = s.unsaid[1:]
	return s.fill(next)
}

// option is one of several: a name, or words.
func (s *scribe) option(text string) string {
	if s.names[text] != "" || s.banks[text] != nil {
		return s.choice(text)
	}
	return s.fill(text)
}

func (s *scribe) clock() string {
	hour, minute := 7+s.rng.IntN(13), s.rng.IntN(12)*5
	if s.language == "fr" {
		return fmt.Sprintf("%d h %02d", hour, minute)
	}
	return fmt.Sprintf("%d:%02d", hour, minute)
}

// topLevel are the options between bars, not those inside inner braces.
func topLevel(text string) []string {
	var all []string
	depth, start := 0, 0
	for i := range len(text) {
		switch {
		case text[i] == '{':
			depth++
		case text[i] == '}':
			depth--
		case text[i] == '|' && depth == 0:
			all, start = append(all, text[start:i]), i+1
		}
	}
	return append(all, text[start:])
}

// number is a number between two, with as many decimals as they have.
func (s *scribe) number(span string) string {
	low, high, found := strings.Cut(span, "-")
	from, err := strconv.ParseFloat(low, 64)
	to, err2 := strconv.ParseFloat(high, 64)
	if !found || err != nil || err2 != nil {
		panic("no such choice: {" + span + "}")
	}
	_, decimals, _ := strings.Cut(low, ".")
	text := strconv.FormatFloat(from+s.rng.Float64()*(to-from), 'f', len(decimals), 64)
	if s.language == "fr" {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

func longDate(language string, t time.Time) string {
	if language == "en" {
		return t.Format("January 2, 2006")
	}
	months := [...]string{
		"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
		"octobre", "novembre", "décembre",
	}
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// mistype swaps two letters of one long word, as hurried people do.
func mistype(rng *rand.Rand, text string) string {
	words := strings.Split(text, " ")
	at := rng.IntN(len(words))
	letters := []rune(words[at])
	for _, r := range letters {
		if !unicode.IsLower(r) {
			return text
		}
	}
	if len(letters) < 6 {
		return text
	}
	i := 1 + rng.IntN(len(letters)-3)
	letters[i], letters[i+1] = letters[i+1], letters[i]
	words[at] = string(letters)
	return strings.Join(words, " ")
}

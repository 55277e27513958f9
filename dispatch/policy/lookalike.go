package policy

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// imitated are the domains that others are mistaken for.
var imitated = [...]string{
	"ssss.gouv.qc.ca", "msss.gouv.qc.ca", "gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "yahoo.ca",
	"icloud.com", "videotron.ca", "sympatico.ca",
}

// lookalike reports whether a domain in A-labels resembles a known one without being it.
func lookalike(name string) bool {
	if slices.Contains(rsssDomains[:], name) || slices.Contains(personalDomains[:], name) {
		return false
	}
	return embedsRSSS(name) || slipOf(name) || startsLikeRSSS(name) || disguised(name)
}

// embedsRSSS reports whether all labels of an RSSS domain stand in name, but not at its end.
func embedsRSSS(name string) bool {
	dotted := "." + name + "."
	return slices.ContainsFunc(rsssDomains[:], func(domain string) bool {
		return strings.Contains(dotted, "."+domain+".") && !under(name, domain)
	})
}

func startsLikeRSSS(name string) bool {
	return strings.HasPrefix(name, "ssss.gouv.") || strings.HasPrefix(name, "msss.gouv.")
}

// slipOf reports whether one slip of the keyboard separates name from an imitated domain.
func slipOf(name string) bool {
	return slices.ContainsFunc(imitated[:], func(domain string) bool { return oneEdit(name, domain) })
}

// disguised reports whether a name in other than ASCII letters reads like an imitated domain, or mixes
// scripts in a label. Accents alone are French.
func disguised(name string) bool {
	if !strings.Contains("."+name, ".xn--") {
		return false
	}
	decoded, err := idna.ToUnicode(name)
	if err != nil {
		return true // unreachable: what was encoded decodes
	}
	skeleton := fold(decoded)
	return slices.Contains(imitated[:], skeleton) || slipOf(skeleton) ||
		slices.ContainsFunc(strings.Split(decoded, "."), mixesScripts)
}

// fold strips accents and turns letters that look Latin into the Latin ones.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		if latin, ok := latinTwins[r]; ok {
			return latin
		}
		return r
	}, norm.NFD.String(name))
}

// latinTwins are small Cyrillic and Greek letters that read as Latin ones (after Unicode UTS 39).
var latinTwins = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'ҽ': 'e', 'һ': 'h', 'н': 'h', 'і': 'i', 'ј': 'j', 'к': 'k',
	'ӏ': 'l', 'м': 'm', 'п': 'n', 'о': 'o', 'р': 'p', 'ԛ': 'q', 'г': 'r', 'ѕ': 's', 'т': 't', 'ц': 'u', 'ѵ': 'v',
	'ԝ': 'w', 'ш': 'w', 'х': 'x', 'у': 'y', 'ү': 'y', 'з': '3', 'ь': 'b', 'є': 'e', 'ѡ': 'w',
	'α': 'a', 'β': 'b', 'ϲ': 'c', 'δ': 'd', 'ε': 'e', 'γ': 'y', 'η': 'n', 'ι': 'i', 'ϳ': 'j', 'κ': 'k', 'λ': 'l',
	'μ': 'u', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'σ': 'o', 'ς': 'c', 'τ': 't', 'υ': 'u', 'χ': 'x', 'ω': 'w', 'ζ': 'z',
}

// mixesScripts reports whether the letters of a label come from more than one script.
func mixesScripts(label string) bool {
	var first *unicode.RangeTable
	for _, r := range label {
		script := scriptOf(r)
		if script == nil {
			continue
		}
		if first != nil && first != script {
			return true
		}
		first = script
	}
	return false
}

// scriptOf is the script of a letter; nil for what all scripts share.
func scriptOf(r rune) *unicode.RangeTable {
	switch {
	case r < unicode.MaxASCII && !unicode.IsLetter(r), unicode.In(r, unicode.Common, unicode.Inherited):
		return nil
	case unicode.Is(unicode.Latin, r):
		return unicode.Latin
	}
	for _, script := range unicode.Scripts {
		if unicode.Is(script, r) {
			return script
		}
	}
	return nil
}

// oneEdit reports whether one letter changed, left out or added, or two neighbours swapped, make b of a:
// an optimal string alignment distance of exactly one.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == b {
		return false
	}
	start := 0
	for start < len(a) && a[start] == b[start] {
		start++
	}
	restA, restB := a[start:], b[start:]
	if len(a) < len(b) {
		return restA == restB[1:]
	}
	changed := restA[1:] == restB[1:]
	swapped := len(restA) > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2:] == restB[2:]
	return changed || swapped
}

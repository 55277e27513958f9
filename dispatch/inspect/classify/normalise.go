package classify

import (
	"iter"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// normalise writes a text so that its spelling no longer matters: without accents, capitals, typographic
// apostrophes and ligatures, and with single spaces. NFKD rather than NFD, because fonts of PDF files bring
// ligatures such as "ﬁ".
func normalise(text string) string {
	if !plain(text) {
		text = norm.NFKD.String(strings.Map(lowered, norm.NFKD.String(text)))
		text = spelled.Replace(text)
	}
	return strings.Join(strings.Fields(strings.ToLower(text)), " ")
}

var spelled = strings.NewReplacer("œ", "oe", "æ", "ae", "’", "'", "ʼ", "'", "`", "'", "‘", "'", "´", "'",
	"\u00ad", "", "‐", "-", "‑", "-", "–", "-", "—", "-")

// lowered drops combining marks and capitals.
func lowered(r rune) rune {
	if unicode.Is(unicode.M, r) {
		return -1
	}
	return unicode.ToLower(r)
}

func plain(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || r == '`' }) < 0
}

// fileWords is a file's name as words: RapportConsult_2026-01.pdf is "rapport consult 2026 01".
func fileWords(name string) string {
	name = strings.TrimSuffix(name, path.Ext(name)) + " " + path.Ext(name)
	var words strings.Builder
	runes := []rune(norm.NFC.String(name))
	for i, r := range runes {
		if humps(runes, i) {
			words.WriteByte(' ')
		}
		if strings.ContainsRune("-_.", r) {
			r = ' '
		}
		words.WriteRune(r)
	}
	return normalise(words.String())
}

// humps reports whether a word of camelCase begins at i: at the C of noteClinique and of IRMCerveau.
func humps(runes []rune, i int) bool {
	if i == 0 || !unicode.IsUpper(runes[i]) {
		return false
	}
	before := runes[i-1]
	return unicode.IsLower(before) ||
		unicode.IsUpper(before) && i+1 < len(runes) && unicode.IsLower(runes[i+1])
}

// tokens cuts a normalised text into words, numbers and signs. Hyphens, apostrophes and commas separate and
// are dropped: they are what typing and scanning change. A plural is its singular.
func tokens(normal string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := 0; i < len(normal); {
			r, size := utf8.DecodeRuneInString(normal[i:])
			end := i + size
			switch {
			case r == ' ' || r == '-' || r == '\'' || r == ',':
				i = end
				continue
			case unicode.IsLetter(r):
				end = runEnd(normal, end, unicode.IsLetter)
			case unicode.IsDigit(r):
				end = runEnd(normal, end, unicode.IsDigit)
			}
			if !yield(singular(normal[i:end])) {
				return
			}
			i = end
		}
	}
}

func runEnd(text string, from int, same func(rune) bool) int {
	if n := strings.IndexFunc(text[from:], func(r rune) bool { return !same(r) }); n >= 0 {
		return from + n
	}
	return len(text)
}

// singular drops the s of most plurals in both languages; abbreviations of three letters keep theirs.
func singular(word string) string {
	if len(word) > 3 && word[len(word)-1] == 's' && word[len(word)-2] != 's' {
		return word[:len(word)-1]
	}
	return word
}

// lines are the texts of a page, with words that were divided at the end of a line made whole.
func lines(page layout.Page) []string {
	texts := make([]string, len(page.Lines))
	begun := ""
	for i, line := range page.Lines {
		text := strings.TrimSpace(line.Text)
		text = continued(begun, text)
		text, begun = divided(text)
		texts[i] = text
	}
	if len(texts) > 0 {
		texts[len(texts)-1] += begun
	}
	return texts
}

// divided cuts the begun word off a line that ends in a hyphen.
func divided(text string) (line, begun string) {
	whole := strings.TrimRight(text, "-\u00ad‐")
	if whole == text || len(text)-len(whole) > 2 {
		return text, ""
	}
	start := strings.LastIndexAny(whole, " \t") + 1
	if last, _ := utf8.DecodeLastRuneInString(whole); start == len(whole) || !unicode.IsLetter(last) {
		return text, ""
	}
	return text[:start], whole[start:]
}

// continued puts the begun word before a line; before a capital it is a word of its own.
func continued(begun, text string) string {
	if first, _ := utf8.DecodeRuneInString(text); begun != "" && !unicode.IsLower(first) {
		return begun + " " + text
	}
	return begun + text
}

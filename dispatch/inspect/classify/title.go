package classify

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch/inspect/layout"
)

const (
	firstLines  = 5    // are the title where the sizes of letters do not tell
	titleFactor = 1.15 // how much larger than the body a title is
	sizeFactor  = 0.92 // sizes at least this near each other are one: recognised letters vary
	titleSizes  = 2    // a letterhead may be larger than the title
)

// titles are the lines of a page that may be its title: those in the largest letters, or, where no letters
// are larger than the rest, the first. What stands beside a title is left out, so that it reads on.
func titles(page layout.Page) []string {
	least := titleSize(page.Lines)
	var list []string
	for _, line := range page.Lines {
		if line.Text == "" || line.Size < least {
			continue
		}
		list = append(list, line.Text)
		if least == 0 && len(list) == firstLines {
			break
		}
	}
	return list
}

// parts are titles cut where a title ends and what it is of begins: "Referral - cardiology", "Requête (labo)",
// "Certificat no 12".
func parts(titles []string) []string {
	cut := strings.NewReplacer(" - ", "\t", " – ", "\t", " — ", "\t", ":", "\t", "(", "\t", ")", "\t", "|", "\t",
		"/", "\t", "·", "\t", "#", "\t", " no ", "\t", " no. ", "\t", " No ", "\t", " No. ", "\t", " NO ", "\t")
	all := make([]string, len(titles))
	for i, title := range titles {
		all[i] = strings.Trim(cut.Replace(title), " \t")
	}
	return all
}

// titleSize is the least size of letters of a title; 0 when sizes do not tell.
func titleSize(lines []layout.Line) float64 {
	body := bodySize(lines)
	var sizes []float64
	for _, line := range lines {
		if body > 0 && line.Size >= titleFactor*body {
			sizes = append(sizes, line.Size)
		}
	}
	if len(sizes) == 0 {
		return 0
	}
	slices.SortFunc(sizes, func(a, b float64) int { return cmp.Compare(b, a) })
	least, seen := sizes[0], 1
	for _, size := range sizes {
		if size < sizeFactor*least {
			seen++
			if seen > titleSizes {
				break
			}
			least = size
		}
	}
	return sizeFactor * least
}

// bodySize is the size that most letters have, to half a point.
func bodySize(lines []layout.Line) float64 {
	letters := map[float64]int{}
	for _, line := range lines {
		letters[math.Round(line.Size*2)/2] += len(line.Text)
	}
	body := 0.0
	for size, count := range letters {
		if count > letters[body] || count == letters[body] && size < body {
			body = size
		}
	}
	return body
}

// titled is the mark of a term in a title. A weak word in a letterhead, or in a line with a number, is more
// often a name or an address than a title.
func (c *compiled) titled(term int, title text, from int) mark {
	line := title.tokens[from].line
	if c.terms[term].weight < c.scoring.Strong && title.addressed[line] {
		return inText
	}
	return inTitle
}

// whole is the mark of a term that is all of a title but for words such as "initial" or "in cardiology". The
// name of a place or of a subject rarely is.
func (c *compiled) whole(term int, part text, from, to int) mark {
	if c.terms[term].weight < c.scoring.Strong || !c.stands(part.tokens, from, to) {
		return 0
	}
	return inTitle | wholeTitle
}

// stands reports whether only qualifiers stand beside [from, to) in its cell.
func (c *compiled) stands(tokens []token, from, to int) bool {
	line := tokens[from].line
	for i := from - 1; i >= 0 && tokens[i].line == line && tokens[i] != boundary; i-- {
		if !c.qualifiers[tokens[i].word] {
			return false
		}
	}
	for i := to; i < len(tokens) && tokens[i].line == line && tokens[i] != boundary; i++ {
		if !c.qualifiers[tokens[i].word] {
			return false
		}
	}
	return true
}

// subjects are what lines such as "Objet : ..." say a letter is about.
func subjects(page layout.Page) []string {
	var list []string
	for _, line := range page.Lines {
		label, subject, ok := strings.Cut(strings.Replace(line.Text, "\t", ":", 1), ":")
		if ok && slices.Contains([]string{"objet", "sujet", "subject", "re"}, strings.ToLower(strings.TrimSpace(label))) {
			list = append(list, strings.Trim(subject, ": \t"))
		}
	}
	return list
}

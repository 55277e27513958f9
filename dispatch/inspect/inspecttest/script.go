package inspecttest

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// Scripts are documents with choices left open, one file per family, language and kind:
//
//	title: A || B || -     one of these, as all values before the body; -: none
//	file: labo_{initials}.pdf
//	persons: 0             about nobody
//	layouts: form printout the only ones it is laid out in
//	                       an empty line begins the body
//	== Heading             ==~ headings that follow each other may change places
//	Label :: value
//	- item
//	[ ] box
//	| cell | cell          a table; its first row is its head
//	? ...                  a line that may be left out
//	*3-6 ...               a line that is written three to six times
//	>>                     a new page
//	@sign @stamp TEXT @picture @title TEXT @include kind
//	{one|other} {name} {3-7} {4.5-7.1}
//
// Scripts of one file are separated by lines of ####.
//
//go:embed scripts
var scriptFiles embed.FS

type script struct {
	fields map[string]string
	body   []string
}

// scriptsOf are the scripts of a kind, in their order.
func scriptsOf(family Family, language string, kind dispatch.DocumentKind) []script {
	name := fmt.Sprintf("scripts/%s/%s/%s.txt", family, language, kind)
	text, err := scriptFiles.ReadFile(name)
	if err != nil {
		panic(err)
	}
	var all []script
	for part := range strings.SplitSeq(string(text), "####\n") {
		all = append(all, parseScript(part))
	}
	return all
}

func parseScript(text string) script {
	head, body, found := strings.Cut(text, "\n\n")
	if !found {
		panic("a script without a body: " + head)
	}
	s := script{fields: map[string]string{}, body: strings.Split(strings.TrimRight(body, "\n"), "\n")}
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		s.fields[key] = value
	}
	return s
}

// choose takes one of the values of a field.
func (s script) choose(rng *rand.Rand, field string) string {
	return pick(rng, strings.Split(s.fields[field], " || "))
}

// remarks is the line that, repeated, is one longer paragraph.
const remarks = "{remark}"

// settled are the body's lines after the lots are drawn: optional ones, repeated ones, the order of sections.
func (s script) settled(rng *rand.Rand) []string {
	var all []string
	for _, line := range shuffled(rng, s.body) {
		times := 1
		if rest, found := strings.CutPrefix(line, "? "); found {
			line, times = rest, min(1, rng.IntN(5)/2)
		}
		if rest, found := strings.CutPrefix(line, "*"); found {
			line, times = repeated(rng, rest)
		}
		if line == remarks && times > 0 {
			line, times = strings.Repeat(line+" ", times), 1
		}
		for range times {
			all = append(all, line)
		}
	}
	return all
}

func repeated(rng *rand.Rand, rest string) (line string, times int) {
	span, line, _ := strings.Cut(rest, " ")
	low, high, _ := strings.Cut(span, "-")
	from, err := strconv.Atoi(low)
	if err != nil {
		panic("not a repetition: " + rest)
	}
	to, err := strconv.Atoi(high)
	if err != nil {
		panic("not a repetition: " + rest)
	}
	return line, from + rng.IntN(to-from+1)
}

// shuffled changes the places of sections marked ==~ that follow each other, every other time.
func shuffled(rng *rand.Rand, body []string) []string {
	var fixed, loose [][]string
	turn := rng.IntN(2) == 0
	settle := func() {
		if turn {
			rng.Shuffle(len(loose), func(i, j int) { loose[i], loose[j] = loose[j], loose[i] })
		}
		fixed, loose = append(fixed, loose...), nil
	}
	for _, part := range sections(body) {
		if strings.HasPrefix(part[0], "==~") {
			loose = append(loose, part)
			continue
		}
		settle()
		fixed = append(fixed, part)
	}
	settle()
	var all []string
	for _, part := range fixed {
		all = append(all, part...)
	}
	return all
}

// sections cuts the body before each heading, signature and page.
func sections(body []string) [][]string {
	var all [][]string
	for i, line := range body {
		starts := strings.HasPrefix(line, "==") || strings.HasPrefix(line, "@") || strings.HasPrefix(line, ">>")
		if i == 0 || starts {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], line)
	}
	return all
}

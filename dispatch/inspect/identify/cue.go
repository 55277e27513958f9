package identify

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// cueKind is what a word says of what follows it.
type cueKind uint8

const (
	noCue cueKind = iota
	cueHealth
	cueOtherHealth
	cueSIN
	cueBirth
	cueChart
	cueLicence
	cuePhone
	cueFax
	cueEmail
	cueName
	cueLast
	cueFirst
	cueSubject
	cueTitle
	cuePractitioner
	cueRecipient // or the sender, or a relative
	cueDirectory // a column of a staff directory
	cueOther     // names something that identifies nobody
)

var cueNames = map[string]cueKind{
	"health": cueHealth, "other health": cueOtherHealth, "sin": cueSIN, "ontario": cueOtherHealth,
	"british columbia": cueOtherHealth, "birth": cueBirth, "chart": cueChart, "licence": cueLicence, "phone": cuePhone,
	"fax": cueFax, "email": cueEmail, "name": cueName, "last": cueLast, "first": cueFirst, "subject": cueSubject,
	"title": cueTitle, "practitioner": cuePractitioner, "recipient": cueRecipient, "directory": cueDirectory,
	"other": cueOther,
}

// cue is a word, or some, that says what follows.
type cue struct {
	kind     cueKind
	province Type // of a health number: Ontario's or British Columbia's, where the cue says so
	tight    bool // its value follows at once
	colon    bool // a colon stands after it
	span          // end: where its value may begin
}

type phrase struct {
	words    []string
	kind     cueKind
	province Type
	label    bool // only before a colon, at the end of a cell or of the line
	tight    bool
}

//go:embed cues.txt
var cueText string

// phrases are the cues by their first word, the longest first.
var phrases = sync.OnceValue(func() map[string][]phrase {
	all := map[string][]phrase{}
	section := ""
	for text := range strings.Lines(cueText) {
		switch text = strings.TrimSpace(text); {
		case text == "" || text[0] == '#':
		case text[0] == '[':
			section = strings.Trim(text, "[]")
		default:
			p := parsePhrase(text, section)
			all[p.words[0]] = append(all[p.words[0]], p)
		}
	}
	for _, each := range all {
		slices.SortStableFunc(each, func(a, b phrase) int { return len(b.words) - len(a.words) })
	}
	return all
})

func parsePhrase(text, section string) phrase {
	p := phrase{kind: cueNames[section]}
	switch section {
	case "ontario":
		p.province = OntarioHealth
	case "british columbia":
		p.province = BritishColumbia
	}
	text, p.label = strings.CutSuffix(text, ":")
	text, p.tight = strings.CutSuffix(text, "+")
	p.words = strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\'' })
	return p
}

// findCues finds the cues of a line, in order, none inside another.
func findCues(l *line) []cue {
	var cues []cue
	known := phrases()
	for i := 0; i < len(l.words); i++ {
		w := l.words[i]
		for _, p := range known[string(l.low[w.start:w.end])] {
			if c, ok := p.at(l, i); ok {
				cues = append(cues, c)
				i += len(p.words) - 1
				break
			}
		}
	}
	return cues
}

// at tells whether the phrase begins at the ith word.
func (p phrase) at(l *line, i int) (cue, bool) {
	if !p.wordsAt(l, i) {
		return cue{}, false
	}
	c := cue{kind: p.kind, province: p.province, tight: p.tight}
	c.start = l.words[i].start
	label := false
	c.end, label = afterLabel(l.low, l.words[i+len(p.words)-1].end)
	c.colon = label && c.end > 0 && (l.low[c.end-1] == ':' || l.low[c.end-1] == '=')
	if i > 0 && p.kind == cueName && p.words[0] == "name" && possessed(l.low[l.words[i-1].end:c.start]) {
		c.kind = cueOther
	}
	return c, (!p.label || label) && !insideWord(l.low, c.start)
}

func (p phrase) wordsAt(l *line, i int) bool {
	if i+len(p.words) > len(l.words) {
		return false
	}
	for n, word := range p.words {
		w := l.words[i+n]
		if string(l.low[w.start:w.end]) != word || n > 0 && !joins(l.low[l.words[i+n-1].end:w.start]) {
			return false
		}
	}
	return true
}

// possessed tells whether a word stands right before: Mother's name, Brand name.
func possessed(gap []byte) bool { return len(gap) == 1 && (gap[0] == ' ' || gap[0] == '-') }

// insideWord tells whether a letter of a longer form stands right before: the m of 12m, the t of Don't.
func insideWord(low []byte, start int) bool {
	return start > 0 && (isDigit(low[start-1]) || low[start-1] == '@')
}

const widestJoin = 3

// joins tells whether what stands between two words leaves them one phrase.
func joins(gap []byte) bool {
	if len(gap) > widestJoin {
		return false
	}
	for _, b := range gap {
		if !strings.ContainsRune(" .'()/-,#&?", rune(b)) {
			return false
		}
	}
	return true
}

const longestAside = 24

// afterLabel skips what may stand between a label and its value, a form in brackets too, and tells whether
// a colon, the border of a cell or the end of the line is among it.
func afterLabel(low []byte, i int) (int, bool) {
	blanks := 0
	for ; i < len(low); i++ {
		switch low[i] {
		case ':', '=':
			return i + 1, true
		case '\t', ';':
			return i, true
		case '(':
			end := slices.Index(low[i:min(len(low), i+longestAside)], ')')
			if end < 0 || digitsIn(low[i:i+end]) > 0 {
				return i, false
			}
			i += end
		case ' ':
			blanks++
		case '.', '#', '*', '?':
		default:
			return i, blanks > 1
		}
	}
	return i, true
}

const (
	reach = 48 // bytes within which a cue's value stands
	cells = 1  // borders of cells between a cue and its value
	// tightGap is reach for a cue whose letters are other words too: "né le" and the French "ne le".
	tightGap = 4
)

// cueOf is the kind of the cue that governs what begins at start: the nearest before it.
func (f *Finder) cueOf(l *line, start int) cueKind {
	if c, ok := l.cueBefore(start); ok && start-c.end <= reach && tabs(l.plain[c.end:start]) <= cells {
		return c.kind
	}
	return f.table.kindAt(l, start)
}

func (l *line) cueBefore(start int) (cue, bool) {
	i, _ := slices.BinarySearchFunc(l.cues, start, func(c cue, at int) int {
		if c.end <= at {
			return -1
		}
		return 1
	})
	if i == 0 {
		return cue{}, false
	}
	return l.cues[i-1], true
}

func tabs(text []byte) int {
	n := 0
	for _, b := range text {
		if b == '\t' {
			n++
		}
	}
	return n
}

// room is what a cue's value may stand in: up to the next cue, and not further than two cells.
func (l *line) room(i int) span {
	c := l.cues[i]
	s := span{c.end, min(len(l.low), c.end+reach)}
	if c.tight {
		s.end = min(s.end, wordEnd(l.low, min(s.end, c.end+tightGap)))
	}
	if i+1 < len(l.cues) {
		s.end = min(s.end, l.cues[i+1].start)
	}
	s.end = max(s.end, s.start)
	return s
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

package identify

import (
	"bytes"
	"strings"
)

const (
	rowsOfAList   = 3
	linesBetween  = 3 // other lines between the rows of a table
	mostColumns   = 40
	longestHeader = 400 // bytes of a line of labels
	longestLabel  = 40  // bytes of one between commas
)

// table is what a line of labels says of the lines under it.
type table struct {
	header []cueKind
	sep    string
	age    int    // lines since the header or the last row
	cells  []span // of this line, when it is a row, or under a single label
	seen   int    // rows since the header
	rows   int    // that brought another person
	list   bool
}

// row begins a line and tells whether it is a row of the table.
func (t *table) row(l *line) bool {
	t.cells = t.cells[:0]
	if len(t.header) == 0 {
		return false
	}
	if t.age++; t.age > linesBetween || len(t.header) == 1 && t.age > 1 {
		t.header = nil
		return false
	}
	t.cells = split(l.plain, t.sep, t.cells)
	if len(t.header) == 1 {
		return false
	}
	if len(t.cells) < 2 {
		t.cells = t.cells[:0]
		return false
	}
	t.age = 0
	t.seen++
	return true
}

// kindAt is what the label over a place says.
func (t *table) kindAt(_ *line, start int) cueKind {
	if len(t.header) == 1 && t.age == 1 {
		return t.header[0]
	}
	if len(t.cells) != len(t.header) {
		return noCue
	}
	low, high := 0, len(t.cells)
	for low < high {
		if middle := (low + high) / 2; t.cells[middle].end <= start {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low == len(t.cells) {
		return noCue
	}
	return t.header[low]
}

// learn reads a line of labels, and counts a row that brought another person.
func (t *table) learn(l *line, row, another bool) {
	if row && another && t.ofPeople() {
		t.rows++
		t.list = t.list || t.rows >= rowsOfAList
	}
	if len(l.cues) == 0 || l.digits > 0 || len(l.plain) > longestHeader || len(l.clues) > 0 {
		return
	}
	for _, sep := range [...]string{"\t", ";", ",", "  "} {
		if header := headerOf(l, sep); header != nil {
			t.begin(header, sep)
			return
		}
	}
	if header := commaHeader(l); header != nil {
		t.begin(header, ",")
	}
}

func (t *table) begin(header []cueKind, sep string) {
	t.header, t.sep, t.age, t.seen, t.rows = header, sep, 0, 0, 0
}

// commaHeader reads labels parted by commas. A comma ends no label elsewhere: sentences have them too.
func commaHeader(l *line) []cueKind {
	cells := split(l.plain, ",", nil)
	if len(cells) < 2 {
		return nil
	}
	for _, cell := range cells {
		if cell.end-cell.start > longestLabel {
			return nil
		}
	}
	return headerOf(newLine(strings.ReplaceAll(l.text, ",", "\t")), "\t")
}

// headerOf reads the labels of a line's cells: two at least, or one that is the whole line.
func headerOf(l *line, sep string) []cueKind {
	cells := split(l.plain, sep, nil)
	if len(cells) > mostColumns {
		return nil
	}
	header, labels := make([]cueKind, len(cells)), 0
	cues := l.cues
	for i, cell := range cells {
		var inside []cue
		inside, cues = cuesIn(cues, cell)
		if header[i] = labelOf(l, cell, inside); header[i] != noCue {
			labels++
		}
	}
	switch {
	case len(cells) == 1 && len(l.cues) > 1:
		return nil
	case labels == len(cells), labels >= 2 && len(cells) > 2:
		return header
	}
	return nil
}

// cuesIn parts the cues that begin in a cell from those after it.
func cuesIn(cues []cue, cell span) (inside, after []cue) {
	for len(cues) > 0 && cues[0].start < cell.start {
		cues = cues[1:]
	}
	n := 0
	for n < len(cues) && cues[n].start < cell.end {
		n++
	}
	return cues[:n], cues[n:]
}

// labelOf is what a cell says of those under it, if it says nothing else.
func labelOf(l *line, cell span, cues []cue) cueKind {
	if len(cues) == 0 {
		return noCue
	}
	before := bytes.TrimSpace(l.plain[cell.start:cues[0].start])
	after := bytes.Trim(l.low[min(cell.end, cues[len(cues)-1].end):cell.end], besideLabel)
	if len(before) > 1 || len(after) > 0 {
		return noCue
	}
	return cues[0].kind
}

// besideLabel is what may stand after a label in its cell: the form of a date in brackets, too.
const besideLabel = " :.#*\"()-/aymjd"

// ofPeople tells whether the rows are people: a column of numbers or births, or names that are not those
// of a staff directory or a list of tests.
func (t *table) ofPeople() bool {
	personal, name, first, directory := false, false, false, false
	for _, kind := range t.header {
		switch kind {
		case cueHealth, cueOtherHealth, cueBirth, cueChart, cueSIN:
			personal = true
		case cueName, cueLast:
			name = true
		case cueFirst:
			first = true
		case cueDirectory, cuePhone, cueFax, cueEmail, cueLicence, cuePractitioner:
			directory = true
		}
	}
	return personal || (name || first) && !directory
}

// isList tells whether a table of people was seen.
func (t *table) isList() bool { return t.list }

// quotedCell is the length of the quoted text that a cell begins with (RFC 4180); 0: none.
func quotedCell(text []byte) int {
	if len(text) < 2 || text[0] != '"' {
		return 0
	}
	end := bytes.IndexByte(text[1:], '"')
	if end < 0 {
		return 0
	}
	return end + 2
}

// split gives the cells of a line. Two blanks or more part cells where there are no tabs.
func split(text []byte, sep string, cells []span) []span {
	start := 0
	for {
		quoted := 0
		if sep == "," {
			quoted = quotedCell(text[start:])
		}
		next := bytes.Index(text[start+quoted:], []byte(sep))
		if next < 0 {
			return append(cells, span{start, len(text)})
		}
		end := start + quoted + next
		cells = append(cells, span{start, end})
		start = end + len(sep)
		for sep == "  " && start < len(text) && text[start] == ' ' {
			start++
		}
	}
}

// cells reads the values of a row, or the one under a single label.
func (f *Finder) cells(l *line, row bool) {
	t := &f.table
	if len(t.cells) == 0 || len(t.header) == 1 && len(l.cues) > 0 {
		return
	}
	if len(t.cells) != len(t.header) {
		if len(t.header) > 1 {
			f.looseCells(l)
		}
		return
	}
	people := t.ofPeople() || !row
	var last, first string
	for i, cell := range t.cells {
		switch kind := t.header[i]; kind {
		case cueName, cueLast, cueFirst, cueSubject:
			name, ok := l.readName(cell.start, cell.end)
			if !ok || !people || !f.nameCell(name, kind) {
				continue
			}
			switch kind {
			case cueLast:
				last = name.text
			case cueFirst:
				first = name.text
			default:
				l.clues = append(l.clues, clue{name: name.text})
			}
		default:
			f.valueCell(l, kind, cell)
		}
	}
	if name := (halfName{last: last, first: first}).whole(); name != "" {
		l.clues = append(l.clues, clue{name: name})
	}
}

// nameCell tells whether what stands in a column of names is one, and not the name of a test.
func (f *Finder) nameCell(name readName, kind cueKind) bool {
	if kind == cueName || kind == cueSubject {
		return name.words > 1 && name.known > 0
	}
	for _, each := range f.table.header {
		if each == cueFirst {
			return true
		}
	}
	return name.words > 1 && name.known > 0 || len(f.table.header) == 1
}

func (f *Finder) valueCell(l *line, kind cueKind, cell span) {
	switch kind {
	case cueBirth:
		f.birth(l, cell)
	case cueSIN:
		f.sin(l, cell)
	case cueOtherHealth:
		f.otherHealth(l, cell, "")
	case cueChart:
		f.chart(l, cell)
	case cueLicence:
		f.licence(l, cell)
	}
}

// looseCells reads the dates of birth of a row that has lost a cell: a date that fills one.
func (f *Finder) looseCells(l *line) {
	births := 0
	for _, kind := range f.table.header {
		if kind == cueBirth {
			births++
		}
	}
	if births != 1 {
		return
	}
	for _, cell := range f.table.cells {
		d, ok := firstDate(l.low, cell, cell.end, f.now)
		if ok && len(bytes.TrimSpace(l.plain[cell.start:cell.end])) == d.end-d.start {
			f.addBirth(l, d)
			return
		}
	}
}

package inspecttest

import (
	"strings"
)

// style is how a layout looks: its letters, its head and how it draws each part of a script.
type style struct {
	name           string
	body, strong   face
	size           float64
	left, right    float64
	head           func(*flow)
	heading        func(f *flow, text string)
	field          func(f *flow, label, value string)
	empty, ticked  string
	ruledTable     bool
	capitals       bool // headings in capitals
	titleAtTheLeft bool
}

// flow sets a script on as many sheets as it takes.
type flow struct {
	style
	*scribe
	title   string
	to      string // whom a letter is addressed to; may be empty
	about   bool   // it has a patient
	sheets  []sheet
	y       float64
	half    bool    // the next half-wide field goes to the right of the last
	open    float64 // how high the line is that it waits on
	table   [][]string
	typos   int
	running string // heads every sheet but the first
}

const (
	top    = 56.0
	bottom = 728.0
)

func (f *flow) sheet() *sheet { return &f.sheets[len(f.sheets)-1] }

func (f *flow) wide() float64 { return f.right - f.left }

func (f *flow) leading() float64 { return f.size * 1.32 }

func (f *flow) newSheet() {
	f.sheets = append(f.sheets, sheet{})
	f.y, f.half = top, false
	if len(f.sheets) > 1 && f.running != "" {
		f.sheet().write(f.left, f.y, f.size-2, f.body, f.running)
		f.y += 2 * f.leading()
	}
}

// need begins a new sheet unless so many points are left on this one.
func (f *flow) need(points float64) {
	if f.y+points > bottom {
		f.newSheet()
	}
}

// set draws the lines of a script, already filled in.
func (f *flow) set(lines []string) {
	f.newSheet()
	f.head(f)
	for _, line := range lines {
		f.setLine(line)
	}
	f.endTable()
}

func (f *flow) setLine(line string) {
	if row, found := strings.CutPrefix(line, "| "); found {
		f.table = append(f.table, cells(f.ticks(row)))
		return
	}
	f.endTable()
	if label, value, found := strings.Cut(line, " :: "); found {
		f.field(f, label, f.ticks(value))
		return
	}
	f.endHalf()
	switch word, rest, _ := strings.Cut(line, " "); word {
	case "":
		f.y += f.leading() / 2
	case "==", "==~":
		f.need(4 * f.leading())
		f.heading(f, f.cased(rest))
	case ">>":
		f.newSheet()
	case "-":
		f.paragraph(f.left+14, f.bullet()+rest)
	default:
		f.special(word, rest, line)
	}
}

func (f *flow) special(word, rest, line string) {
	switch word {
	case "@sign":
		f.sign()
	case "@stamp":
		f.stamp(rest)
	case "@title":
		f.y += f.leading()
		f.setTitle(rest)
	case "@picture":
		f.picture()
	default:
		f.paragraph(f.left, f.ticks(line))
	}
}

func (f *flow) cased(text string) string {
	if f.capitals {
		return strings.ToUpper(text)
	}
	return text
}

func (f *flow) bullet() string {
	if f.family == FamilyB {
		return "• "
	}
	return "- "
}

func (f *flow) ticks(text string) string {
	if f.blank {
		text = strings.ReplaceAll(text, "[x]", "[ ]")
	}
	return strings.NewReplacer("[ ]", f.empty, "[x]", f.ticked).Replace(text)
}

func (f *flow) paragraph(x float64, text string) {
	if f.typos > 0 && !f.blank {
		changed := mistype(f.rng, text)
		if changed != text {
			f.typos--
		}
		text = changed
	}
	f.wrapped(x, f.right-x, f.body, text)
	f.y += f.leading() * 0.25
}

func (f *flow) wrapped(x, wide float64, letters face, text string) {
	for _, line := range wrap(letters, f.size, wide, text) {
		f.need(f.leading())
		f.sheet().write(x, f.y, f.size, letters, line)
		f.y += f.leading()
	}
}

func (f *flow) setTitle(text string) {
	if text == "" {
		return
	}
	f.need(3 * f.leading())
	for _, line := range wrap(f.strong, f.size+4, f.wide(), f.cased(text)) {
		if f.titleAtTheLeft {
			f.sheet().write(f.left, f.y+4, f.size+4, f.strong, line)
		} else {
			f.sheet().writeCentred((f.left+f.right)/2, f.y+4, f.size+4, f.strong, line)
		}
		f.y += f.leading() * 1.4
	}
	f.y += f.leading() * 0.4
}

func (f *flow) endHalf() {
	if f.half {
		f.y += f.open
		f.half = false
	}
}

func cells(row string) []string {
	all := strings.Split(row, "|")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

// endTable sets the rows gathered, each column as wide as its widest cell asks for.
func (f *flow) endTable() {
	if len(f.table) == 0 {
		return
	}
	f.endHalf()
	if f.ruledTable {
		f.y += f.leading() / 2
	}
	widths := columns(f.table, f.body, f.size-0.5, f.wide())
	for i, row := range f.table {
		letters := f.body
		if i == 0 && !strings.ContainsAny(row[1], "0123456789") {
			letters = f.strong
		}
		f.row(row, widths, letters)
	}
	f.table = nil
	f.y += f.leading() * 0.6
}

func (f *flow) row(cells []string, widths []float64, letters face) {
	size, high := f.size-0.5, 1
	wrapped := make([][]string, len(cells))
	for i, cell := range cells {
		wrapped[i] = wrap(letters, size, widths[i]-8, cell)
		high = max(high, len(wrapped[i]))
	}
	points := float64(high)*f.leading() + 2
	f.need(points)
	x := f.left
	for i, lines := range wrapped {
		for j, line := range lines {
			f.sheet().write(x+3, f.y+float64(j)*f.leading(), size, letters, line)
		}
		if f.ruledTable {
			f.sheet().frame(x, f.y-f.leading()+3, widths[i], points)
		}
		x += widths[i]
	}
	f.y += points
}

// columns shares the width out by the widest cells, none below a tenth.
func columns(rows [][]string, letters face, size, wide float64) []float64 {
	widths, sum := make([]float64, longest(rows)), 0.0
	for i := range widths {
		widths[i] = wide / 12
		for _, row := range rows {
			if i < len(row) {
				widths[i] = max(widths[i], width(letters, size, row[i])*1.08+10)
			}
		}
		widths[i] = min(widths[i], wide*0.55)
		sum += widths[i]
	}
	for i := range widths {
		widths[i] *= wide / sum
	}
	return widths
}

func longest(rows [][]string) int {
	most := 0
	for _, row := range rows {
		most = max(most, len(row))
	}
	return most
}

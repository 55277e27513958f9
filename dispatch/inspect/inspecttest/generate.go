package inspecttest

import (
	"fmt"
	"hash/fnv"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

func specimens(seed uint64, each int, families ...Family) iter.Seq[Specimen] {
	return func(yield func(Specimen) bool) {
		for _, kind := range Kinds() {
			for _, language := range []string{"fr", "en"} {
				for i := range each {
					draft := newDraft(seed, families[i%len(families)], language, kind, i/len(families))
					if !yield(draft.specimen()) {
						return
					}
				}
			}
		}
	}
}

// draft is a specimen being written.
type draft struct {
	family   Family
	language string
	kind     dispatch.DocumentKind
	number   int
	rng      *rand.Rand
	script   script
	style    style
	blank    bool
	scribe   *scribe
	patient  patient
}

func newDraft(seed uint64, family Family, language string, kind dispatch.DocumentKind, number int) *draft {
	d := &draft{family: family, language: language, kind: kind, number: number}
	sum := fnv.New64a()
	_, _ = fmt.Fprint(sum, family, language, kind, number)
	d.rng = rand.New(rand.NewPCG(seed, sum.Sum64()))
	d.chooseScript()
	d.chooseStyle()
	low, high := 0, 0
	if _, err := fmt.Sscanf(d.script.fields["age"], "%d-%d", &low, &high); err != nil {
		low, high = 19, 94
	}
	d.patient = newPatient(d.rng, low, high)
	for d.script.fields["sex"] == "F" && !d.patient.woman {
		d.patient = newPatient(d.rng, low, high)
	}
	d.scribe = newScribe(d.rng, family, language, d.patient)
	if d.blank {
		d.scribe.erase()
	}
	return d
}

// chooseScript takes the scripts of the kind in turn. Every third general document is a blank form of
// another kind: a form that nobody has filled in is general information.
func (d *draft) chooseScript() {
	all := scriptsOf(d.family, d.language, d.kind)
	d.script = all[d.number%len(all)]
	if d.kind != dispatch.GeneralInfo || d.number%3 != 2 {
		return
	}
	kinds := Kinds()
	for range kinds {
		kind := kinds[(d.number/3+d.rng.IntN(3))%len(kinds)]
		form := scriptsOf(d.family, d.language, kind)[0]
		if form.about() && form.isForm() {
			d.script, d.blank = form, true
			return
		}
	}
}

func (s script) about() bool { return s.fields["persons"] != "0" }

// isForm says that something is left to fill in when the script is blank.
func (s script) isForm() bool {
	labels := 0
	for _, line := range s.body {
		if strings.Contains(line, " :: ") || strings.HasPrefix(line, "[") || strings.HasPrefix(line, "==") {
			labels++
		}
	}
	return labels >= 3
}

// chooseStyle takes any layout that the script allows. Blank forms are never letters.
func (d *draft) chooseStyle() {
	all := stylesOf(d.family)
	if d.blank {
		all = all[1:]
	}
	if wanted := d.script.fields["layouts"]; wanted != "" {
		all = slices.DeleteFunc(stylesOf(d.family), func(s style) bool {
			return !slices.Contains(strings.Fields(wanted), s.name)
		})
	}
	d.style = pick(d.rng, all)
}

func (d *draft) specimen() Specimen {
	about := d.script.about() && !d.blank
	s := Specimen{
		Name:   fmt.Sprintf("%s-%s-%s-%s-%03d", d.family, d.language, d.kind, d.style.name, d.number),
		Family: d.family, Kind: d.kind, Language: d.language, Layout: d.style.name,
		Protected: d.kind != dispatch.GeneralInfo, Scanned: d.rng.IntN(d.family.perScan()) == 0,
	}
	if about {
		s.Persons, s.Patients = 1, []Patient{d.patient.public()}
	}
	s.FileName = d.fileName()
	s.sheets = d.compose()
	return s
}

// perScan is how many documents there are for one that is scanned.
func (f Family) perScan() int {
	if f == FamilyC || f == FamilyD {
		return 10
	}
	return 6
}

// fileName says nothing in half the cases, as scanners and programs name files. Only what is about a patient
// is named after one.
func (d *draft) fileName() string {
	about := d.script.about() && !d.blank
	switch lot := d.rng.IntN(8); {
	case lot == 0 && about:
		return d.scribe.fill("{f_own}")
	case lot < 4:
		return d.scribe.fill("{f_scan}")
	case d.blank:
		return d.scribe.fill("{f_blank}")
	}
	return d.scribe.fill(d.script.choose(d.rng, "file"))
}

func (d *draft) compose() []sheet {
	f := &flow{style: d.style, scribe: d.scribe, about: d.script.about(), to: d.script.fields["to"]}
	f.size *= 0.95 + d.rng.Float64()*0.2
	f.title = d.titled(d.script)
	f.typos = max(0, d.rng.IntN(8)-5)
	if d.script.about() && !d.blank && d.rng.IntN(5) > 0 {
		f.running = d.scribe.fill("{lastfirst}   {nam}")
	}
	lines := d.lines(d.script)
	if f.about && d.rng.IntN(8) == 0 {
		lines = append(lines, "@stamp "+d.scribe.fill("{l_stamp}"))
	}
	if d.blank {
		f.to = ""
		lines = emptied(lines)
	}
	f.set(lines)
	sheets := f.sheets
	if d.script.about() && !d.blank && d.rng.IntN(12) == 0 {
		sheets = append(d.cover(), sheets...)
	}
	d.margins(sheets)
	return sheets
}

// titled is the title, or nothing where the script leaves it out. A blank form has one.
func (d *draft) titled(s script) string {
	title := s.choose(d.rng, "title")
	for d.blank && title == "-" {
		title = s.choose(d.rng, "title")
	}
	if title == "-" {
		return ""
	}
	return d.scribe.fill(title)
}

// lines are the script's lines with every choice made, and those of the scripts that it includes.
func (d *draft) lines(s script) []string {
	var all []string
	for _, line := range s.settled(d.rng) {
		if name, found := strings.CutPrefix(line, "@include "); found {
			all = append(all, d.included(d.scribe.fill(name))...)
			continue
		}
		all = append(all, d.scribe.fill(line))
	}
	return all
}

func (d *draft) included(name string) []string {
	s := pick(d.rng, scriptsOf(d.family, d.language, dispatch.DocumentKind(name)))
	head := []string{">>", "@title " + d.titled(s)}
	return append(head, d.lines(s)...)
}

// cover is the page that a clinic faxes ahead.
func (d *draft) cover() []sheet {
	s := scriptsOf(d.family, d.language, "cover")[0]
	f := &flow{style: stylesOf(d.family)[0], scribe: d.scribe}
	f.title = d.scribe.fill(s.choose(d.rng, "title"))
	f.set(d.lines(s))
	return f.sheets
}

// margins writes what machines and word processors add to every page.
func (d *draft) margins(sheets []sheet) {
	foot := ""
	if d.script.about() {
		foot = d.scribe.fill("{l_foot}")
	}
	faxed, station := d.rng.IntN(4) == 0 && !d.blank, d.scribe.fill("{l_fax}")
	for i := range sheets {
		count := fmt.Sprintf(d.scribe.fill("{l_page}"), i+1, len(sheets))
		if faxed {
			sheets[i].write(30, 20, 8, mono, station+"  "+count)
		}
		sheets[i].write(d.style.left, 758, 7.5, regular, foot)
		sheets[i].writeRight(d.style.right, 770, 7.5, regular, count)
	}
}

// emptied keeps what a blank form prints: headings, labels, boxes and the heads of tables.
func emptied(lines []string) []string {
	var all []string
	for i, line := range lines {
		label, _, isField := strings.Cut(line, " :: ")
		switch {
		case isField:
			all = append(all, label+" :: "+boxes(line))
		case strings.HasPrefix(line, "| ") && (i == 0 || !strings.HasPrefix(lines[i-1], "| ")):
			cells := strings.Count(line[1:], "|")
			blankRow := "| " + strings.Repeat(" | ", cells)
			all = append(all, line, blankRow, blankRow, blankRow)
		case strings.HasPrefix(line, "=="), strings.HasPrefix(line, "["):
			all = append(all, line, "")
		}
	}
	return all
}

// boxes are the boxes that a line offers, without what else stands in it.
func boxes(line string) string {
	if !strings.Contains(line, "[ ]") && !strings.Contains(line, "[x]") {
		return ""
	}
	_, value, _ := strings.Cut(line, " :: ")
	return value
}

// erase takes the patient, the professionals and the dates out.
func (s *scribe) erase() {
	s.blank = true
	for key := range s.names {
		switch key {
		case "e", "il", "Il", "le", "M", "monsieur", "homme", "he", "He", "his", "him", "man", "Mr":
		case "clinic", "hospital", "pharmacy", "institution", "clinicaddress", "clinicphone", "clinicfax", "town":
		default:
			s.names[key] = "__________"
		}
	}
}

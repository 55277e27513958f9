package reader

import (
	"reflect"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Bounds of what is read besides the pages' content; a document with more is refused, since what is left out
// could be what matters.
const (
	maxAnnotations = 200_000
	maxNoteBytes   = 64 << 20
	maxPageLevels  = 1000
)

// note is text that a page holds besides its content: the value of a field, or what an annotation says.
type note struct {
	text string
	box  [4]float64 // left, bottom, right, top as in the PDF; all zero: it has no place
}

// extras are what pages hold besides their content, by page, from 1.
type extras struct {
	notes map[int][]note
	drawn map[int]bool // there is an annotation that says itself how it looks
}

// noteReader goes through the annotations of all pages, and then through the fields that none of them shows.
type noteReader struct {
	doc *model.Context
	extras
	letters map[int]int // noted so far, by page
	page    int         // the one that is read
	count   int         // of annotations and fields so far
	bytes   int         // of strings so far
	seen    map[uintptr]bool
	noted   map[uintptr]bool // fields whose value is on a page
	err     error
}

// readNotes reads a document that nobody has checked yet: checking drops annotations that it finds odd.
func readNotes(doc *model.Context) (extras, error) {
	r := &noteReader{
		doc: doc, extras: extras{map[int][]note{}, map[int]bool{}},
		letters: map[int]int{}, seen: map[uintptr]bool{}, noted: map[uintptr]bool{},
	}
	catalog, err := doc.Catalog()
	if err != nil {
		return extras{}, nil // checking will refuse it
	}
	r.pages(catalog["Pages"], 0)
	if form := r.dict(catalog["AcroForm"]); form != nil {
		r.page = 1
		r.fields(r.array(form["Fields"]))
	}
	return r.extras, r.err
}

func (r *noteReader) pages(node types.Object, depth int) {
	dict := r.dict(node)
	if dict == nil || depth > maxPageLevels || r.err != nil {
		return
	}
	if dict["Kids"] == nil {
		r.page++
		for _, annotation := range r.array(dict["Annots"]) {
			r.annotation(annotation)
		}
		return
	}
	if r.first(dict) {
		for _, kid := range r.array(dict["Kids"]) {
			r.pages(kid, depth+1)
		}
	}
}

// first reports whether a dictionary was not met before: trees may lead back to themselves.
func (r *noteReader) first(dict types.Dict) bool {
	id := identity(dict)
	before := r.seen[id]
	r.seen[id] = true
	return !before
}

func identity(dict types.Dict) uintptr { return reflect.ValueOf(dict).Pointer() }

// annotation notes what ISO 32000-1, 12.5 lets an annotation say, whether or not it is hidden. Its title is
// left out: it names who wrote it.
func (r *noteReader) annotation(object types.Object) {
	dict := r.dict(object)
	if dict == nil || !r.another() {
		return
	}
	if dict["AP"] != nil {
		r.drawn[r.page] = true
	}
	texts := r.texts(dict["Contents"])
	texts = append(texts, r.rich(dict["RC"])...)
	texts = append(texts, r.texts(dict["Subj"])...)
	texts = append(texts, r.texts(dict["OverlayText"])...)
	if subtype, _ := r.resolve(dict["Subtype"]).(types.Name); subtype != "Popup" { // its parent is no field
		texts = append(texts, r.value(dict)...)
	}
	r.note(r.box(dict["Rect"]), texts)
}

// another counts, and reports whether to go on.
func (r *noteReader) another() bool {
	if r.count++; r.count > maxAnnotations {
		r.err = refusal(codeTooComplex)
	}
	return r.err == nil && r.letters[r.page] < maxLetters
}

// fields notes the values that no page shows.
func (r *noteReader) fields(nodes types.Array) {
	waiting := slices.Clone(nodes)
	for len(waiting) > 0 && r.err == nil {
		last := len(waiting) - 1
		dict := r.dict(waiting[last])
		waiting = waiting[:last]
		if dict == nil || !r.first(dict) || !r.another() {
			continue
		}
		own := dict["V"] != nil || dict["RV"] != nil || dict["I"] != nil
		if own && !r.noted[identity(dict)] {
			r.note([4]float64{}, r.value(dict))
		}
		waiting = append(waiting, r.array(dict["Kids"])...)
	}
}

// value is what a field holds (ISO 32000-1, 12.7.3.1), as it is and as it is shown.
func (r *noteReader) value(field types.Dict) []string {
	plain, rich := r.inherited(field, "V"), r.inherited(field, "RV")
	texts := r.texts(plain)
	texts = append(texts, r.chosen(field, texts)...)
	return append(texts, r.rich(rich)...)
}

// inherited looks for an entry up the tree of fields, and remembers that the field it is from is shown.
func (r *noteReader) inherited(field types.Dict, key string) types.Object {
	for range maxNesting {
		if field == nil {
			return nil
		}
		if object := r.resolve(field[key]); object != nil {
			r.noted[identity(field)] = true
			return object
		}
		field = r.dict(field["Parent"])
	}
	return nil
}

// chosen is what a choice field shows instead of the values that it holds (ISO 32000-1, 12.7.4.4).
func (r *noteReader) chosen(field types.Dict, values []string) []string {
	options, _ := r.inherited(field, "Opt").(types.Array)
	if options == nil {
		return nil
	}
	var shown []string
	for _, option := range options {
		pair := r.array(option)
		if len(pair) == 2 && slices.Contains(values, r.text(pair[0])) {
			shown = append(shown, r.text(pair[1]))
		}
	}
	if len(values) > 0 {
		return shown
	}
	indexes, _ := r.inherited(field, "I").(types.Array)
	for _, index := range indexes {
		if i, ok := r.resolve(index).(types.Integer); ok && i >= 0 && int(i) < len(options) {
			shown = append(shown, r.texts(options[i])...)
		}
	}
	return shown
}

// note keeps texts of the page, each once.
func (r *noteReader) note(box [4]float64, texts []string) {
	var kept []string
	for _, text := range texts {
		text = bounded(tidy(text), maxLetters-r.letters[r.page])
		if text == "" || slices.ContainsFunc(kept, func(before string) bool { return says(before, text) }) {
			continue
		}
		kept = append(kept, text)
		r.letters[r.page] += len([]rune(text))
		r.notes[r.page] = append(r.notes[r.page], note{text, box})
	}
}

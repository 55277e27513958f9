package desk

import (
	"cmp"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// fewestDigits is how many digits a text has at least that is a number and no name: a health insurance number has
// eight or more, in every province.
const fewestDigits = 5

// marks stand for whom a draft is about: the one whom the person named, and those who were read in its documents.
// Nothing else of them is kept.
func (d *Desk) marks(draft Draft) []dispatch.PatientMark {
	if d.config.PatientToken == nil {
		return nil
	}
	given := d.mark(draft.Patient)
	given.Given = true
	all := []dispatch.PatientMark{given}
	for _, report := range draft.Documents {
		for _, person := range report.People {
			read := dispatch.PatientMark{Name: d.mark(person.Name).Name, Number: d.mark(person.Number).Number}
			if read.Has(given.Name) || read.Has(given.Number) {
				all[0].Name, all[0].Number = cmp.Or(given.Name, read.Name), cmp.Or(given.Number, read.Number)
				continue
			}
			if !slices.Contains(all, read) {
				all = append(all, read)
			}
		}
	}
	return slices.DeleteFunc(all, func(m dispatch.PatientMark) bool { return m.Name == "" && m.Number == "" })
}

// mark is that of a name or of a health insurance number, whichever the text is; empty for neither.
func (d *Desk) mark(text string) dispatch.PatientMark {
	words := wordsOf(text)
	if len(words) == 0 || d.config.PatientToken == nil {
		return dispatch.PatientMark{}
	}
	if isNumber(words) {
		return dispatch.PatientMark{Number: d.config.PatientToken("number/" + strings.Join(words, ""))}
	}
	slices.Sort(words)
	return dispatch.PatientMark{Name: d.config.PatientToken("name/" + strings.Join(words, " "))}
}

// isNumber reports whether words are the groups of a number.
func isNumber(words []string) bool {
	digits := 0
	for _, r := range strings.Join(words, "") {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= fewestDigits
}

// either is the one mark that d.mark made.
func either(m dispatch.PatientMark) string { return cmp.Or(m.Number, m.Name) }

package dispatch

import "slices"

// PatientMark stands for somebody whom documents are about: keyed hashes, which find the same person again and name
// nobody to whoever has not the home's key. One that is not known is empty.
type PatientMark struct {
	Name   string `json:"name,omitempty"`   // of the name, whatever its accents, case and order
	Number string `json:"number,omitempty"` // of the health insurance number
	Given  bool   `json:"given,omitempty"`  // by the person who sent it, and not read in a document
}

// Has reports whether m is the mark of that name or number.
func (m PatientMark) Has(mark string) bool { return mark != "" && (m.Name == mark || m.Number == mark) }

// PatientMarks lists all marks of whom d is about, each once, in order.
func (d Dispatch) PatientMarks() []string {
	var all []string
	for _, m := range d.Patients {
		all = append(all, m.Name, m.Number)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(mark string) bool { return mark == "" })
}

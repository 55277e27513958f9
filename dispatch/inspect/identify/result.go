package identify

import (
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Type is what an identifier is.
type Type string

// The types. Their sources are in the comments of the patterns that find them.
const (
	QuebecHealthNumber  Type = "ramq_nam"
	SocialInsurance     Type = "sin"
	OntarioHealth       Type = "ontario_hcn"
	BritishColumbia     Type = "bc_phn"
	OtherProvinceHealth Type = "other_health_number" // AB MB NB NL NS NT NU PE SK YT: a format beside a cue word
	DateOfBirth         Type = "date_of_birth"
	ChartNumber         Type = "chart_number"
	PhysicianLicence    Type = "physician_licence"
	PostalCode          Type = "postal_code"
	Phone               Type = "phone"
	Fax                 Type = "fax"
	Email               Type = "email"
	MinistryForm        Type = "msss_form" // number of a ministry form: clinical, of unknown kind
)

// Personal tells whether the identifier belongs to one person and tells who it is: a number of theirs, or
// their date of birth. Telephone numbers, addresses, licences and forms stand on every letterhead.
func (t Type) Personal() bool {
	switch t {
	case QuebecHealthNumber, SocialInsurance, OntarioHealth, BritishColumbia, OtherProvinceHealth, DateOfBirth, ChartNumber:
		return true
	}
	return false
}

// Identifier is one identifier found, as it may be shown. Its text stays inside this package.
type Identifier struct {
	Type   Type   `json:"type"`
	Masked string `json:"masked"`
	Page   int    `json:"page"`  // from 1; 0: in the file's name or properties
	Valid  bool   `json:"valid"` // its check digit, or its date, is right; true where nothing can be checked

	value string // normalised; never printed
	loose bool   // nothing names it: it counts only in a document about a person
}

// Person is somebody whom the document is about: not its author, not its recipient.
type Person struct {
	Name   string    // as written; empty: not found
	Number string    // health insurance number, normalised; empty: not found
	Born   time.Time // zero: not known
}

// Result is what was found in a document.
type Result struct {
	Identifiers []Identifier // in reading order, each once a page
	People      []Person     // each once; never printed, never stored
	Persons     int          // distinct persons whom the document is about; at least len(People) when those are few
	// Numbers and BirthDates count the distinct health insurance numbers and dates of birth.
	Numbers    int
	BirthDates int
	// List says that the document is a table of persons.
	List bool
	// Named says that a person's name stands in the text, the properties or the file name.
	Named bool
}

// Match compares a person of the document with somebody named elsewhere. Unknown where there is too little
// to compare: names change, and cards have typing errors.
func (p Person) Match(name string) dispatch.Truth { return profileOf(p).match(name) }

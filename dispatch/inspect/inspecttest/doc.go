// Package inspecttest writes the documents that clinics send, with patients who do not exist.
//
// Promise: the same seed gives the same documents, byte for byte; what is expected of each stands beside it;
// every health insurance number is valid by its check digit, unless a typing error is what is tried. Failure
// policy: a script that cannot be read stops the program, since only a test can have written it.
//
// The documents are written from what clinics write, never from the vocabulary that judges them. The families
// have their own sentences, headings and layouts: tune on family A, report on family B, and on families C and D,
// which other hands wrote, when B has been looked at too often.
package inspecttest

import (
	"io"
	"iter"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// Family is a set of scripts and layouts. No two share a sentence.
type Family string

// The families.
const (
	FamilyA Family = "a" // for tuning
	FamilyB Family = "b" // held out, for reporting
	FamilyC Family = "c" // held out, by another hand; only InFamily gives it
	FamilyD Family = "d" // held out, by a fourth hand: plain documents of average clinics; only InFamily gives it
)

// Specimen is a synthetic document and what a reader should find in it.
type Specimen struct {
	Name      string // unique within a seed: family, language, kind, layout and number
	Family    Family
	Kind      dispatch.DocumentKind
	Language  string // "fr" or "en"
	Layout    string // how it is laid out: letter, form, printout ...
	FileName  string // as people name files: most names say nothing
	Protected bool   // false: a leaflet or a blank form, about nobody
	Persons   int    // distinct persons whom it is about; 0: none
	Scanned   bool   // its PDF is pictures without a text layer

	// Patients are those whom it is about, in the order of their first mention.
	Patients []Patient

	sheets []sheet
}

// Patient is a person who does not exist.
type Patient struct {
	Name         string // given name, then surname
	HealthNumber string // as RAMQ writes it, without spaces; valid
	Born         string // YYYY-MM-DD
}

// Pages are the words with their places. Of a scanned one, they are what a perfect recognition would read.
func (s Specimen) Pages() []layout.Page { return pages(s.sheets) }

// PDF writes the document: with a text layer, or as pictures when it is scanned.
func (s Specimen) PDF(w io.Writer) error {
	if s.Scanned {
		return writeScan(w, s.sheets, s.Name)
	}
	return writePDF(w, s.sheets)
}

// Kinds are the kinds that have specimens: those of files. A referral is written as a request for
// consultation, and messages are no files.
func Kinds() []dispatch.DocumentKind {
	return []dispatch.DocumentKind{
		dispatch.Prescription, dispatch.MedicationList, dispatch.Requisition, dispatch.ConsultRequest,
		dispatch.ConsultReport, dispatch.LabResult, dispatch.PathologyReport, dispatch.ImagingReport,
		dispatch.ImagingImages, dispatch.DischargeSummary, dispatch.TransferSummary, dispatch.TreatmentPlan,
		dispatch.ClinicalNote, dispatch.OperativeReport, dispatch.Vaccination, dispatch.ConsentForm,
		dispatch.ReleaseAuthorisation, dispatch.MedicalCertificate, dispatch.InsuranceForm,
		dispatch.ExceptionDrugRequest, dispatch.RecordCopy, dispatch.SocialReport, dispatch.MentalHealthReport,
		dispatch.Invoice, dispatch.Appointment, dispatch.GeneralInfo, dispatch.AdminInternal,
		dispatch.IncidentReport,
	}
}

// Specimens are each documents per kind and language, families A and B in turn.
func Specimens(seed uint64, each int) iter.Seq[Specimen] {
	return specimens(seed, each, FamilyA, FamilyB)
}

// InFamily are each documents per kind and language of one family.
func InFamily(family Family, seed uint64, each int) iter.Seq[Specimen] {
	return specimens(seed, each, family)
}

// Trouble is a document that must not go out unseen, and what a reader should say of it.
type Trouble struct {
	Specimen
	What            string // the case
	List            bool   // a table of persons
	OtherNameOnFile bool   // the file's name names somebody else
	BadHealthNumber bool   // one number has a typing error
}

// Troubles are the documents for the checks, one a case.
func Troubles() []Trouble { return troubles() }

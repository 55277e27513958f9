package fhir

import "github.com/souspli/souspli/dispatch"

const (
	loincSystem = "http://loinc.org"

	// unspecifiedNote is the LOINC code "Note", of no kind, author or place in particular: the least that can
	// be said of a clinical document, and never wrong.
	unspecifiedNote = "34109-9"
)

// code is what a document is: its LOINC type, and the class that it belongs to.
type code struct{ kind, class string }

// codes are those of the kinds of documents. Sources: FHIR R4 value sets c80-doc-typecodes, the preferred
// binding of DocumentReference.type, and document-classcodes, the example binding of its category. Where no
// class fits, the type stands for it, as XDS allows; kinds that LOINC has no document for have the nearest
// one that claims nothing more.
var codes = map[dispatch.DocumentKind]code{
	dispatch.Prescription:         {"57833-6", "56445-0"}, // prescription for medication; medication summary
	dispatch.MedicationList:       {"56445-0", "56445-0"},
	dispatch.Requisition:          {"57832-8", "57133-1"}, // prescription for diagnostic or specialist care
	dispatch.ConsultRequest:       {"57133-1", "57133-1"}, // referral note
	dispatch.Referral:             {"57133-1", "57133-1"},
	dispatch.ConsultReport:        {"11488-4", "11488-4"},
	dispatch.LabResult:            {"11502-2", "26436-6"},
	dispatch.PathologyReport:      {"11526-1", "27898-6"},
	dispatch.ImagingReport:        {"18748-4", "18726-0"},
	dispatch.ImagingImages:        {"55113-5", "18726-0"}, // key images
	dispatch.DischargeSummary:     {"18842-5", "18842-5"},
	dispatch.TransferSummary:      {"18761-7", "18761-7"},
	dispatch.TreatmentPlan:        {"56447-6", "56447-6"},
	dispatch.ClinicalNote:         {unspecifiedNote, unspecifiedNote},
	dispatch.ClinicalMessage:      {"56444-3", "56444-3"}, // healthcare communication
	dispatch.QuickMessage:         {"56444-3", "56444-3"},
	dispatch.FollowupNormal:       {"56444-3", "56444-3"},
	dispatch.OperativeReport:      {"11504-8", "11504-8"},
	dispatch.Vaccination:          {"11369-6", "11369-6"}, // history of immunization: a class, no type is preferred
	dispatch.ConsentForm:          {"59284-0", "59284-0"},
	dispatch.ReleaseAuthorisation: {"64299-1", "64299-1"}, // legal document
	dispatch.MedicalCertificate:   {"51851-4", "51851-4"}, // administrative note
	dispatch.InsuranceForm:        {"64291-8", "64291-8"}, // health insurance-related form
	dispatch.ExceptionDrugRequest: {"64291-8", "64291-8"}, // asked of the insurer, not of a pharmacy
	dispatch.RecordCopy:           {"11503-0", "11503-0"}, // medical records
	dispatch.SocialReport:         {"28653-4", "28653-4"}, // social work note
	dispatch.MentalHealthReport:   {"34786-4", "34786-4"}, // mental health note
	dispatch.Invoice:              {"51851-4", "51851-4"},
	dispatch.Appointment:          {"56446-8", "56446-8"},
	dispatch.GeneralInfo:          {"34895-3", "34895-3"}, // education note
	dispatch.AdminInternal:        {"51851-4", "51851-4"},
	dispatch.IncidentReport:       {"51851-4", "51851-4"},
}

// codeOf is the code of a kind; of one that is not known, that of a note.
func codeOf(kind dispatch.DocumentKind) code {
	if c, known := codes[kind]; known {
		return c
	}
	return code{unspecifiedNote, unspecifiedNote}
}

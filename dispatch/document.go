package dispatch

import "slices"

// DocumentKind is the clinical or administrative kind of what is sent.
type DocumentKind string

// The kinds that the decision or the vocabulary know.
const (
	Prescription         DocumentKind = "prescription"
	MedicationList       DocumentKind = "medication_list"
	Requisition          DocumentKind = "requisition"
	ConsultRequest       DocumentKind = "consult_request"
	ConsultReport        DocumentKind = "consult_report"
	Referral             DocumentKind = "referral"
	LabResult            DocumentKind = "lab_result"
	PathologyReport      DocumentKind = "pathology_report"
	ImagingReport        DocumentKind = "imaging_report"
	ImagingImages        DocumentKind = "imaging_images"
	DischargeSummary     DocumentKind = "discharge_summary"
	TransferSummary      DocumentKind = "transfer_summary"
	TreatmentPlan        DocumentKind = "treatment_plan"
	ClinicalNote         DocumentKind = "clinical_note"
	ClinicalMessage      DocumentKind = "clinical_message"
	QuickMessage         DocumentKind = "quick_message"
	FollowupNormal       DocumentKind = "followup_normal"
	OperativeReport      DocumentKind = "operative_report"
	Vaccination          DocumentKind = "vaccination"
	ConsentForm          DocumentKind = "consent_form"
	ReleaseAuthorisation DocumentKind = "release_authorisation"
	MedicalCertificate   DocumentKind = "medical_certificate"
	InsuranceForm        DocumentKind = "insurance_form"
	ExceptionDrugRequest DocumentKind = "exception_drug_request"
	RecordCopy           DocumentKind = "record_copy"
	SocialReport         DocumentKind = "social_report"
	MentalHealthReport   DocumentKind = "mental_health_report"
	Invoice              DocumentKind = "invoice"
	Appointment          DocumentKind = "appointment"
	GeneralInfo          DocumentKind = "general_info"
	AdminInternal        DocumentKind = "admin_internal"
	IncidentReport       DocumentKind = "incident_report"
)

var documentKinds = []DocumentKind{
	Prescription, MedicationList, Requisition, ConsultRequest, ConsultReport, Referral, LabResult,
	PathologyReport, ImagingReport, ImagingImages, DischargeSummary, TransferSummary, TreatmentPlan,
	ClinicalNote, ClinicalMessage, QuickMessage, FollowupNormal, OperativeReport, Vaccination,
	ConsentForm, ReleaseAuthorisation, MedicalCertificate, InsuranceForm, ExceptionDrugRequest,
	RecordCopy, SocialReport, MentalHealthReport, Invoice, Appointment, GeneralInfo, AdminInternal,
	IncidentReport,
}

// DocumentKinds lists every kind.
func DocumentKinds() []DocumentKind { return slices.Clone(documentKinds) }

// Valid reports whether k is a known kind.
func (k DocumentKind) Valid() bool { return slices.Contains(documentKinds, k) }

// Document is what is sent, never its content. Its bytes are sealed in the home under ID.
type Document struct {
	ID        ID           `json:"id"`
	Name      string       `json:"name"` // file name as given; may name a person, so it is sealed at rest
	Kind      DocumentKind `json:"kind"`
	MediaType string       `json:"media_type"`
	Pages     int          `json:"pages"`
	Size      int64        `json:"size"`   // bytes
	SHA256    string       `json:"sha256"` // of the bytes as queued, lower-case hexadecimal
	Original  *Original    `json:"original,omitempty"`
}

// Original is the file that a document was converted from, or unlocked: the proof that both are the same
// needs its hash too.
type Original struct {
	MediaType string `json:"media_type"`
	Size      int64  `json:"size"`   // bytes
	SHA256    string `json:"sha256"` // lower-case hexadecimal
}

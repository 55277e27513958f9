package dispatch

import (
	"slices"
	"time"
)

// IncidentState says whether anything is left to be done about an incident.
type IncidentState string

// The states of an incident. A closed one may be opened again.
const (
	IncidentOpen   IncidentState = "open"
	IncidentClosed IncidentState = "closed"
)

// IncidentYears is how long an entry of the register is kept at least, from the day on which the clinic became
// aware (A-2.1, r. 3.1, s. 8; the same is taken for, r. 1).
const IncidentYears = 5

// Incident is an entry of the register of confidentiality incidents: the eight fields of, r. 3.1, s. 7 and of
// r. 1, s. 15, with what the notices must tell besides. Every incident has one, also without a serious risk.
type Incident struct {
	ID         ID            `json:"id"`
	Number     int64         `json:"number"` // its place in the register, from 1
	State      IncidentState `json:"state"`
	Dispatches []ID          `json:"dispatches,omitempty"` // that it is about
	Declared   []ID          `json:"declared,omitempty"`   // that told the service centre of it

	Information        string          `json:"information"` // (1) what it is about
	InformationUnknown bool            `json:"information_unknown,omitempty"`
	Circumstances      string          `json:"circumstances"` // (2)
	Cause              string          `json:"cause,omitempty"`
	Occurred           Period          `json:"occurred"` // (3)
	Aware              Period          `json:"aware"`    // (4)
	Persons            AffectedPersons `json:"persons"`  // (5)
	Assessment         RiskAssessment  `json:"assessment"`
	Notices            IncidentNotices `json:"notices,omitempty"` // (7)
	Measures           string          `json:"measures"`          // (8) taken
	Advice             string          `json:"advice,omitempty"`  // measures suggested to the persons

	Opened  time.Time `json:"opened"`
	Closed  time.Time `json:"closed,omitzero"`
	Updated time.Time `json:"updated"`
}

// AffectedPersons are those whose information it is; zero: not known yet.
type AffectedPersons struct {
	Number    int  `json:"number,omitempty"`
	Estimated bool `json:"estimated,omitempty"`
	InQuebec  int  `json:"in_quebec,omitempty"` // of them; only the notice to the CAI tells it
}

// RiskAssessment is what a person weighed to conclude whether there is a risk of serious injury (field 6; P-39.1,
// s. 3.7). Serious is never set by the program.
type RiskAssessment struct {
	Sensitivity   string `json:"sensitivity,omitempty"`
	MaliciousUses string `json:"malicious_uses,omitempty"`
	Consequences  string `json:"consequences,omitempty"` // anticipated
	Likelihood    string `json:"likelihood,omitempty"`   // that they are used to injure
	Serious       Truth  `json:"serious"`
	Reasons       string `json:"reasons,omitempty"`
}

// IncidentNotices are those of field 7, by who is told.
type IncidentNotices map[NoticeTo]IncidentNotice

// NoticeTo is who is told of an incident.
type NoticeTo string

// Those who are told of an incident with a risk of serious injury (R-22.1, s. 108, s. 63.8).
const (
	NoticeCAI      NoticeTo = "cai"
	NoticeMinister NoticeTo = "minister"
	NoticePersons  NoticeTo = "persons"
	NoticePublic   NoticeTo = "public" // where they cannot be reached, or to be quick
)

// NoticesTo lists them in the order of the register.
func NoticesTo() []NoticeTo {
	return []NoticeTo{NoticeCAI, NoticeMinister, NoticePersons, NoticePublic}
}

// Valid reports whether to is one of them.
func (to NoticeTo) Valid() bool { return slices.Contains(NoticesTo(), to) }

// IncidentNotice is one notice. Without a day, it was decided not to give it, and Note says why.
type IncidentNotice struct {
	On   Day    `json:"on,omitempty"`
	Note string `json:"note,omitempty"`
}

// IncidentField names a field of the register that may still be missing. Its words live in package wording under
// "incident_field_" and its name.
type IncidentField string

// The fields of the register, in its order; those of a notice are named by who is told.
const (
	FieldInformation   IncidentField = "information"
	FieldCircumstances IncidentField = "circumstances"
	FieldOccurred      IncidentField = "occurred"
	FieldAware         IncidentField = "aware"
	FieldPersons       IncidentField = "persons"
	FieldRisk          IncidentField = "risk"
	FieldNoticeCAI     IncidentField = "notice_cai"
	FieldNoticeMin     IncidentField = "notice_minister"
	FieldNoticePersons IncidentField = "notice_persons"
	FieldNoticePublic  IncidentField = "notice_public"
	FieldMeasures      IncidentField = "measures"
)

// Missing lists what the register still lacks, in its order. The notices are asked for only where a person concluded
// that the risk is serious.
func (i Incident) Missing() []IncidentField {
	var missing []IncidentField
	lacks := func(field IncidentField, lacking bool) {
		if lacking {
			missing = append(missing, field)
		}
	}
	lacks(FieldInformation, i.Information == "")
	lacks(FieldCircumstances, i.Circumstances == "")
	lacks(FieldOccurred, i.Occurred.From == "")
	lacks(FieldAware, i.Aware.From == "")
	lacks(FieldPersons, i.Persons.Number == 0)
	lacks(FieldRisk, i.Assessment.Serious == Unknown || i.Assessment.Reasons == "")
	for _, to := range NoticesTo() {
		_, decided := i.Notices[to]
		lacks("notice_"+IncidentField(to), i.Assessment.Serious.Is() && !decided)
	}
	lacks(FieldMeasures, i.Measures == "")
	return missing
}

// KeepUntil is the first day on which the entry may be destroyed, empty while nobody has said when the clinic became
// aware: the years run from there, not from the incident.
func (i Incident) KeepUntil() Day { return i.Aware.Last().AddYears(IncidentYears) }

// RegisterProfile is what notices and registers tell of the clinic beside its profile, and who is told first.
type RegisterProfile struct {
	ServiceCentre ID     `json:"service_centre,omitempty"` // a recipient of the address book
	NEQ           string `json:"neq,omitempty"`            // Québec enterprise number
	Responsible   string `json:"responsible,omitempty"`    // in charge of the protection of personal information
	Title         string `json:"title,omitempty"`
	Phone         string `json:"phone,omitempty"` // E.164
	Email         string `json:"email,omitempty"`
}

// Body is who keeps a register: the clinic as its pages and letters name it.
type Body struct {
	Sender  Sender
	Profile RegisterProfile
}

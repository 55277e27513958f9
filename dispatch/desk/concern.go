package desk

import (
	"cmp"
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
)

// The codes of concerns.
const (
	ConcernSeveralPersons     = "several_persons"           // numbers of more than one person, or documents about different ones
	ConcernPersonList         = "person_list"               // a table of persons
	ConcernWrongPatient       = "wrong_patient"             // about somebody else than the patient named, or than the patient who receives
	ConcernFileNameOther      = "file_name_other"           // the file's name names somebody else
	ConcernPrescriptionPlace  = "prescription_not_pharmacy" // a prescription to what is not known to be a pharmacy
	ConcernRequisitionPlace   = "requisition_to_pharmacy"
	ConcernExceptionDrugByFax = "exception_drug_by_fax" // RAMQ takes these requests online only, since June 2022
	ConcernKindContradicted   = "kind_contradicted"     // the person's kind is not the one that was clearly read
	ConcernPersonalFound      = "personal_found"        // declared free of anything personal, and it is not
	ConcernUnreadContent      = "unread_content"        // files inside the PDF, or pages, that nobody has read
	ConcernRestricted         = "recipient_restricted"  // may receive nothing: a signed refusal (R-22.1, r. 1, s. 3 and 5)
)

// ConcernCodes lists the codes of concerns.
func ConcernCodes() []string {
	return []string{
		ConcernSeveralPersons, ConcernPersonList, ConcernWrongPatient, ConcernFileNameOther, ConcernPrescriptionPlace,
		ConcernRequisitionPlace, ConcernExceptionDrugByFax, ConcernKindContradicted, ConcernPersonalFound, ConcernUnreadContent,
		ConcernRestricted,
	}
}

// scene is what the concerns are judged on.
type scene struct {
	draft   Draft // with the recipient as stored
	kind    dispatch.DocumentKind
	kinds   []dispatch.DocumentKind // of each document
	channel dispatch.ChannelKind    // that would be used; empty: none yet
}

// concerns judges everything, the weightiest first.
func (s scene) concerns() []Concern {
	found := slices.Concat(
		s.restricted(), s.personalFound(), s.persons(), s.acrossDocuments(), s.wrongPatient(), s.prescriptionPlace(),
		s.kindContradicted(), s.requisitionPlace(), s.exceptionDrugByFax(), s.warned(ConcernFileNameOther, inspect.OtherNameOnFile),
		s.warned(ConcernUnreadContent, inspect.EmbeddedFiles, inspect.PagesUnread),
	)
	for i, c := range found {
		found[i].Confirmed = c.Weight != Stop && slices.Contains(s.draft.Confirmed, c.Code)
	}
	slices.SortStableFunc(found, func(a, b Concern) int { return cmp.Compare(rank(a.Weight), rank(b.Weight)) })
	return found
}

func rank(w Weight) int { return slices.Index([]Weight{Stop, Justify, Confirm}, w) }

// each asks about every document.
func (s scene) each(judge func(inspect.Report) (Concern, bool)) []Concern {
	var found []Concern
	for i, r := range s.draft.Documents {
		if c, ok := judge(r); ok {
			c.Document = i
			found = append(found, c)
		}
	}
	return found
}

// warned turns warnings of the reading into one look each.
func (s scene) warned(code string, warnings ...inspect.Warning) []Concern {
	return s.each(func(r inspect.Report) (Concern, bool) {
		return Concern{Code: code, Weight: Confirm}, slices.ContainsFunc(warnings, func(w inspect.Warning) bool {
			return slices.Contains(r.Warnings, w)
		})
	})
}

// restricted minds a signed refusal, whatever is sent and whoever confirms it.
func (s scene) restricted() []Concern {
	if !s.draft.Recipient.Restricted {
		return nil
	}
	return []Concern{{Code: ConcernRestricted, Weight: Stop, Document: -1}}
}

// toPerson reports whether a patient or a caregiver receives.
func (s scene) toPerson() bool {
	class := s.draft.Recipient.Class
	return class == dispatch.Patient || class == dispatch.Caregiver
}

func (s scene) toOutsider() bool {
	switch s.draft.Recipient.Class {
	case dispatch.ExternalPartner, dispatch.OutsideQuebecPartner, dispatch.ThirdParty:
		return true
	default:
		return false
	}
}

// first is the first document of a kind; ok when the dispatch or one of its documents is of that kind.
func (s scene) first(kind dispatch.DocumentKind) (document int, ok bool) {
	document = slices.Index(s.kinds, kind)
	return document, document >= 0 || s.kind == kind
}

// stopping is the first concern that nothing lifts.
func stopping(concerns []Concern) (Concern, bool) {
	i := slices.IndexFunc(concerns, func(c Concern) bool { return c.Weight == Stop })
	if i < 0 {
		return Concern{}, false
	}
	return concerns[i], true
}

// toLift is what the concerns still ask for.
func toLift(concerns []Concern, reason string) []Need {
	var needs []Need
	if slices.ContainsFunc(concerns, func(c Concern) bool { return c.Weight != Stop && !c.Confirmed }) {
		needs = append(needs, NeedConfirmation)
	}
	if reason == "" && slices.ContainsFunc(concerns, func(c Concern) bool { return c.Weight == Justify }) {
		needs = append(needs, NeedReason)
	}
	return needs
}

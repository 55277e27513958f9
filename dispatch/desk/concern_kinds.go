package desk

import (
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
)

// clearScore is that of a kind which was clearly read: half as much again as decides.
const clearScore = 9

// prescriptionPlace minds that a prescription goes to the pharmacy that the patient chose (rules 2.5).
func (s scene) prescriptionPlace() []Concern {
	document, ok := s.first(dispatch.Prescription)
	if !ok || !s.toOutsider() {
		return nil
	}
	c := Concern{Code: ConcernPrescriptionPlace, Weight: Confirm, Document: document}
	switch dispenses(s.draft.Recipient) {
	case dispatch.True:
		return nil
	case dispatch.False:
		c.Weight = Justify
	}
	return []Concern{c}
}

// requisitionPlace minds that a pharmacy takes no samples and no pictures.
func (s scene) requisitionPlace() []Concern {
	document, ok := s.first(dispatch.Requisition)
	if !ok || s.toPerson() || !dispenses(s.draft.Recipient).Is() {
		return nil
	}
	return []Concern{{Code: ConcernRequisitionPlace, Weight: Confirm, Document: document}}
}

// exceptionDrugByFax minds that RAMQ itself takes these requests by fax no more; a pharmacy may still want
// its copy.
func (s scene) exceptionDrugByFax() []Concern {
	document, ok := s.first(dispatch.ExceptionDrugRequest)
	if !ok || s.channel != dispatch.CloudFax && s.channel != dispatch.TraditionalFax {
		return nil
	}
	c := Concern{Code: ConcernExceptionDrugByFax, Weight: Confirm, Document: document}
	if isRAMQ(s.draft.Recipient) {
		c.Weight = Justify
	}
	return []Concern{c}
}

func isRAMQ(r dispatch.Recipient) bool {
	text := strings.Join(wordsOf(r.Name+" "+r.Organisation), " ")
	return slices.Contains(strings.Fields(text), "ramq") || strings.Contains(text, "regie de l assurance maladie")
}

// kindContradicted minds a kind that a person says against what clearly stands there. Saying that a
// prescription is something else would lead around its rules: that takes a reason.
func (s scene) kindContradicted() []Concern {
	if s.draft.Kind == "" {
		return nil
	}
	correction := corrects(s.draft)
	return s.each(func(r inspect.Report) (Concern, bool) {
		c := Concern{Code: ConcernKindContradicted, Weight: Confirm}
		if strict(r.Kind) && r.Kind != s.draft.Kind {
			c.Weight = Justify
			return c, true
		}
		return c, correction && r.KindScore >= clearScore && !mayBeCalled(s.draft.Kind, r.Kind)
	})
}

// mayBeCalled reports whether a document that reads as one kind is rightly called another: by a kind that
// the reading does not know, or by the one that holds any other.
func mayBeCalled(said, read dispatch.DocumentKind) bool {
	switch said {
	case dispatch.Referral:
		return read == dispatch.ConsultRequest
	case dispatch.RecordCopy, dispatch.ClinicalMessage, dispatch.QuickMessage, dispatch.FollowupNormal:
		return true
	default:
		return said == read
	}
}

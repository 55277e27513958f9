package uitest

import (
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

// kindOf is the person's kind, or the one that was read in the first document when all have one.
func kindOf(draft desk.Draft) dispatch.DocumentKind {
	if draft.Kind != "" || len(draft.Documents) == 0 {
		return draft.Kind
	}
	if slices.ContainsFunc(draft.Documents, func(r inspect.Report) bool { return r.Kind == "" }) {
		return ""
	}
	return draft.Documents[0].Kind
}

// lookClosely raises the concerns that tests ask for, and what they still need.
func lookClosely(draft desk.Draft, s *desk.Suggestion) {
	s.Concerns = concerns(draft, s.Kind)
	for _, c := range s.Concerns {
		if !c.Confirmed && c.Weight != desk.Stop && !slices.Contains(s.Needs, desk.NeedConfirmation) {
			s.Needs = append(s.Needs, desk.NeedConfirmation)
		}
		if c.Weight == desk.Justify && draft.Reason == "" {
			s.Needs = append(s.Needs, desk.NeedReason)
		}
	}
}

func concerns(draft desk.Draft, kind dispatch.DocumentKind) []desk.Concern {
	var found []desk.Concern
	add := func(is bool, code string, weight desk.Weight, document, count int) {
		if is {
			confirmed := weight != desk.Stop && slices.Contains(draft.Confirmed, code)
			found = append(found, desk.Concern{Code: code, Weight: weight, Document: document, Count: count, Confirmed: confirmed})
		}
	}
	to := draft.Recipient
	for i, r := range draft.Documents {
		several := desk.Justify
		if to.Class == dispatch.Patient {
			several = desk.Stop
		}
		add(r.Persons > 1, desk.ConcernSeveralPersons, several, i, r.Persons)
		add(draft.NothingPersonal && len(r.Identifiers) > 0, desk.ConcernPersonalFound, desk.Stop, i, 0)
		add(draft.Kind != "" && r.Kind != "" && draft.Kind != r.Kind, desk.ConcernKindContradicted, desk.Confirm, i, 0)
		add(draft.Patient != "" && !strings.Contains(draft.Patient, "Tremblay"), desk.ConcernWrongPatient, desk.Confirm, i, 1)
	}
	add(to.ID != "" && kind == dispatch.Prescription && to.Facility != dispatch.Pharmacy && !strings.Contains(to.Name, "Pharmacie"),
		desk.ConcernPrescriptionPlace, desk.Confirm, -1, 0)
	return found
}

package desk

import (
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/identify"
)

// sensitivity is what the documents' reading and the person say. Unknown counts as protected, and the
// person's declaration counts only where nothing that was found contradicts it.
func sensitivity(draft Draft) dispatch.Sensitivity {
	if draft.NothingPersonal && believed(draft) {
		return dispatch.NothingSensitive()
	}
	if len(draft.Documents) == 0 {
		return dispatch.Sensitivity{}
	}
	s := ofKind(draft.Kind)
	for _, r := range draft.Documents {
		s = worse(s, ofReport(r))
	}
	return s
}

// believed reports whether the declaration that nothing is personal stands. A name found without a number
// may be nobody's, and a kind may be misread; a confirmation with a reason says so.
func believed(draft Draft) bool {
	switch {
	case slices.ContainsFunc(draft.Documents, holdsPerson):
		return false
	case slices.ContainsFunc(draft.Documents, doubtsDeclaration):
		return draft.Reason != "" && slices.Contains(draft.Confirmed, ConcernPersonalFound)
	default:
		return true
	}
}

// ofKind is what the person's kind adds: it may raise protection, never lower it.
func ofKind(kind dispatch.DocumentKind) dispatch.Sensitivity {
	switch kind {
	case "", dispatch.GeneralInfo:
		return dispatch.NothingSensitive()
	case dispatch.AdminInternal:
		return organisationDecides()
	default:
		return dispatch.Sensitivity{}
	}
}

// ofReport is what the reading found. The four criteria of sensitive data are judgements that no reading
// makes: they stay unknown unless nothing at all was found.
func ofReport(r inspect.Report) dispatch.Sensitivity {
	switch {
	case holdsPerson(r):
		return dispatch.Sensitivity{PersonalInfo: dispatch.True}
	case !r.Protected:
		return dispatch.NothingSensitive()
	case slices.Equal(r.Reasons, []inspect.Reason{inspect.OrganisationIs}):
		return organisationDecides()
	default:
		return dispatch.Sensitivity{}
	}
}

// organisationDecides is a document about nobody that the organisation may yet class confidential.
func organisationDecides() dispatch.Sensitivity {
	s := dispatch.NothingSensitive()
	s.OrgSaysConfidential = dispatch.Unknown
	return s
}

// worse joins criterion by criterion: true over unknown over false.
func worse(a, b dispatch.Sensitivity) dispatch.Sensitivity {
	return dispatch.Sensitivity{
		NeedsConsent:        worseTruth(a.NeedsConsent, b.NeedsConsent),
		LimitedToAuthorised: worseTruth(a.LimitedToAuthorised, b.LimitedToAuthorised),
		CanCompromise:       worseTruth(a.CanCompromise, b.CanCompromise),
		HighExpectation:     worseTruth(a.HighExpectation, b.HighExpectation),
		PersonalInfo:        worseTruth(a.PersonalInfo, b.PersonalInfo),
		OrgSaysConfidential: worseTruth(a.OrgSaysConfidential, b.OrgSaysConfidential),
	}
}

func worseTruth(a, b dispatch.Truth) dispatch.Truth {
	switch {
	case a == dispatch.True || b == dispatch.True:
		return dispatch.True
	case a == dispatch.Unknown || b == dispatch.Unknown:
		return dispatch.Unknown
	default:
		return dispatch.False
	}
}

// holdsPerson reports whether a table of persons or an identifier that only a person has stands in the
// document.
func holdsPerson(r inspect.Report) bool {
	return isList(r) || slices.ContainsFunc(r.Identifiers, func(i identify.Identifier) bool { return i.Type.Personal() })
}

// namesPerson reports whether the document seems to be about somebody, by a name alone.
func namesPerson(r inspect.Report) bool {
	return r.Persons > 0 || slices.Contains(r.Reasons, inspect.HasName)
}

// doubtsDeclaration reports whether the document seems to hold something personal, or was not read whole.
func doubtsDeclaration(r inspect.Report) bool {
	return namesPerson(r) || slices.ContainsFunc(r.Reasons, func(reason inspect.Reason) bool {
		switch reason {
		case inspect.KindIsHealth, inspect.NoText, inspect.PartlyRead, inspect.OnlyRecognised:
			return true
		default:
			return false
		}
	})
}

func isList(r inspect.Report) bool { return r.List || slices.Contains(r.Warnings, inspect.PersonList) }

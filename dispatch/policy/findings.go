package policy

import "github.com/souspli/souspli/dispatch"

// always is the finding of a step that always matters.
func always(name string) finding { return func(*ruling, *ruling) string { return name } }

func protection(_, r *ruling) string {
	if r.protected {
		return "protected"
	}
	return "unprotected"
}

func effectiveClass(before, r *ruling) string {
	if before.effective != r.effective {
		return "class_not_internal"
	}
	return "class_" + string(r.effective)
}

func authorisation(_, r *ruling) string {
	switch r.authorised {
	case dispatch.True:
		return "authorised"
	case dispatch.False:
		return "authorisation_refused"
	default:
		return "authorisation_unknown"
	}
}

// base tells which of the lists of step 5 was laid.
func base(_, r *ruling) string {
	switch {
	case r.inside() && r.system != none:
		return "base_inside_system"
	case r.inside():
		return "base_inside"
	case r.toPerson() && r.portalAvailable:
		return "base_person_portal"
	case r.toPerson():
		return "base_person"
	case r.system != none:
		return "base_partner_system"
	default:
		return "base_" + string(r.effective)
	}
}

func kind(_, r *ruling) string {
	switch {
	case r.kind == dispatch.Prescription && r.toPerson():
		return "kind_prescription_person"
	case r.kind == dispatch.Prescription:
		return "kind_prescription"
	case r.kind == dispatch.ExceptionDrugRequest && r.system == rsssSystem && !r.toPerson():
		return "kind_exception_drug"
	default:
		return ""
	}
}

func payload(before, r *ruling) string {
	if len(dropped(before, r)) > 0 {
		return "payload"
	}
	return ""
}

func sendingAccount(_, r *ruling) string {
	switch r.account {
	case dispatch.RSSSAccount:
		return ""
	case dispatch.RedirectingAccount:
		return "account_redirecting"
	default:
		return "account_not_corporate"
	}
}

func address(_, r *ruling) string {
	switch {
	case r.domain == Lookalike:
		return "address_lookalike"
	case r.warnings.has(rsssAddressNotInDirectory):
		return "address_not_in_directory"
	case r.warnings.has(professionalOnPersonalOrUniversityAddress):
		return "address_private"
	case r.warnings.has(personalAddressOKOnlyEncrypted):
		return "address_personal_encrypted"
	default:
		return ""
	}
}

func preference(before, r *ruling) string {
	switch {
	case r.preference == none:
		return ""
	case r.forbidden.has(r.preference):
		return "preference_refused"
	case !r.allowed.has(r.preference):
		return "preference_not_offered"
	case r.allowed.items[0] == r.preference:
		return "preference_first"
	case before.outranked():
		return "preference_outranked"
	default:
		return ""
	}
}

func conclusion(_, r *ruling) string {
	switch {
	case r.first != none:
		return "first"
	case r.withReason.length > 0:
		return "only_with_reason"
	default:
		return "nothing"
	}
}

package policy

import "github.com/souspli/souspli/dispatch"

// applyAccount is step 9: what belongs to the network's Office 365 leaves only from its accounts, and no mail
// from one whose answers go elsewhere by themselves (R17).
func (r *ruling) applyAccount() {
	switch r.account {
	case dispatch.RSSSAccount:
		return
	case dispatch.RedirectingAccount:
		r.forbid(noAutomaticForwarding, emailNetwork, emailEncrypted)
		return
	}
	r.forbid(senderAccountNotCorporate, emailNetwork, emailEncrypted, teams)
	r.warn(senderAccountNotCorporate)
}

// applyAddress is step 10: what the recipient's address itself forbids.
func (r *ruling) applyAddress() {
	switch r.domain {
	case Personal, University:
		r.applyPrivateAddress()
	case Lookalike:
		r.warn(lookalikeDomain)
		r.refuseAddress()
	}
	if r.warnings.has(rsssAddressNotInDirectory) {
		r.refuseAddress()
	}
}

func (r *ruling) applyPrivateAddress() {
	if !r.toPerson() {
		r.forbid(professionalOnPersonalOrUniversityAddress, emailNetwork, emailEncrypted)
		r.warn(professionalOnPersonalOrUniversityAddress)
		return
	}
	if r.domain == Personal && r.allowed.has(emailEncrypted) {
		r.warn(personalAddressOKOnlyEncrypted)
	}
}

func (r *ruling) refuseAddress() {
	r.forbid(addressNotVerified, emailNetwork, emailEncrypted)
	r.hold()
}

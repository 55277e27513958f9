package policy

import "github.com/souspli/souspli/dispatch"

// decideUnprotected is step 3, the whole decision when nothing is personal or confidential.
func (r *ruling) decideUnprotected() {
	r.encryption = dispatch.NoEncryption
	r.allowUnprotected()
	if !r.message {
		r.allowed.remove(phone, video)
	}
	if !r.corporate() && r.allowed.has(teams) {
		r.allowed.remove(teams)
		r.withReason.add(teams)
	}
	r.forbid(modeNotAuthorised, sms, social, emailPersonal)
	if r.account == dispatch.PersonalAccount {
		r.forbid(modeNotAuthorised, emailNetwork)
	}
	r.takeFirst()
	if r.allowed.has(r.preference) {
		r.first = r.preference
	}
	if r.domain == Lookalike {
		r.warn(lookalikeDomain)
	}
	r.warnOfRefusedPreference()
}

func (r *ruling) allowUnprotected() {
	switch {
	case r.inside():
		r.allowed.add(emailNetwork, teams, phone, fax, cloudFax)
	case r.toPerson():
		r.allowed.add(emailNetwork, portal, phone, inPerson)
	default:
		r.allowed.add(emailNetwork, cloudFax, fax, phone)
	}
}

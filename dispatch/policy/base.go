package policy

import "github.com/souspli/souspli/dispatch"

// layBase is step 5: the lists of the class, before anything is taken away.
func (r *ruling) layBase() {
	if r.effective == dispatch.OutsideQuebecPartner || r.effective == dispatch.ThirdParty {
		r.system = none // a system of the network does not reach them, whatever was said
	}
	switch {
	case r.inside() && r.system != none:
		r.layInsideWithSystem()
	case r.inside():
		r.layInside()
	case r.toPerson():
		r.layPerson()
	case r.system != none:
		r.layPartnerWithSystem()
		r.layOutsiderExtras()
	default:
		r.layOutsider()
		r.layOutsiderExtras()
	}
}

func (r *ruling) layInsideWithSystem() {
	r.cite(r5)
	r.encryption = dispatch.NoEncryption
	r.allowed.add(r.system, video, fax, archives, phone)
	r.withReason.add(emailNetwork, teams, emailEncrypted, cloudFax)
}

func (r *ruling) layInside() {
	r.cite(r6)
	r.encryption = dispatch.NoEncryption
	r.allowed.add(emailNetwork, teams, video, fax, archives, phone, emailEncrypted)
	r.withReason.add(cloudFax)
	if r.kind == dispatch.QuickMessage {
		r.cite(r7)
		r.allowed.prepend(teams)
	}
}

func (r *ruling) layPartnerWithSystem() {
	r.cite(r9)
	r.encryption = dispatch.ExtraEncryption
	r.allowed.add(r.system, cloudFax, fax)
	r.withReason.add(emailEncrypted)
}

func (r *ruling) layOutsider() {
	switch r.effective {
	case dispatch.OutsideQuebecPartner:
		r.warn(outsideQuebec)
	case dispatch.ThirdParty:
		r.warn(notACarePartner)
	default:
		r.cite(r8)
	}
	r.encryption = dispatch.ExtraEncryption
	r.allowed.add(cloudFax, fax, emailEncrypted)
}

func (r *ruling) layOutsiderExtras() {
	if r.portalApproved {
		r.cite(r10)
		r.allowed.add(portal)
	} else {
		r.withReason.add(portal)
	}
	if r.message {
		r.withReason.add(phone)
	}
}

func (r *ruling) layPerson() {
	r.encryption = dispatch.ExtraEncryption
	if r.portalAvailable {
		r.cite(r13)
		r.allowed.add(portal)
	} else {
		r.cite(r14)
	}
	if r.effective == dispatch.Caregiver {
		r.cite(r14c)
	}
	if r.emailToPerson() {
		r.allowed.add(emailEncrypted)
	} else {
		r.withReason.add(emailEncrypted)
	}
	r.allowed.add(inPerson)
	r.withReason.add(cloudFax, fax)
	if r.message {
		r.layPersonMessage()
	}
}

// emailToPerson reports whether a patient may get encrypted e-mail as a matter of course.
func (r *ruling) emailToPerson() bool {
	return r.consent && (!r.portalAvailable || r.preference == emailEncrypted)
}

func (r *ruling) layPersonMessage() {
	r.withReason.add(video)
	if r.kind == dispatch.FollowupNormal {
		r.cite(r14b)
		r.allowed.prepend(phone)
		return
	}
	r.allowed.add(phone)
}

package policy

import "github.com/souspli/souspli/dispatch"

// applyKind is step 7: the kinds of documents that have a rule of their own.
func (r *ruling) applyKind() {
	switch r.kind {
	case dispatch.Prescription:
		r.warn(prescriptionSignature)
		if r.toPerson() {
			r.prescribeToPerson()
		} else {
			r.prescribe()
		}
	case dispatch.ExceptionDrugRequest:
		r.requestExceptionDrug()
	}
}

// prescribe rules a prescription to whom may dispense it.
func (r *ruling) prescribe() {
	r.allowed.clear()
	if r.system == rsssSystem {
		r.allowed.add(rsssSystem)
	}
	if r.inside() {
		r.prescribeInside()
	} else {
		r.prescribeOutside()
	}
	if r.prescriber {
		r.allowed.add(phone)
	}
	r.withReason.remove(r.allowed.all()...)
	r.forbid(prescriptionNotByEmail, emailNetwork, emailEncrypted)
	r.forbid(prescriptionNotByPortal, portal)
	if r.inside() {
		r.forbid(prescriptionNotByEmail, teams)
	}
}

func (r *ruling) prescribeInside() {
	if r.system != none {
		r.allowed.add(r.system)
	}
	r.allowed.add(fax)
	r.withReason.add(cloudFax)
}

func (r *ruling) prescribeOutside() {
	r.allowed.add(cloudFax, fax)
	r.withReason.remove(phone)
	if r.system == emr {
		r.withReason.add(emr)
	}
}

func (r *ruling) prescribeToPerson() {
	r.allowed.clear()
	r.allowed.add(inPerson)
	r.withReason.clear()
	r.forbid(prescriptionNotToPatientElectronically, portal, emailNetwork, emailEncrypted, cloudFax, fax)
}

// requestExceptionDrug keeps a request to the insurer on its online service where that is reachable.
func (r *ruling) requestExceptionDrug() {
	served := r.inside() || r.effective == dispatch.ExternalPartner
	if !served || r.system != rsssSystem {
		return
	}
	r.allowed.clear()
	r.allowed.add(rsssSystem)
	r.withReason.clear()
	r.withReason.add(cloudFax, fax)
	r.forbid(officialOnlineServiceRequired, emailNetwork, emailEncrypted)
}

// applyPayload is step 8: words cannot carry a document. Only a prescription may be told.
func (r *ruling) applyPayload() {
	if r.message || r.kind == dispatch.Prescription {
		return
	}
	r.allowed.remove(phone, video)
	r.withReason.remove(phone, video)
}

package policy

import "github.com/souspli/souspli/dispatch"

// applyPreference is the first part of step 11: what the recipient likes best goes first, except before
// a system or the portal.
func (r *ruling) applyPreference() {
	if r.allowed.has(r.preference) && !r.outranked() {
		r.allowed.prepend(r.preference)
	}
	r.warnOfRefusedPreference()
}

func (r *ruling) outranked() bool {
	return r.allowed.items[0].system() || (r.toPerson() && r.allowed.has(portal))
}

func (r *ruling) warnOfRefusedPreference() {
	if r.forbidden.has(r.preference) {
		r.warn(preferenceRefused)
	}
}

// catchNothing is a safety net under the lists.
func (r *ruling) catchNothing() {
	if r.allowed.length > 0 {
		return
	}
	r.warn(nothingAllowed)
	r.decision = dispatch.Hold
	if r.withReason.length == 0 {
		r.decision = dispatch.Block
	}
}

// settleEncryption drops a word about e-mail when no e-mail is possible.
func (r *ruling) settleEncryption() {
	needed := r.possible(emailEncrypted) ||
		(r.encryption == dispatch.NoEncryption && r.possible(emailNetwork))
	if !needed {
		r.encryption = dispatch.EncryptionNotApplicable
	}
}

// takeFirst suggests the first channel allowed, if any.
func (r *ruling) takeFirst() {
	if r.allowed.length > 0 {
		r.first = r.allowed.items[0]
	}
}

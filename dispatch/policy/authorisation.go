package policy

import "github.com/souspli/souspli/dispatch"

// settleAuthorisation is step 4. It reports false when the recipient is not authorised, which ends the
// decision.
func (r *ruling) settleAuthorisation() bool {
	switch r.authorised {
	case dispatch.True:
		return true
	case dispatch.False:
		r.block()
		return false
	default:
		r.warn(confirmAuthorisation)
		r.hold()
		return true
	}
}

func (r *ruling) block() {
	r.decision = dispatch.Block
	r.encryption = dispatch.EncryptionNotApplicable
	for ch := range none {
		r.forbid(recipientNotAuthorised, ch)
	}
	r.warn(noAuthorisation)
}

package policy

// forbidNever is step 6: what carries no protected document, whoever it is for.
func (r *ruling) forbidNever() {
	r.forbid(modeNotAuthorised, sms, social, emailPersonal)
	r.forbid(privateOrUniversityAccount, emailUniversity)
	r.forbid(noAutomaticForwarding, autoForward)
	if !r.inside() {
		r.forbid(externalNeedsExtraEncryption, emailNetwork)
		r.forbid(notInRSSSEnvironment, teams)
	}
}

package policy

import "github.com/souspli/souspli/dispatch"

// settleClass is step 2: who is declared internal must be in the directory, at an address that does not
// speak against it. Nobody is ever moved inside.
func (r *ruling) settleClass() {
	listed := r.directory.Is() && r.networkAddress()
	switch {
	case r.class == dispatch.Internal && !listed:
		r.effective = dispatch.ExternalPartner
		r.warn(r.whyNotInternal())
	case r.class == dispatch.ExternalPartner && listed:
		r.warn(directorySuggestsInternal)
	}
}

func (r *ruling) whyNotInternal() code {
	switch {
	case r.directory.Is():
		return directoryGuestOrForeignAddress
	case r.directory == dispatch.False && r.knownNetworkAddress():
		return rsssAddressNotInDirectory
	default:
		return notConfirmedInternal
	}
}

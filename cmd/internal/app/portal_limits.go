package app

import (
	"github.com/souspli/souspli/dispatch/portal/sendsecure"
	"github.com/souspli/souspli/dispatch/portal/sharepoint"
)

// PortalLimits are the keys of the sentences that tell, before an account of a provider is used, what it cannot
// keep and that nobody has seen it live; none for most.
func PortalLimits(provider string) []string {
	switch provider {
	case sharepoint.Provider:
		return []string{"sharepoint_limits", "portal_unproven"}
	case sendsecure.Provider:
		return []string{"sendsecure_limits", "portal_unproven"}
	}
	return nil
}

package webdav

import "github.com/souspli/souspli/dispatch"

var _ dispatch.Capable = (*Channel)(nil)

// Capabilities are few: a PUT that was cut off begins again (RFC 9110, 14.5, forbids to resume one), and
// nothing is told of who reads what. ServerHash is false because a server's own sum only spares the reading
// back, and few give one.
func (c *Channel) Capabilities() dispatch.Capabilities {
	return dispatch.Capabilities{Receipts: dispatch.ReceiptsNone, Revoke: true}
}

package email

import "github.com/souspli/souspli/dispatch"

// DefaultMaxSize is the largest message sent when Config does not say, in bytes on the wire: what most
// mail services take.
const DefaultMaxSize = 25 << 20

const frame = 16 << 10 // headers, covering text and packets, generously

// base64Size is n bytes in lines of 76 characters and CRLF.
func base64Size(n int64) int64 { return (n+2)/3*4*78/76 + 78 }

// armorSize is n bytes in an armor's lines of 64 characters and CRLF.
func armorSize(n int64) int64 { return (n+2)/3*4*66/64 + 256 }

// wireSize is an upper bound of what p will weigh, without reading it.
func wireSize(p dispatch.Parcel) int64 {
	var attachments int64
	for _, d := range p.Documents {
		attachments += base64Size(d.Size) + 1<<10
	}
	words := 3 * int64(len(p.Message))
	switch p.Form {
	case dispatch.OpenPGP:
		return armorSize(attachments+words+frame) + frame
	case dispatch.SMIME:
		return base64Size(attachments+attachments/1024+words+2*frame) + frame
	case dispatch.LockedPDF:
		return attachments + lockingCost*int64(len(p.Documents)) + frame
	default:
		return attachments + base64Size(words) + frame
	}
}

// lockingCost is what encryption may add to a PDF, beyond the usual kilobyte, since locking rewrites it.
const lockingCost = 64 << 10

package dispatch

import "slices"

// Form is how a document is wrapped for encrypted e-mail; empty for other channels.
type Form string

// The forms of encrypted e-mail.
const (
	OpenPGP           Form = "openpgp"            // PGP/MIME (RFC 3156)
	OpenPGPAttachment Form = "openpgp_attachment" // sealed files on an ordinary message, for servers that mangle PGP/MIME
	OpenPGPPassphrase Form = "openpgp_passphrase" //nolint:gosec // sealed files that open with a passphrase instead of a key
	SMIME             Form = "smime"              // CMS (RFC 8551), signed inside
	LockedPDF         Form = "locked_pdf"         // a PDF that opens with a passphrase; what is no PDF is enclosed in one
	Gateway           Form = "gateway"            // encrypted, as its administrator declares, by the clinic's own mail gateway
)

// Settings of an e-mail account, by which its own mail gateway is told to encrypt: words put before the
// subject, or a header, written "Name: value". Its administrator says which.
const (
	GatewaySubject = "gateway_subject"
	GatewayHeader  = "gateway_header"
)

// Forms lists every form.
func Forms() []Form {
	return []Form{OpenPGP, OpenPGPAttachment, SMIME, Gateway, LockedPDF, OpenPGPPassphrase}
}

// Valid reports whether f is one of the forms.
func (f Form) Valid() bool { return slices.Contains(Forms(), f) }

// NeedsKey reports whether f is sealed to a certificate of the recipient.
func (f Form) NeedsKey() bool { return f == OpenPGP || f == OpenPGPAttachment || f == SMIME }

// NeedsPassphrase reports whether f opens with a passphrase that travels by telephone.
func (f Form) NeedsPassphrase() bool { return f == LockedPDF || f == OpenPGPPassphrase }

// HidesWords reports whether a person's own subject and message travel under the same protection as the
// documents: in the message itself, or as one of its sealed files.
func (f Form) HidesWords() bool { return f != LockedPDF && f != Gateway && f != "" }

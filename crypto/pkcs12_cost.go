package crypto

import (
	"encoding/asn1"
	"math/big"
)

const (
	// mostIterations bounds what a PKCS #12 file may ask a password to be worked on: ten times what OWASP asks of
	// PBKDF2, and seconds of work. The count stands in the file, in clear: two thousand million would take hours.
	mostIterations = 6_000_000
	deepestDER     = 24 // values in one another
)

// tooCostly reports whether DER asks for more iterations than mostIterations. A count follows its salt, in the
// parameters of a key derivation as in those of the file's seal (RFC 7292, 4; RFC 8018, A.2).
func tooCostly(der []byte, depth int) bool {
	afterSalt := false
	for len(der) > 0 && depth < deepestDER {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(der, &v)
		if err != nil {
			return false // the decoder says so
		}
		der = rest
		universal := v.Class == asn1.ClassUniversal
		switch {
		case universal && v.Tag == asn1.TagInteger && afterSalt && new(big.Int).SetBytes(v.Bytes).Cmp(big.NewInt(mostIterations)) > 0:
			return true
		case (v.IsCompound || universal && v.Tag == asn1.TagOctetString) && tooCostly(v.Bytes, depth+1):
			return true
		}
		afterSalt = universal && v.Tag == asn1.TagOctetString
	}
	return false
}

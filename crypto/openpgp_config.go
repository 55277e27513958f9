package crypto

import (
	stdcrypto "crypto"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
)

const (
	minRSABits = 2048
	maxRSABits = 16384
	// maxDecompressed bounds what a message that we open may grow to.
	maxDecompressed = 256 << 20
)

// openPGP is the configuration of every call. It is never nil: the library's defaults are weaker, and
// without one it panics on some certificates. AEADConfig stays nil, so that nothing of ours advertises
// what GnuPG 2.2 and Thunderbird cannot read. A zero time turns the library's checks of time off.
func openPGP(at time.Time) *packet.Config {
	limit := int64(maxDecompressed)
	return &packet.Config{
		Time:                       func() time.Time { return at },
		Algorithm:                  packet.PubKeyAlgoEdDSA,
		Curve:                      packet.Curve25519,
		DefaultCipher:              packet.CipherAES256,
		DefaultHash:                stdcrypto.SHA256,
		DefaultCompressionAlgo:     packet.CompressionNone,
		MinRSABits:                 minRSABits,
		MaxDecompressedMessageSize: &limit,
	}
}

package oauth

import (
	"crypto"
	"io"
)

// PublicForTest is a key of which only the public part is known.
func PublicForTest(public crypto.PublicKey) SigningKey { return SigningKey{RS384, publicOnly{public}} }

type publicOnly struct{ public crypto.PublicKey }

func (p publicOnly) Public() crypto.PublicKey { return p.public }

func (publicOnly) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return nil, errNoKey }

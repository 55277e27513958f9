package crypto

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"slices"
	"time"

	"software.sslmate.com/src/go-pkcs12"
)

// SMIMEIdentity is an X.509 certificate of our own with its private key and the authorities above it. Its
// methods may be called at the same time from several goroutines.
type SMIMEIdentity struct {
	key         *rsa.PrivateKey
	certificate *x509.Certificate
	chain       []*x509.Certificate // without the root, which a recipient must know by other ways
}

// maxPKCS12 is the largest file that is read, in bytes.
const maxPKCS12 = 1 << 20

// OpenPKCS12 reads the certificate and key that an authority gave as a PKCS #12 file (.p12, .pfx). Errors
// are ErrWrongPassword, ErrIdentityDamaged, ErrTooMany, and why the certificate cannot sign e-mail:
// ErrNotRSA, ErrKeyWeak, ErrNotForMail, ErrNoUserID, ErrKeyNotYetValid and ErrKeyExpired.
func OpenPKCS12(file []byte, password string, at time.Time) (identity *SMIMEIdentity, err error) {
	defer recoverIdentity(&err)
	if at.IsZero() {
		return nil, ErrNoTime
	}
	if len(file) > maxPKCS12 || tooCostly(file, 0) {
		return nil, ErrTooMany
	}
	private, certificate, chain, err := pkcs12.DecodeChain(file, password)
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword):
		return nil, ErrWrongPassword
	case err != nil:
		return nil, ErrIdentityDamaged
	}
	return newSMIMEIdentity(private, certificate, chain, at)
}

func recoverIdentity(err *error) {
	if recover() != nil {
		*err = ErrIdentityDamaged
	}
}

func newSMIMEIdentity(private any, c *x509.Certificate, chain []*x509.Certificate, at time.Time) (*SMIMEIdentity, error) {
	if problem := signingProblem(c, at); problem != nil {
		return nil, problem
	}
	key, ok := private.(*rsa.PrivateKey)
	if !ok || !key.PublicKey.Equal(c.PublicKey) {
		return nil, ErrIdentityDamaged
	}
	return &SMIMEIdentity{key, c, slices.DeleteFunc(slices.Clone(chain), selfSigned)}, nil
}

func selfSigned(c *x509.Certificate) bool { return bytes.Equal(c.RawIssuer, c.RawSubject) }

func signingProblem(c *x509.Certificate, at time.Time) error {
	const signs = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	if problem := mailProblem(c, at); problem != nil {
		return problem
	}
	if c.KeyUsage != 0 && c.KeyUsage&signs == 0 {
		return ErrNoSigner
	}
	return nil
}

// Types of the PEM blocks in a secret.
const (
	privateBlock     = "PRIVATE KEY"
	certificateBlock = "CERTIFICATE"
)

// Secret is the key with its certificates, unprotected: it is to be sealed by the vault.
func (i *SMIMEIdentity) Secret() ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(i.key)
	if err != nil {
		return nil, ErrIdentityDamaged
	}
	secret := pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: key})
	clear(key)
	for _, c := range append([]*x509.Certificate{i.certificate}, i.chain...) {
		secret = append(secret, pem.EncodeToMemory(&pem.Block{Type: certificateBlock, Bytes: c.Raw})...)
	}
	return secret, nil
}

// ParseSMIMEIdentity reads what Secret gave. A certificate that has ended since is no error here, but one
// of CheckTime.
func ParseSMIMEIdentity(secret []byte) (identity *SMIMEIdentity, err error) {
	defer recoverIdentity(&err)
	block, rest := pem.Decode(secret)
	if block == nil || block.Type != privateBlock {
		return nil, ErrIdentityDamaged
	}
	private, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, ErrIdentityDamaged
	}
	certificates, err := readX509(rest)
	if err != nil || len(certificates) == 0 {
		return nil, ErrIdentityDamaged
	}
	return newSMIMEIdentity(private, certificates[0], certificates[1:], certificates[0].NotBefore)
}

// CheckTime is ErrKeyNotYetValid or ErrKeyExpired when nothing may be signed at that time.
func (i *SMIMEIdentity) CheckTime(at time.Time) error { return signingProblem(i.certificate, at) }

// Certificate describes the certificate at a time.
func (i *SMIMEIdentity) Certificate(at time.Time) SMIMECertificate {
	c := describeX509(i.certificate, at)
	c.Problem = i.CheckTime(at)
	return c
}

// CanReceive reports whether messages may be sealed for the certificate too, so that their sender can read
// what was sent.
func (i *SMIMEIdentity) CanReceive(at time.Time) bool { return x509Problem(i.certificate, at) == nil }

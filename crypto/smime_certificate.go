package crypto

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"slices"
	"time"

	"github.com/smallstep/pkcs7"
)

// SMIMECertificate is what stands in someone's X.509 certificate for e-mail at a given time. Nobody is
// asked whether its authority is known or has revoked it: a person compares its fingerprint instead.
type SMIMECertificate struct {
	Fingerprint string // SHA-256 of Binary, 64 characters of lower-case hexadecimal
	Addresses   []string
	Created     time.Time
	Expires     time.Time
	// Problem is why nothing may be sealed for it: ErrNotRSA, ErrKeyWeak, ErrNotForMail, ErrNoUserID,
	// ErrKeyNotYetValid or ErrKeyExpired.
	Problem error
	Binary  []byte // DER
}

// LooksLikeX509 reports whether data begins as a file of X.509 certificates does, and none of OpenPGP can.
func LooksLikeX509(data []byte) bool {
	const sequence = 0x30
	return len(data) > 1 && data[0] == sequence && data[1]&0x80 != 0 || bytes.Contains(data, []byte("-----BEGIN CERTIFICATE-----")) ||
		bytes.Contains(data, []byte("-----BEGIN PKCS7-----"))
}

// ParseSMIMECertificates reads PEM, DER or PKCS #7 (p7b), at most 1 MiB and ten certificates. Those of
// authorities are left out. What cannot be read is ErrCertificateDamaged; a file with a private key is
// ErrSecretKey. A certificate that can be read but not used is returned with its Problem.
func ParseSMIMECertificates(data []byte, at time.Time) (certificates []SMIMECertificate, err error) {
	defer recoverCertificate(&err)
	if at.IsZero() {
		return nil, ErrNoTime
	}
	if len(data) > maxCertificates {
		return nil, ErrTooMany
	}
	parsed, err := readX509(data)
	if err != nil {
		return nil, err
	}
	for _, c := range parsed {
		if c.IsCA && c.BasicConstraintsValid {
			continue
		}
		certificates = append(certificates, describeX509(c, at))
	}
	switch {
	case len(certificates) == 0:
		return nil, ErrCertificateDamaged
	case len(certificates) > maxKeys:
		return nil, ErrTooMany
	}
	return certificates, nil
}

// recoverCertificate turns a panic of a parser into an error: certificates come from strangers.
func recoverCertificate(err *error) {
	if recover() != nil {
		*err = ErrCertificateDamaged
	}
}

func readX509(data []byte) ([]*x509.Certificate, error) {
	if !bytes.Contains(data, []byte("-----BEGIN ")) {
		return readDER(data)
	}
	var all []*x509.Certificate
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if bytes.Contains([]byte(block.Type), []byte("PRIVATE KEY")) {
			return nil, ErrSecretKey
		}
		if block.Type != "CERTIFICATE" && block.Type != "PKCS7" {
			continue
		}
		some, err := readDER(block.Bytes)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func readDER(der []byte) ([]*x509.Certificate, error) {
	if certificates, err := x509.ParseCertificates(der); err == nil {
		return certificates, nil
	}
	bundle, err := pkcs7.Parse(der)
	if err != nil {
		return nil, ErrCertificateDamaged
	}
	return bundle.Certificates, nil
}

func describeX509(c *x509.Certificate, at time.Time) SMIMECertificate {
	sum := sha256.Sum256(c.Raw)
	return SMIMECertificate{
		Fingerprint: hex.EncodeToString(sum[:]), Addresses: mailAddresses(c), Created: c.NotBefore.UTC(), Expires: c.NotAfter.UTC(),
		Problem: x509Problem(c, at), Binary: c.Raw,
	}
}

// x509Problem is why nothing may be sealed for a certificate, or nil (RFC 8550, 4.4).
func x509Problem(c *x509.Certificate, at time.Time) error {
	if problem := mailProblem(c, at); problem != nil {
		return problem
	}
	if c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageKeyEncipherment == 0 {
		return ErrNoEncryptionKey
	}
	return nil
}

// mailProblem is what keeps a certificate from e-mail, whether to seal for it or to sign with it.
func mailProblem(c *x509.Certificate, at time.Time) error {
	key, isRSA := c.PublicKey.(*rsa.PublicKey)
	switch {
	case !isRSA:
		return ErrNotRSA
	case key.N.BitLen() < minRSABits || key.N.BitLen() > maxRSABits:
		return ErrKeyWeak
	case !forMail(c):
		return ErrNotForMail
	case len(mailAddresses(c)) == 0:
		return ErrNoUserID
	case at.Before(c.NotBefore):
		return ErrKeyNotYetValid
	case at.After(c.NotAfter):
		return ErrKeyExpired
	}
	return nil
}

// forMail wants emailProtection said out loud: a certificate without any usage may be a web server's.
func forMail(c *x509.Certificate) bool {
	return slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageEmailProtection) ||
		slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny)
}

// emailAddressOID stands in subjects of before rfc822Name was asked for (RFC 5280, 4.1.2.6).
var emailAddressOID = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}

// mailAddresses are the bare addresses of subject alternative names, and of the subject only when there
// are none (RFC 8550, 3).
func mailAddresses(c *x509.Certificate) []string {
	addresses := slices.Clone(c.EmailAddresses)
	if len(addresses) == 0 {
		for _, name := range c.Subject.Names {
			if text, ok := name.Value.(string); ok && name.Type.Equal(emailAddressOID) {
				addresses = append(addresses, text)
			}
		}
	}
	addresses = slices.DeleteFunc(addresses, func(a string) bool { return !bareAddress(a) })
	for i := range addresses {
		addresses[i] = foldDomain(addresses[i])
	}
	slices.Sort(addresses)
	return slices.Compact(addresses)
}

// CheckSMIMERecipient refuses a certificate, in DER, that must not be sealed for: see
// SMIMECertificate.Problem, and ErrNoMatchingAddress when it has not exactly that address (the domain in
// either case).
func CheckSMIMERecipient(certificate []byte, address string, at time.Time) (err error) {
	defer recoverCertificate(&err)
	if at.IsZero() {
		return ErrNoTime
	}
	c, err := x509.ParseCertificate(certificate)
	if err != nil {
		return ErrCertificateDamaged
	}
	if problem := x509Problem(c, at); problem != nil {
		return problem
	}
	if !slices.Contains(mailAddresses(c), foldDomain(address)) {
		return ErrNoMatchingAddress
	}
	return nil
}

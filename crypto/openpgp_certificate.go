package crypto

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// Certificate is what stands in someone's OpenPGP certificate at a given time.
type Certificate struct {
	Fingerprint string    // lower-case hexadecimal, 40 characters for version 4
	Addresses   []string  // bare addresses of valid, unrevoked user ids, sorted
	Created     time.Time //
	Expires     time.Time // when it can no longer be encrypted to; zero: never
	CanEncrypt  bool      // Problem is nil
	// Problem is why nothing may be sealed for it: ErrKeyWeak, ErrKeyRevoked, ErrKeyNotYetValid,
	// ErrKeyExpired, ErrNoUserID or ErrNoEncryptionKey.
	Problem error
	Binary  []byte // transferable public key, without the certifications of others
}

// ParseCertificates reads certificates, armored or binary, several after another: at most 1 MiB and ten
// keys. What cannot be read is ErrCertificateDamaged, a secret key is ErrSecretKey. A certificate that
// can be read but not used is returned with its Problem.
func ParseCertificates(data []byte, at time.Time) ([]Certificate, error) {
	entities, err := readCertificates(data, at)
	if err != nil {
		return nil, err
	}
	certificates := make([]Certificate, 0, len(entities))
	for _, e := range entities {
		c, err := describe(e, at)
		if err != nil {
			return nil, err
		}
		certificates = append(certificates, c)
	}
	return certificates, nil
}

func readCertificates(data []byte, at time.Time) (openpgp.EntityList, error) {
	if at.IsZero() {
		return nil, ErrNoTime
	}
	entities, err := readEntities(data)
	if err != nil {
		return nil, err
	}
	for _, e := range entities {
		if holdsSecret(e) {
			return nil, ErrSecretKey
		}
	}
	return entities, nil
}

func holdsSecret(e *openpgp.Entity) bool {
	for _, key := range secretKeys(e) {
		if key != nil {
			return true
		}
	}
	return false
}

// describe recovers too: signatures are parsed at reading but verified here.
func describe(e *openpgp.Entity, at time.Time) (c Certificate, err error) {
	defer func() {
		if recover() != nil {
			c, err = Certificate{}, ErrCertificateDamaged
		}
	}()
	binary, err := certificateOf(e)
	if err != nil {
		return Certificate{}, ErrCertificateDamaged
	}
	problem := problemOf(e, at)
	c = Certificate{
		Fingerprint: fingerprintOf(e),
		Created:     e.PrimaryKey.CreationTime.UTC(),
		CanEncrypt:  problem == nil,
		Problem:     problem,
		Binary:      binary,
	}
	if !weak(e.PrimaryKey) { // nothing that a weak key signed is worth showing, or verifying
		c.Addresses, c.Expires = addressesOf(e, at), expiryOf(e, at)
	}
	return c, nil
}

// CheckRecipient refuses a certificate that must not be sealed for: see Certificate.Problem, and
// ErrNoMatchingAddress when no valid user id has exactly that address (the domain in either case).
func CheckRecipient(certificate []byte, address string, at time.Time) error {
	certificates, err := ParseCertificates(certificate, at)
	if err != nil {
		return err
	}
	if len(certificates) != 1 {
		return ErrTooMany
	}
	if certificates[0].Problem != nil {
		return certificates[0].Problem
	}
	same := func(a string) bool { return foldDomain(a) == foldDomain(address) }
	if !bareAddress(address) || !slices.ContainsFunc(certificates[0].Addresses, same) {
		return ErrNoMatchingAddress
	}
	return nil
}

func addressesOf(e *openpgp.Entity, at time.Time) []string {
	var addresses []string
	for _, id := range e.Identities {
		if address := userIDAddress(id.Name); address != "" {
			if _, err := id.Verify(at, openPGP(at)); err == nil {
				addresses = append(addresses, address)
			}
		}
	}
	slices.Sort(addresses)
	return slices.Compact(addresses)
}

// userIDAddress is the address of a user id of the form "Name <address>" or "address"; empty when there
// is none, or more than one could be meant.
func userIDAddress(id string) string {
	address := id
	if open := strings.IndexByte(id, '<'); open >= 0 {
		inside, closed := strings.CutSuffix(strings.TrimSpace(id[open+1:]), ">")
		if !closed {
			return ""
		}
		address = inside
	}
	if address = strings.TrimSpace(address); !bareAddress(address) {
		return ""
	}
	return address
}

// maxAddress is the longest address that SMTP can carry (RFC 5321, 4.5.3.1.3).
const maxAddress = 254

// bareAddress reports whether s is one unquoted address.
func bareAddress(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && domain != "" && len(s) <= maxAddress && utf8.ValidString(s) &&
		!strings.ContainsFunc(s, func(r rune) bool {
			return unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune(`"(),:;<>[\]`, r)
		}) && !strings.Contains(domain, "@")
}

// foldDomain puts the ASCII letters of the domain in lower case. Unicode's own folding would make
// different domains equal.
func foldDomain(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	domain := []byte(address[at:])
	for i, b := range domain {
		if 'A' <= b && b <= 'Z' {
			domain[i] = b + 'a' - 'A'
		}
	}
	return address[:at] + string(domain)
}

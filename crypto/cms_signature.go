package crypto

import (
	stdcrypto "crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"hash"
	"math/big"
	"time"
)

// Object identifiers of RFC 5652 and RFC 5754.
var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidEnvelopedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 3}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidSHA256        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidRSA           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidSHA256RSA     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
	oidAES256CBC     = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}
)

// contentInfo is the outermost structure (RFC 5652, 3).
type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content any `asn1:"explicit,tag:0"`
}

type signedData struct {
	Version      int
	Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
	Encapsulated encapsulated
	Certificates asn1.RawValue
	Signers      []signerInfo `asn1:"set"`
}

// encapsulated has no content: the signature is detached.
type encapsulated struct{ Type asn1.ObjectIdentifier }

type signerInfo struct {
	Version   int
	Signer    issuerAndSerial
	Digest    pkix.AlgorithmIdentifier
	Signed    asn1.RawValue
	Algorithm pkix.AlgorithmIdentifier
	Signature []byte
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []any `asn1:"set"`
}

func issuerOf(c *x509.Certificate) issuerAndSerial {
	return issuerAndSerial{asn1.RawValue{FullBytes: c.RawIssuer}, c.SerialNumber}
}

// SignCMS signs what was written to digest, which must be SHA-256, in a detached signature (CMS SignedData,
// DER, with SHA-256 and RSA PKCS #1 v1.5, which every S/MIME client verifies). The certificates that a
// recipient needs to verify it are inside.
func SignCMS(digest hash.Hash, signer *SMIMEIdentity, at time.Time) ([]byte, error) {
	if signer == nil {
		return nil, ErrNoSigner
	}
	if err := signer.CheckTime(at); err != nil {
		return nil, err
	}
	info, err := signer.signerInfo(digest.Sum(nil), at)
	if err != nil {
		return nil, err
	}
	sha256 := pkix.AlgorithmIdentifier{Algorithm: oidSHA256}
	return asn1.Marshal(contentInfo{oidSignedData, signedData{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{sha256}, Encapsulated: encapsulated{oidData},
		Certificates: signer.bundle(), Signers: []signerInfo{info},
	}})
}

// signerInfo signs the attributes: what they say, the digest of the content among it, is what is signed
// (RFC 5652, 5.4).
func (i *SMIMEIdentity) signerInfo(digest []byte, at time.Time) (signerInfo, error) {
	set, err := asn1.MarshalWithParams([]attribute{
		{oidContentType, []any{oidData}},
		{oidSigningTime, []any{at.UTC()}},
		{oidMessageDigest, []any{digest}},
	}, "set")
	if err != nil {
		return signerInfo{}, err
	}
	hashed := stdcrypto.SHA256.New()
	hashed.Write(set)
	signature, err := rsa.SignPKCS1v15(rand.Reader, i.key, stdcrypto.SHA256, hashed.Sum(nil))
	if err != nil {
		return signerInfo{}, err
	}
	const implicit0 = 0xA0
	set[0] = implicit0 // signed as a SET, sent as [0] IMPLICIT
	return signerInfo{
		Version: 1, Signer: issuerOf(i.certificate), Digest: pkix.AlgorithmIdentifier{Algorithm: oidSHA256},
		Signed:    asn1.RawValue{FullBytes: set},
		Algorithm: pkix.AlgorithmIdentifier{Algorithm: oidSHA256RSA, Parameters: asn1.NullRawValue}, Signature: signature,
	}, nil
}

func (i *SMIMEIdentity) bundle() asn1.RawValue {
	certificates := i.certificate.Raw
	for _, c := range i.chain {
		certificates = append(certificates[:len(certificates):len(certificates)], c.Raw...)
	}
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: certificates}
}

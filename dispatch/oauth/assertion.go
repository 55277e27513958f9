package oauth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	_ "crypto/sha512" // SHA-384, which both algorithms sign
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// The algorithms that a server of SMART Backend Services may ask for (SMART App Launch 2.2, "Client
// Authentication: Asymmetric"): a client knows both.
const (
	ES384 = "ES384" // ECDSA on P-384 with SHA-384
	RS384 = "RS384" // RSASSA-PKCS1-v1_5 with SHA-384
)

const (
	opKey     = "oauth.key"
	rsaBits   = 3072 // as strong as 128 bits of a cipher (NIST SP 800-57, table 2)
	leastBits = 2048 // RFC 7518, 3.3
	mostBits  = 8192
	maxKey    = 32 << 10 // bytes of a key's PEM
	pemKey    = "PRIVATE KEY"
	pemKeyEC  = "EC PRIVATE KEY"
	pemKeyRSA = "RSA PRIVATE KEY"
)

// SigningKey is a key of our own that signs in instead of a password (private_key_jwt: RFC 7523, OpenID
// Connect Core 9). Only its public part ever leaves, by [SigningKey.JWKS].
type SigningKey struct {
	algorithm string
	signer    crypto.Signer
}

// NewSigningKey makes a key for ES384 or RS384; any other algorithm is KindInvalid, Field algorithm.
func NewSigningKey(algorithm string, random io.Reader) (SigningKey, error) {
	var signer crypto.Signer
	var err error
	switch algorithm {
	case ES384:
		signer, err = ecdsa.GenerateKey(elliptic.P384(), random)
	case RS384:
		signer, err = rsa.GenerateKey(random, rsaBits)
	default:
		return SigningKey{}, invalid("algorithm")
	}
	if err != nil {
		return SigningKey{}, failed(opKey, dispatch.KindInternal, "signin_key_unreadable")
	}
	return SigningKey{algorithm, signer}, nil
}

// ParseSigningKey reads a private key in PEM: P-384, or RSA of 2048 to 8192 bits. Anything else is
// KindCredentials with the code signin_key_unreadable.
func ParseSigningKey(content []byte) (SigningKey, error) {
	key, err := parseKey(content)
	if err != nil {
		return SigningKey{}, failed(opKey, dispatch.KindCredentials, "signin_key_unreadable")
	}
	return key, nil
}

var errNoKey = errors.New("not a key that can sign in")

func parseKey(content []byte) (SigningKey, error) {
	if len(content) > maxKey {
		return SigningKey{}, errNoKey
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return SigningKey{}, errNoKey
	}
	var parsed any
	var err error
	switch block.Type {
	case pemKey:
		parsed, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case pemKeyEC:
		parsed, err = x509.ParseECPrivateKey(block.Bytes)
	case pemKeyRSA:
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	default:
		err = errNoKey
	}
	if err != nil {
		return SigningKey{}, err
	}
	return signingKey(parsed)
}

func signingKey(parsed any) (SigningKey, error) {
	switch key := parsed.(type) {
	case *ecdsa.PrivateKey:
		if key.Curve == elliptic.P384() {
			return SigningKey{ES384, key}, nil
		}
	case *rsa.PrivateKey:
		if bits := key.N.BitLen(); bits >= leastBits && bits <= mostBits {
			return SigningKey{RS384, key}, nil
		}
	}
	return SigningKey{}, errNoKey
}

// Marshal is the key as it is sealed: PKCS #8 in PEM.
func (k SigningKey) Marshal() []byte {
	der, err := x509.MarshalPKCS8PrivateKey(k.signer)
	if err != nil {
		panic("oauth: key: " + err.Error()) // it was made or parsed here
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemKey, Bytes: der})
}

// Algorithm is ES384 or RS384.
func (k SigningKey) Algorithm() string { return k.algorithm }

// String keeps a key out of logs.
func (k SigningKey) String() string { return "key" }

// GoString keeps it out of them in every notation.
func (k SigningKey) GoString() string { return "key" }

// jwk is a public key (RFC 7517). Members are in the order of their names, as a thumbprint wants them
// (RFC 7638, 3.2).
type jwk struct {
	Algorithm string `json:"alg,omitempty"`
	Curve     string `json:"crv,omitempty"`
	Exponent  string `json:"e,omitempty"`
	ID        string `json:"kid,omitempty"`
	Type      string `json:"kty"`
	Modulus   string `json:"n,omitempty"`
	Use       string `json:"use,omitempty"`
	X         string `json:"x,omitempty"`
	Y         string `json:"y,omitempty"`
}

// p384Bytes is the length of a coordinate, and of each half of a signature.
const p384Bytes = 48

// bare holds only what a thumbprint is made of.
func (k SigningKey) bare() jwk {
	encode := base64.RawURLEncoding.EncodeToString
	switch public := k.signer.Public().(type) {
	case *ecdsa.PublicKey:
		point, err := public.Bytes() // 4, X, Y
		if err != nil {
			panic("oauth: key: " + err.Error())
		}
		return jwk{Curve: "P-384", Type: "EC", X: encode(point[1 : 1+p384Bytes]), Y: encode(point[1+p384Bytes:])}
	case *rsa.PublicKey:
		return jwk{
			Exponent: encode(big.NewInt(int64(public.E)).Bytes()), Type: "RSA", Modulus: encode(public.N.Bytes()),
		}
	}
	panic("oauth: a key of another kind")
}

// KeyID names the key: its thumbprint (RFC 7638).
func (k SigningKey) KeyID() string {
	sum := sha256.Sum256(mustJSON(k.bare()))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// JWKS is the public part alone, as a service's administrator registers it: a JSON Web Key Set. Of use and
// key_ops it tells one, as both should not stand together (RFC 7517, 4.3).
func (k SigningKey) JWKS() []byte {
	public := k.bare()
	public.Algorithm, public.ID, public.Use = k.algorithm, k.KeyID(), "sig"
	content, err := json.MarshalIndent(map[string][]jwk{"keys": {public}}, "", "  ")
	if err != nil {
		panic("oauth: key: " + err.Error())
	}
	return append(content, '\n')
}

func mustJSON(value any) []byte {
	content, err := json.Marshal(value)
	if err != nil {
		panic("oauth: json: " + err.Error()) // only strings and numbers of our own
	}
	return content
}

// assertionLife is how long an assertion is good for. Servers refuse more than five minutes.
const assertionLife = 4 * time.Minute

// claims are what an assertion says (SMART App Launch 2.2; RFC 7523, 3).
type claims struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	Audience string `json:"aud"`
	Expires  int64  `json:"exp"`
	Issued   int64  `json:"iat"`
	ID       string `json:"jti"`
}

// assertion is a signed statement that client asks at audience, good once and for four minutes.
func (k SigningKey) assertion(client, audience string, at time.Time, random io.Reader) (string, error) {
	header := mustJSON(map[string]string{"alg": k.algorithm, "kid": k.KeyID(), "typ": "JWT"})
	body := mustJSON(claims{
		Issuer: client, Subject: client, Audience: audience, Issued: at.Unix(), Expires: at.Add(assertionLife).Unix(),
		ID: string(dispatch.NewID(random)),
	})
	encode := base64.RawURLEncoding.EncodeToString
	said := encode(header) + "." + encode(body)
	signature, err := k.sign([]byte(said), random)
	if err != nil {
		return "", failed(opKey, dispatch.KindInternal, "signin_key_unreadable")
	}
	return strings.Join([]string{said, encode(signature)}, "."), nil
}

// sign signs as JWS wants it: for ECDSA two numbers of fixed length, not ASN.1 (RFC 7518, 3.4).
func (k SigningKey) sign(said []byte, random io.Reader) ([]byte, error) {
	hash := crypto.SHA384.New()
	hash.Write(said)
	digest := hash.Sum(nil)
	key, ok := k.signer.(*ecdsa.PrivateKey)
	if !ok {
		return k.signer.Sign(random, digest, crypto.SHA384)
	}
	r, s, err := ecdsa.Sign(random, key, digest)
	if err != nil {
		return nil, err
	}
	signature := make([]byte, 2*p384Bytes)
	r.FillBytes(signature[:p384Bytes])
	s.FillBytes(signature[p384Bytes:])
	return signature, nil
}

package oauth_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/oauth"
)

// signingKey makes a key, or ends the test.
func signingKey(t testing.TB, algorithm string) oauth.SigningKey {
	t.Helper()
	key, err := oauth.NewSigningKey(algorithm, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// publicKey is the one of a JSON Web Key Set, read as an administrator's server does.
func publicKey(t testing.TB, set []byte) (key crypto.PublicKey, members map[string]any) {
	t.Helper()
	var keys struct{ Keys []map[string]any }
	if err := json.Unmarshal(set, &keys); err != nil || len(keys.Keys) != 1 {
		t.Fatalf("not one key: %s, %v", set, err)
	}
	members = keys.Keys[0]
	number := func(name string) *big.Int {
		b, err := base64.RawURLEncoding.DecodeString(members[name].(string))
		if err != nil {
			t.Fatal(err)
		}
		return new(big.Int).SetBytes(b)
	}
	if members["kty"] == "RSA" {
		return &rsa.PublicKey{N: number("n"), E: int(number("e").Int64())}, members
	}
	point := append([]byte{4}, number("x").FillBytes(make([]byte, 48))...)
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P384(), append(point, number("y").FillBytes(make([]byte, 48))...))
	if err != nil {
		t.Fatal(err)
	}
	return public, members
}

// verified reports whether a JWT is signed by the key.
func verified(t testing.TB, key crypto.PublicKey, jwt string) bool {
	t.Helper()
	parts := strings.Split(jwt, ".")
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	digest := sha512.Sum384([]byte(parts[0] + "." + parts[1]))
	switch key := key.(type) {
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(key, crypto.SHA384, digest[:], signature) == nil
	case *ecdsa.PublicKey:
		r, s := new(big.Int).SetBytes(signature[:48]), new(big.Int).SetBytes(signature[48:])
		return len(signature) == 96 && ecdsa.Verify(key, digest[:], r, s)
	}
	return false
}

func TestKeySet(t *testing.T) {
	t.Parallel()
	for _, algorithm := range []string{oauth.ES384, oauth.RS384} {
		t.Run(algorithm, func(t *testing.T) {
			t.Parallel()
			key := signingKey(t, algorithm)
			_, members := publicKey(t, key.JWKS())
			if members["alg"] != algorithm || members["use"] != "sig" || members["kid"] != key.KeyID() || len(key.KeyID()) != 43 {
				t.Errorf("the key is told as %v", members)
			}
			if _, both := members["key_ops"]; both {
				t.Error("use and key_ops stand together")
			}
			for _, private := range []string{"d", "p", "q", "dp", "dq", "qi", "k"} {
				if _, told := members[private]; told {
					t.Errorf("the set tells the private member %s", private)
				}
			}
			again, err := oauth.ParseSigningKey(key.Marshal())
			if err != nil || again.Algorithm() != algorithm || !bytes.Equal(again.JWKS(), key.JWKS()) {
				t.Errorf("a kept key comes back as %s: %v", again.JWKS(), err)
			}
		})
	}
}

// TestThumbprint is the example of RFC 7638, section 3.1: a known RSA key and its name.
func TestThumbprint(t *testing.T) {
	t.Parallel()
	modulus, err := base64.RawURLEncoding.DecodeString("0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw")
	if err != nil {
		t.Fatal(err)
	}
	key := oauth.PublicForTest(&rsa.PublicKey{N: new(big.Int).SetBytes(modulus), E: 65537})
	if got := key.KeyID(); got != "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" {
		t.Errorf("the key is called %s", got)
	}
}

func TestKeysThatCannotSignIn(t *testing.T) {
	t.Parallel()
	encode := func(kind string, der []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	}
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	shortDER, shortErr := x509.MarshalPKCS8PrivateKey(short)
	curveDER, curveErr := x509.MarshalECPrivateKey(curve)
	good := signingKey(t, oauth.ES384).Marshal()
	for _, test := range []struct {
		name    string
		content []byte
	}{
		{"nothing", nil},
		{"a password", []byte("hunter2")},
		{"too short", encode("PRIVATE KEY", shortDER, shortErr)},
		{"another curve", encode("EC PRIVATE KEY", curveDER, curveErr)},
		{"another thing", bytes.ReplaceAll(good, []byte("PRIVATE KEY"), []byte("CERTIFICATE"))},
		{"cut", encode("PRIVATE KEY", good[40:80], nil)},
		{"without end", append(bytes.Repeat([]byte("\n"), 32<<10), good...)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := oauth.ParseSigningKey(test.content)
			if dispatch.CodeOf(err) != "signin_key_unreadable" || dispatch.KindOf(err) != dispatch.KindCredentials {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := oauth.NewSigningKey("HS256", rand.Reader); dispatch.KindOf(err) != dispatch.KindInvalid {
		t.Errorf("another algorithm: %v", err)
	}
}

func FuzzParseSigningKey(f *testing.F) {
	key, err := oauth.NewSigningKey(oauth.ES384, rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(key.Marshal())
	f.Add([]byte("-----BEGIN EC PRIVATE KEY-----\n-----END EC PRIVATE KEY-----\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		key, err := oauth.ParseSigningKey(content)
		if err != nil {
			return
		}
		again, err := oauth.ParseSigningKey(key.Marshal())
		if err != nil || again.KeyID() != key.KeyID() {
			t.Errorf("a key that was read cannot be kept: %v", err)
		}
	})
}

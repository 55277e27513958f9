package crypto

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

func TestCheckRecipientOfGnuPGKeys(t *testing.T) {
	t.Parallel()
	signOnly := []string{"Key-Type: RSA", "Key-Length: 3072", "Key-Usage: cert,sign", "Creation-Date: 20260101T000000", "Expire-Date: 0"}
	for name, test := range map[string]struct {
		key    []string
		change func(g gnupg) []byte // nil: as made
		at     time.Time
		want   error
	}{
		"RSA-3072":              {rsa3072, nil, now, nil},
		"RSA-2048":              {replaced(rsa3072, "3072", "2048"), nil, now, nil},
		"Curve25519":            {curve25519, nil, now, nil},
		"NIST P-256":            {replaced(replaced(replaced(curve25519, "EDDSA", "ECDSA"), "Ed25519", "NIST P-256"), "Curve25519", "NIST P-256"), nil, now, nil},
		"secp256k1":             {replaced(replaced(replaced(curve25519, "EDDSA", "ECDSA"), "Ed25519", "secp256k1"), "Curve25519", "secp256k1"), nil, now, ErrKeyWeak},
		"RSA-1024":              {replaced(rsa3072, "3072", "1024"), nil, now, ErrKeyWeak},
		"RSA-1024 subkey only":  {append(slices.Clone(rsa3072[:4]), append([]string{"Subkey-Length: 1024"}, rsa3072[5:]...)...), nil, now, ErrKeyWeak},
		"RSA-1024 primary only": {append([]string{"Key-Type: RSA", "Key-Length: 1024"}, rsa3072[2:]...), nil, now, ErrKeyWeak},
		"DSA and ElGamal": {[]string{
			"Key-Type: DSA", "Key-Length: 2048", "Subkey-Type: ELG-E", "Subkey-Length: 2048",
			"Creation-Date: 20260101T000000", "Expire-Date: 0",
		}, nil, now, ErrKeyWeak},
		"RSA with an ElGamal subkey": {append(slices.Clone(signOnly), "Subkey-Type: ELG-E", "Subkey-Length: 2048"), nil, now, ErrKeyWeak},
		"sign only":                  {signOnly, nil, now, ErrNoEncryptionKey},
		"expired":                    {rsa3072, nil, now.AddDate(2, 0, 0), ErrKeyExpired},
		"on the eve of its end":      {rsa3072, nil, time.Date(2027, 12, 31, 0, 0, 0, 0, time.UTC), nil},
		"not made yet":               {rsa3072, nil, now.AddDate(-1, 0, 0), ErrKeyNotYetValid},
		"expired subkey":             {curve25519, expireSubkey, now.AddDate(0, 6, 0), ErrKeyExpired},
		"revoked":                    {curve25519, revokeKey, now, ErrKeyRevoked},
		"revoked after our time":     {curve25519, revokeKey, now.AddDate(0, -1, 0), ErrKeyRevoked},
		"revoked subkey":             {curve25519, revokeSubkey, now, ErrKeyRevoked},
		"revoked user id":            {curve25519, revokeUserID, now, ErrNoMatchingAddress},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gpg := newGnupg(t)
			key := gpg.key(pharmacyAddress, test.key...)
			if test.change != nil {
				key = test.change(gpg)
			}
			if err := CheckRecipient(key, pharmacyAddress, test.at); !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
			wantSealAgrees(t, key, test.at, test.want)
		})
	}
}

// wantSealAgrees holds Seal to the same verdict, but for the address, which it does not know.
func wantSealAgrees(t *testing.T, key []byte, at time.Time, want error) {
	t.Helper()
	signer, err := GenerateIdentity("Essai", clinicAddress, at)
	ok(t, err)
	if errors.Is(want, ErrNoMatchingAddress) {
		want = nil
	}
	if _, err = Seal(&bytes.Buffer{}, SealOptions{signer, [][]byte{key}, at, false}); !errors.Is(err, want) {
		t.Errorf("Seal: %v, want %v", err, want)
	}
}

// edit answers the questions of --edit-key or --generate-revocation.
func (g gnupg) edit(answers ...string) []byte {
	g.t.Helper()
	g.do([]byte(strings.Join(answers, "\n")+"\n"), "--command-fd", "0", "--edit-key", pharmacyAddress)
	return g.export(pharmacyAddress)
}

func revokeKey(g gnupg) []byte    { return g.edit("revkey", "y", "3", "", "y", "save") }
func revokeSubkey(g gnupg) []byte { return g.edit("key 1", "revkey", "y", "0", "", "y", "save") }
func expireSubkey(g gnupg) []byte { return g.edit("key 1", "expire", "2026-04-01", "save") }

func revokeUserID(g gnupg) []byte {
	return g.edit("adduid", "Ailleurs", "ailleurs@exemple.ca", "", "uid 1", "revuid", "y", "4", "", "y", "save")
}

func TestCheckRecipientAddress(t *testing.T) {
	t.Parallel()
	identity, err := GenerateIdentity("Rose <autre@exemple.ca>", "Rose.Tremblay@Exemple.ca", now)
	ok(t, err)
	key := certificate(t, identity)
	for address, want := range map[string]error{
		"Rose.Tremblay@Exemple.ca":        nil,
		"Rose.Tremblay@EXEMPLE.CA":        nil,
		"rose.tremblay@exemple.ca":        ErrNoMatchingAddress,
		"Rose.Tremblay@exemple.com":       ErrNoMatchingAddress,
		"Rose.Tremblay@exemple.ca.com":    ErrNoMatchingAddress,
		"autre@exemple.ca":                ErrNoMatchingAddress,
		"Rose <Rose.Tremblay@Exemple.ca>": ErrNoMatchingAddress,
		"":                                ErrNoMatchingAddress,
		"@Exemple.ca":                     ErrNoMatchingAddress,
		"Rose.Tremblay@Exemple.ca\u200b":  ErrNoMatchingAddress,
	} {
		if err := CheckRecipient(key, address, now); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", address, err, want)
		}
	}
}

func TestUserIDAddress(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"a@b.ca":                  "a@b.ca",
		"<a@b.ca>":                "a@b.ca",
		"Rose <a@b.ca>":           "a@b.ca",
		"Rose (travail) <a@b.ca>": "a@b.ca",
		"x@y.ca <a@b.ca>":         "a@b.ca",
		"Rose":                    "",
		"Rose a@b.ca":             "",
		"Rose <a@b.ca> <c@d.ca>":  "",
		"Rose <a@b.ca":            "",
		"Rose <a@b.ca> x":         "",
		"Rose <\"a@x.ca\"@b.ca>":  "",
		"Rose <a@b@c.ca>":         "",
		"Rose <a @b.ca>":          "",
		"Rose <a@b.ca\x00>":       "",
		"Rose <a@b\xff.ca>":       "",
		"Rose <\u202ea@b.ca>":     "",
		"":                        "",
	} {
		if got := userIDAddress(id); got != want {
			t.Errorf("%q: %q, want %q", id, got, want)
		}
	}
}

func TestFoldDomainIsASCII(t *testing.T) {
	t.Parallel()
	if foldDomain("a@ban\u212a.ca") == foldDomain("a@bank.ca") {
		t.Error("the Kelvin sign is taken for a K")
	}
}

func TestParseCertificatesForms(t *testing.T) {
	t.Parallel()
	one, two := certificate(t, newIdentity(t)), certificate(t, newIdentity(t))
	text := func(binary []byte) []byte { return armored(t, openpgp.PublicKeyType, binary) }
	secret, err := newIdentity(t).Secret()
	ok(t, err)
	for name, test := range map[string]struct {
		data []byte
		keys int
		want error
	}{
		"binary":                     {one, 1, nil},
		"armored":                    {text(one), 1, nil},
		"armored with CRLF":          {bytes.ReplaceAll(text(one), []byte("\n"), []byte("\r\n")), 1, nil},
		"armored within a letter":    {slices.Concat([]byte("Bonjour,\n\n"), text(one), []byte("\n\nMerci")), 1, nil},
		"two binary":                 {slices.Concat(one, two), 2, nil},
		"two in one armor":           {text(slices.Concat(one, two)), 2, nil},
		"two armors":                 {slices.Concat(text(one), []byte("\n"), text(two)), 2, nil},
		"ten":                        {bytes.Repeat(one, 10), 10, nil},
		"eleven":                     {bytes.Repeat(one, 11), 0, ErrTooMany},
		"eleven armors":              {bytes.Repeat(append(text(one), '\n'), 11), 0, ErrTooMany},
		"beyond a mebibyte":          {make([]byte, 1<<20+1), 0, ErrTooMany},
		"a secret key":               {secret, 0, ErrSecretKey},
		"a secret key, armored":      {armored(t, openpgp.PrivateKeyType, secret), 0, ErrSecretKey},
		"a certificate and a secret": {slices.Concat(one, secret), 0, ErrSecretKey},
		"empty":                      {nil, 0, ErrCertificateDamaged},
		"text":                       {[]byte("Bonjour"), 0, ErrCertificateDamaged},
		"a message":                  {armored(t, openpgp.MessageType, one), 0, ErrCertificateDamaged},
		"cut short":                  {one[:30], 0, ErrCertificateDamaged},
		"armor without end":          {text(one)[:100], 0, ErrCertificateDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			certificates, err := ParseCertificates(test.data, now)
			if !errors.Is(err, test.want) || len(certificates) != test.keys {
				t.Errorf("%d keys, %v; want %d, %v", len(certificates), err, test.keys, test.want)
			}
		})
	}
}

func TestCertificateSaysWhatStandsInIt(t *testing.T) {
	t.Parallel()
	identity := newIdentity(t)
	certificates, err := ParseCertificates(certificate(t, identity), now)
	ok(t, err)
	c := certificates[0]
	created := now.AddDate(0, -1, 0)
	if c.Fingerprint != identity.Fingerprint() || len(c.Fingerprint) != 40 || !slices.Equal(c.Addresses, []string{clinicAddress}) ||
		!c.Created.Equal(created) || !c.Expires.Equal(created.Add(identityLifetime)) || !c.CanEncrypt || c.Problem != nil {
		t.Errorf("%+v", c)
	}
	again, err := ParseCertificates(c.Binary, now)
	if err != nil || !bytes.Equal(again[0].Binary, c.Binary) {
		t.Errorf("the binary form reads differently: %v", err)
	}
	gpg := newGnupg(t)
	gpg.key(pharmacyAddress, curve25519...)
	subkey, err := ParseCertificates(expireSubkey(gpg), now)
	ok(t, err)
	if want := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC); subkey[0].Expires.Sub(want).Abs() > 24*time.Hour {
		t.Errorf("the subkey's end is %v, want about %v", subkey[0].Expires, want)
	}
}

func FuzzParseCertificates(f *testing.F) {
	identity := newIdentity(f)
	key := certificate(f, identity)
	f.Add(key)
	f.Add(armored(f, openpgp.PublicKeyType, key))
	f.Add(certificate(f, advertisingV2(f, true)))
	f.Add([]byte("-----BEGIN PGP -----BEGIN PGP PUBLIC KEY BLOCK-----\n\n=AAAA"))
	f.Fuzz(func(t *testing.T, data []byte) {
		certificates, err := ParseCertificates(data, now)
		if (err == nil) != (len(certificates) > 0) {
			t.Errorf("%d keys, %v", len(certificates), err)
		}
		for _, c := range certificates {
			if c.CanEncrypt != (c.Problem == nil) {
				t.Errorf("%+v", c)
			}
		}
	})
}

package crypto

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
	"pgregory.net/rapid"
)

func extended(t testing.TB, i *Identity, at time.Time) *Identity {
	t.Helper()
	longer, err := i.Extend(at)
	ok(t, err)
	return longer
}

func revocation(t testing.TB, i *Identity) []byte {
	t.Helper()
	text, err := i.RevocationCertificate(now)
	ok(t, err)
	return text
}

func dearmored(t testing.TB, text []byte) []byte {
	t.Helper()
	block, err := armor.Decode(bytes.NewReader(text))
	ok(t, err)
	var binary bytes.Buffer
	_, err = binary.ReadFrom(block.Body)
	ok(t, err)
	return binary.Bytes()
}

// withoutUserIDs is how keys.openpgp.org serves a key whose addresses nobody confirmed.
func withoutUserIDs(t testing.TB, certificate []byte) []byte {
	t.Helper()
	entities, err := readEntities(certificate)
	ok(t, err)
	entities[0].Identities = nil
	bare, err := certificateOf(entities[0])
	ok(t, err)
	return bare
}

// poisoned is a certificate with so many signatures of a kind that claims to be the key's own.
func poisoned(t testing.TB, certificate []byte, count int, kind packet.SignatureType, ours bool) []byte {
	t.Helper()
	entities, err := readEntities(certificate)
	ok(t, err)
	stranger, err := newIdentity(t).entity()
	ok(t, err)
	var forged bytes.Buffer
	signer := *stranger.PrivateKey
	if ours {
		signer.KeyId, signer.Fingerprint = entities[0].PrimaryKey.KeyId, entities[0].PrimaryKey.Fingerprint
	}
	for i := range count {
		s := &packet.Signature{
			Version: 4, SigType: kind, PubKeyAlgo: signer.PubKeyAlgo, Hash: openPGP(now).Hash(),
			CreationTime: now.Add(-time.Duration(i) * time.Second), IssuerKeyId: &signer.KeyId,
		}
		ok(t, s.SignUserId("Essai", stranger.PrimaryKey, &signer, openPGP(now)))
		ok(t, s.Serialize(&forged))
	}
	return slices.Concat(certificate[:primaryAndUserID(t, certificate)], forged.Bytes(), certificate[primaryAndUserID(t, certificate):])
}

// primaryAndUserID is where the packets after the first user id begin.
func primaryAndUserID(t testing.TB, certificate []byte) int {
	t.Helper()
	r := bytes.NewReader(certificate)
	for {
		p, err := packet.Read(r)
		ok(t, err)
		if _, is := p.(*packet.UserId); is {
			return len(certificate) - r.Len()
		}
	}
}

func TestMergeCertificate(t *testing.T) {
	t.Parallel()
	identity := newIdentity(t)
	known := certificate(t, identity)
	later := certificate(t, extended(t, identity, now.AddDate(0, -1, 1)))
	revoked, err := identity.Revocation(now)
	ok(t, err)
	other := newIdentity(t)
	secret, err := identity.Secret()
	ok(t, err)
	created := now.AddDate(0, -1, 0)
	first, second := created.Add(identityLifetime), now.AddDate(0, -1, 1).Add(identityLifetime)
	for name, test := range map[string]struct {
		known, update []byte
		problem       error
		expires       time.Time
		err           error
	}{
		"the same":                               {known, known, nil, first, nil},
		"nothing":                                {known, nil, nil, first, nil},
		"a later end":                            {known, later, nil, second, nil},
		"an older copy":                          {later, known, nil, second, nil},
		"revoked":                                {known, revoked, ErrKeyRevoked, first, nil},
		"revoked, then an old copy":              {revoked, known, ErrKeyRevoked, first, nil},
		"revoked, then a renewed one":            {revoked, later, ErrKeyRevoked, second, nil},
		"a revocation alone":                     {known, revocation(t, identity), ErrKeyRevoked, first, nil},
		"a revocation without user ids":          {known, withoutUserIDs(t, revoked), ErrKeyRevoked, first, nil},
		"another key's revocation":               {known, revocation(t, other), nil, first, nil},
		"another certificate":                    {known, certificate(t, other), nil, first, nil},
		"another revoked, beside the same":       {known, slices.Concat(known, dearmored(t, revocation(t, other))), nil, first, nil},
		"signatures of strangers":                {known, poisoned(t, known, 3000, packet.SigTypeGenericCert, false), nil, first, nil},
		"signatures that pretend to be its own":  {known, poisoned(t, known, 300, packet.SigTypeGenericCert, true), nil, first, ErrTooMany},
		"revocations that pretend to be its own": {known, poisoned(t, known, 200, packet.SigTypeCertificationRevocation, true), nil, first, nil},
		"a secret key":                           {known, secret, nil, first, ErrSecretKey},
		"cut short":                              {known, later[:len(later)-9], nil, first, ErrCertificateDamaged},
		"two known":                              {slices.Concat(known, certificate(t, other)), known, nil, first, ErrTooMany},
		"beyond a mebibyte":                      {known, make([]byte, 1<<20+1), nil, first, ErrTooMany},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := MergeCertificate(test.known, test.update, now)
			if !errors.Is(err, test.err) || err != nil {
				if !errors.Is(err, test.err) {
					t.Errorf("%v, want %v", err, test.err)
				}
				return
			}
			if !errors.Is(c.Problem, test.problem) || c.Problem == nil && !c.Expires.Equal(test.expires) {
				t.Errorf("%v until %v, want %v until %v", c.Problem, c.Expires, test.problem, test.expires)
			}
			if c.Fingerprint != identity.Fingerprint() {
				t.Error("the key is another one")
			}
			if _, err := ParseCertificates(c.Binary, now); err != nil {
				t.Errorf("what was merged cannot be read: %v", err)
			}
		})
	}
}

// TestPoisonedCertificates bounds what is verified before anything is.
func TestPoisonedCertificates(t *testing.T) {
	t.Parallel()
	known := certificate(t, newIdentity(t))
	for name, test := range map[string]struct {
		data    []byte
		err     error
		problem error
	}{
		"strangers are left out":        {poisoned(t, known, 5000, packet.SigTypeGenericCert, false), nil, nil},
		"revocations are never dropped": {poisoned(t, known, 40, packet.SigTypeCertificationRevocation, true), ErrTooMany, nil},
		"false ones crowd out the true": {poisoned(t, known, 2000, packet.SigTypeGenericCert, true), nil, ErrNoUserID},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := ParseCertificates(test.data, now)
			if !errors.Is(err, test.err) || err == nil && !errors.Is(c[0].Problem, test.problem) {
				t.Fatalf("%+v, %v", c, err)
			}
			if err == nil && len(c[0].Binary) > 4*len(known)+8*200 {
				t.Errorf("%d bytes are kept", len(c[0].Binary))
			}
		})
	}
}

// TestMergeLaws holds any order of copies to one result that is final.
func TestMergeLaws(t *testing.T) {
	t.Parallel()
	identity := newIdentity(t)
	longer := extended(t, identity, now.AddDate(0, -1, 2))
	renamed, err := longer.WithAddress("Clinique", pharmacyAddress, now.AddDate(0, -1, 3))
	ok(t, err)
	revoked, err := identity.Revocation(now)
	ok(t, err)
	copies := [][]byte{certificate(t, identity), certificate(t, longer), certificate(t, renamed), revoked, revocation(t, identity)}
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.SliceOfN(rapid.IntRange(0, len(copies)-1), 1, 6).Draw(t, "order")
		merged, sawRevocation := copies[0], false
		for _, i := range order {
			c, err := MergeCertificate(merged, copies[i], now)
			if err != nil {
				t.Fatal(err)
			}
			sawRevocation = sawRevocation || i >= 3
			if errors.Is(c.Problem, ErrKeyRevoked) != sawRevocation {
				t.Fatalf("after %v: %v", order, c.Problem)
			}
			again, err := MergeCertificate(c.Binary, copies[i], now)
			if err != nil || !bytes.Equal(again.Binary, c.Binary) {
				t.Fatalf("twice the same gives another certificate: %v", err)
			}
			merged = c.Binary
		}
	})
}

func TestExtendedKeyInGnuPG(t *testing.T) {
	t.Parallel()
	gpg, identity := newGnupg(t), newIdentity(t)
	gpg.do(certificate(t, identity), "--import")
	longer := extended(t, identity, now)
	gpg.do(certificate(t, longer), "--import")
	merged, err := ParseCertificates(gpg.export(clinicAddress), now)
	ok(t, err)
	if want := now.Add(identityLifetime); !merged[0].Expires.Equal(want) {
		t.Errorf("GnuPG lets it end at %v, want %v", merged[0].Expires, want)
	}
	sealed := seal(t, []byte("fictif"), SealOptions{longer, [][]byte{certificate(t, longer)}, now, true})
	ok(t, OpenSealed(&bytes.Buffer{}, bytes.NewReader(sealed), identity, [][]byte{certificate(t, longer)}))
	_, _ = gpg.try(revocation(t, longer), "--import") // complains that it has no trust database, and imports
	if revoked, err := ParseCertificates(gpg.export(clinicAddress), now); err != nil || !errors.Is(revoked[0].Problem, ErrKeyRevoked) {
		t.Errorf("GnuPG does not take the revocation certificate: %v", err)
	}
}

func TestExtendRefuses(t *testing.T) {
	t.Parallel()
	identity := newIdentity(t)
	if _, err := identity.Extend(time.Time{}); !errors.Is(err, ErrNoTime) {
		t.Errorf("without a time: %v", err)
	}
	if _, err := identity.WithAddress("x", "not an address", now); !errors.Is(err, ErrBadUserID) {
		t.Errorf("without an address: %v", err)
	}
	e, err := identity.entity()
	ok(t, err)
	ok(t, e.Revoke(packet.NoReason, "", openPGP(now)))
	var secret bytes.Buffer
	ok(t, e.SerializePrivateWithoutSigning(&secret, openPGP(now)))
	revoked, err := ParseIdentity(secret.Bytes())
	ok(t, err)
	if _, err := revoked.Extend(now); !errors.Is(err, ErrKeyRevoked) {
		t.Errorf("a revoked key: %v", err)
	}
	expired := extended(t, identity, now.AddDate(5, 0, 0))
	c, err := ParseCertificates(certificate(t, expired), now.AddDate(6, 0, 0))
	if err != nil || c[0].Problem != nil {
		t.Errorf("a key that had expired is not good again: %+v %v", c, err)
	}
}

func TestWithAddress(t *testing.T) {
	t.Parallel()
	both, err := newIdentity(t).WithAddress("Clinique", pharmacyAddress, now)
	ok(t, err)
	for _, address := range []string{clinicAddress, pharmacyAddress} {
		if err := CheckRecipient(certificate(t, both), address, now); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	again, err := both.WithAddress("Clinique", pharmacyAddress, now)
	ok(t, err)
	if c, err := ParseCertificates(certificate(t, again), now); err != nil || len(c[0].Addresses) != 2 {
		t.Errorf("%+v, %v", c, err)
	}
}

func FuzzMergeCertificate(f *testing.F) {
	identity := newIdentity(f)
	known := certificate(f, identity)
	f.Add(known)
	f.Add(revocation(f, identity))
	f.Add(certificate(f, extended(f, identity, now)))
	f.Add(withoutUserIDs(f, known))
	f.Add(poisoned(f, known, 3, packet.SigTypeGenericCert, true))
	f.Add(armored(f, openpgp.PublicKeyType, certificate(f, newIdentity(f))))
	f.Fuzz(func(t *testing.T, update []byte) {
		c, err := MergeCertificate(known, update, now)
		if err != nil {
			return
		}
		if c.Fingerprint != identity.Fingerprint() {
			t.Error("the key became another one")
		}
		again, err := MergeCertificate(c.Binary, known, now)
		if err != nil || !errors.Is(again.Problem, c.Problem) {
			t.Errorf("an old copy changed %v into %v, %v", c.Problem, again.Problem, err)
		}
	})
}

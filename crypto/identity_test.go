package crypto

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

func newIdentity(t testing.TB) *Identity {
	t.Helper()
	identity, err := GenerateIdentity("Clinique (Nord) <essai>", clinicAddress, now.AddDate(0, -1, 0))
	ok(t, err)
	return identity
}

func certificate(t testing.TB, identity *Identity) []byte {
	t.Helper()
	binary, err := identity.Certificate()
	ok(t, err)
	return binary
}

func TestIdentityImportsIntoGnuPG(t *testing.T) {
	t.Parallel()
	gpg, identity := newGnupg(t), newIdentity(t)
	secret, err := identity.Secret()
	ok(t, err)
	gpg.do(secret, "--import")
	said := gpg.do(nil, "--with-colons", "--list-secret-keys")
	for _, want := range []string{strings.ToUpper(identity.Fingerprint()), "Clinique Nord essai <clinique@exemple.ca>", "ed25519", "cv25519"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing:\n%s", want, said)
		}
	}
	sealed := seal(t, []byte("copie"), SealOptions{identity, [][]byte{gpg.key(pharmacyAddress, curve25519...)}, now, true})
	own := newGnupg(t)
	own.do(secret, "--import")
	if opened, said, err := own.decrypt(sealed); err != nil || string(opened) != "copie" {
		t.Errorf("the signer cannot read the own copy: %v\n%s", err, said)
	}
}

func TestIdentityAdvertisesWhatEverybodyReads(t *testing.T) {
	t.Parallel()
	entity, err := newIdentity(t).entity()
	ok(t, err)
	signature, err := entity.PrimarySelfSignature(now, openPGP(now))
	ok(t, err)
	if signature.SEIPDv2 || !signature.SEIPDv1 || len(signature.PreferredCipherSuites) > 0 {
		t.Error("the key advertises AEAD")
	}
	if entity.PrimaryKey.Version != 4 {
		t.Errorf("version %d", entity.PrimaryKey.Version)
	}
}

func TestParseIdentity(t *testing.T) {
	t.Parallel()
	identity := newIdentity(t)
	secret, err := identity.Secret()
	ok(t, err)
	again, err := ParseIdentity(secret)
	ok(t, err)
	if again.Fingerprint() != identity.Fingerprint() || !bytes.Equal(certificate(t, again), certificate(t, identity)) {
		t.Error("the key read is not the key written")
	}
	for name, test := range map[string]struct {
		secret []byte
		want   error
	}{
		"armored":                   {armored(t, openpgp.PrivateKeyType, secret), nil},
		"a certificate":             {certificate(t, identity), ErrIdentityDamaged},
		"two keys":                  {slices.Concat(secret, secret), ErrIdentityDamaged},
		"cut short":                 {secret[:40], ErrIdentityDamaged},
		"empty":                     {nil, ErrIdentityDamaged},
		"protected by a passphrase": {protected(t, identity), ErrIdentityLocked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := ParseIdentity(test.secret); !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
}

// TestIdentityMadeByGnuPG is for a clinic that already has a key.
func TestIdentityMadeByGnuPG(t *testing.T) {
	t.Parallel()
	gpg := newGnupg(t)
	gpg.key(clinicAddress, rsa3072...)
	path := filepath.Join(t.TempDir(), "secret")
	gpg.do(nil, "--output", path, "--export-secret-keys", clinicAddress)
	identity, err := ParseIdentity(readFile(t, path))
	ok(t, err)
	sealed := seal(t, []byte("fictif"), SealOptions{identity, [][]byte{gpg.key(pharmacyAddress, curve25519...)}, now, true})
	if opened, said, err := gpg.decrypt(sealed); err != nil || string(opened) != "fictif" || !strings.Contains(said, "GOODSIG") {
		t.Errorf("%v\n%s", err, said)
	}
}

func TestIdentitySealsForSeveralAtOnce(t *testing.T) {
	t.Parallel()
	identity := newIdentity(t)
	own := certificate(t, identity)
	for range 4 {
		t.Run("one of four", func(t *testing.T) {
			t.Parallel()
			sealed := seal(t, []byte("fictif"), SealOptions{identity, [][]byte{own}, now, false})
			ok(t, OpenSealed(io.Discard, bytes.NewReader(sealed), identity, [][]byte{own}))
		})
	}
}

func armored(t testing.TB, kind string, binary []byte) []byte {
	t.Helper()
	var text bytes.Buffer
	w, err := armor.Encode(&text, kind, nil)
	ok(t, err)
	_, err = w.Write(binary)
	ok(t, err)
	ok(t, w.Close())
	return text.Bytes()
}

func protected(t testing.TB, identity *Identity) []byte {
	t.Helper()
	entity, err := identity.entity()
	ok(t, err)
	ok(t, entity.EncryptPrivateKeys([]byte("fictif"), openPGP(now)))
	var out bytes.Buffer
	ok(t, entity.SerializePrivateWithoutSigning(&out, openPGP(now)))
	return out.Bytes()
}

func TestGenerateIdentityRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		address string
		at      time.Time
		want    error
	}{
		"no time":          {clinicAddress, time.Time{}, ErrNoTime},
		"no address":       {"", now, ErrBadUserID},
		"two addresses":    {"a@b.ca,c@d.ca", now, ErrBadUserID},
		"a name around it": {"Clinique <a@b.ca>", now, ErrBadUserID},
		"a line end":       {"a@b.ca\n", now, ErrBadUserID},
		"two at signs":     {"a@b@c.ca", now, ErrBadUserID},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := GenerateIdentity("Essai", test.address, test.at); !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
}

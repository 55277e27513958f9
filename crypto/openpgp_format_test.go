package crypto

import (
	"bytes"
	"errors"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// advertisingV2 is a key that asks for SEIPD version 2, as go-crypto and openpgp.js make them.
func advertisingV2(t testing.TB, v6 bool) *Identity {
	t.Helper()
	config := openPGP(now.AddDate(0, -1, 0))
	config.AEADConfig = &packet.AEADConfig{DefaultMode: packet.AEADModeOCB}
	if config.V6Keys = v6; v6 {
		config.Algorithm = packet.PubKeyAlgoEd25519
	}
	e, err := openpgp.NewEntity("Essai", "", pharmacyAddress, config)
	ok(t, err)
	var secret bytes.Buffer
	ok(t, e.SerializePrivateWithoutSigning(&secret, config))
	identity, err := ParseIdentity(secret.Bytes())
	ok(t, err)
	return identity
}

// TestKeysOfTheNewFormatAlone refuses keys whose owners could not read what Seal writes.
func TestKeysOfTheNewFormatAlone(t *testing.T) {
	t.Parallel()
	for name, key := range map[string][]byte{
		"version 6":         certificate(t, advertisingV2(t, true)),
		"SEIPD 2 and not 1": v2Only(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := CheckRecipient(key, pharmacyAddress, now); !errors.Is(err, ErrKeyTooNew) {
				t.Errorf("%v", err)
			}
		})
	}
}

// v2Only is a version 4 key whose self-signatures ask for SEIPD version 2 alone.
func v2Only(t testing.TB) []byte {
	t.Helper()
	config := openPGP(now.AddDate(0, -1, 0))
	config.AEADConfig = &packet.AEADConfig{DefaultMode: packet.AEADModeOCB}
	e, err := openpgp.NewEntity("Essai", "", pharmacyAddress, config)
	ok(t, err)
	for _, id := range e.Identities {
		for _, c := range id.SelfCertifications {
			c.Packet.SEIPDv1 = false
			ok(t, c.Packet.SignUserId(id.UserId.Id, e.PrimaryKey, e.PrivateKey, config))
		}
	}
	var public bytes.Buffer
	ok(t, e.Serialize(&public))
	return public.Bytes()
}

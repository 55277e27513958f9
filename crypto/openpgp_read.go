package crypto

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

const (
	maxCertificates = 1 << 20 // bytes
	maxKeys         = 10
)

// readEntities reads keys, binary or armored, several after another. Certificates come from strangers:
// the size is bounded and a panic of the parser is an error.
func readEntities(data []byte) (entities openpgp.EntityList, err error) {
	defer func() {
		if recover() != nil {
			entities, err = nil, ErrCertificateDamaged
		}
	}()
	if len(data) > maxCertificates {
		return nil, ErrTooMany
	}
	blocks, err := keyBlocks(data)
	if err != nil {
		return nil, err
	}
	for _, block := range blocks {
		more, err := openpgp.ReadKeyRing(bytes.NewReader(block))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrCertificateDamaged, err)
		}
		entities = append(entities, more...)
	}
	switch {
	case len(entities) > maxKeys:
		return nil, ErrTooMany
	case len(entities) == 0:
		return nil, ErrCertificateDamaged
	}
	for _, e := range entities {
		if err := bound(e); err != nil {
			return nil, err
		}
	}
	return entities, nil
}

// keyBlocks gives the binary content of data.
func keyBlocks(data []byte) ([][]byte, error) {
	if isBinary(data) {
		return [][]byte{data}, nil
	}
	begin := []byte("-----BEGIN PGP ")
	var blocks [][]byte
	for start := bytes.Index(data, begin); start >= 0; {
		block := data[start:]
		start = -1
		if next := bytes.Index(block[len(begin):], begin); next >= 0 {
			data, start = block[len(begin):], next
			block = block[:len(begin)+next]
		}
		binary, err := dearmor(block)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, binary)
		if len(blocks) > maxKeys {
			return nil, ErrTooMany
		}
	}
	return blocks, nil
}

// isBinary reports whether data starts with a packet: bit 7 of a packet's first byte is always set, and
// never that of text.
func isBinary(data []byte) bool { return len(data) > 0 && data[0]&0x80 != 0 }

func dearmor(text []byte) ([]byte, error) {
	block, err := armor.Decode(bytes.NewReader(text))
	if err != nil {
		return nil, ErrCertificateDamaged
	}
	if block.Type != openpgp.PublicKeyType && block.Type != openpgp.PrivateKeyType {
		return nil, ErrCertificateDamaged
	}
	var binary bytes.Buffer
	if _, err := binary.ReadFrom(block.Body); err != nil {
		return nil, ErrCertificateDamaged
	}
	return binary.Bytes(), nil
}

// certificateOf writes the same parts always in the same order: the library keeps user ids in a map.
func certificateOf(e *openpgp.Entity) ([]byte, error) {
	var binary bytes.Buffer
	plain := *e
	plain.Identities, plain.Subkeys = nil, nil
	if err := plain.Serialize(&binary); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(e.Identities)) {
		if err := e.Identities[name].Serialize(&binary); err != nil {
			return nil, err
		}
	}
	for _, s := range e.Subkeys {
		if err := s.Serialize(&binary, false); err != nil {
			return nil, err
		}
	}
	return binary.Bytes(), nil
}

func fingerprintOf(e *openpgp.Entity) string { return hex.EncodeToString(e.PrimaryKey.Fingerprint) }

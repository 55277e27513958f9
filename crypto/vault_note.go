package crypto

import (
	"golang.org/x/mod/sumdb/note"
)

// noteSigner signs notes with the key of a vault.
type noteSigner struct {
	note.Verifier
	vault *Vault
}

// Sign signs a note's text. It panics on a destroyed vault.
func (s noteSigner) Sign(text []byte) ([]byte, error) { return s.vault.Sign(text), nil }

// NoteSigner signs notes (golang.org/x/mod/sumdb/note) with the home's Ed25519 key, under a name without
// blanks and plus signs. It panics on a destroyed vault and on a name that cannot be one.
func (v *Vault) NoteSigner(name string) note.Signer {
	verifier, err := note.NewVerifier(v.NoteKey(name))
	if err != nil {
		panic("crypto: not a name for a note's key")
	}
	return noteSigner{verifier, v}
}

// NoteKey is the public key of NoteSigner as text, for note.NewVerifier. It panics on a destroyed vault.
func (v *Vault) NoteKey(name string) string {
	key, err := note.NewEd25519VerifierKey(name, v.PublicKey())
	if err != nil {
		panic("crypto: not a public key")
	}
	return key
}

package dispatch

import (
	"encoding/base32"
	"io"
)

// ID is a random 128-bit identifier in 26 lower-case base32 characters. It says nothing about what it
// names, so it may stand in clear wherever an identifier is needed: in the database, as an SMTP ENVID,
// as a fax job's reference, as a folder on a portal.
type ID string

const idBytes = 16

var idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewID draws an ID from random. It panics when random fails, as crypto/rand does: without randomness
// nothing here is safe.
func NewID(random io.Reader) ID {
	var b [idBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		panic("dispatch: no randomness: " + err.Error())
	}
	return ID(idEncoding.EncodeToString(b[:]))
}

// Valid reports whether id has the form that NewID makes.
func (id ID) Valid() bool {
	if len(id) != idEncoding.EncodedLen(idBytes) {
		return false // the decoder would skip line breaks
	}
	b, err := idEncoding.DecodeString(string(id))
	return err == nil && len(b) == idBytes
}

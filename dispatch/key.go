package dispatch

import (
	"slices"
	"strings"
	"time"
)

// Why a key is blocked. Each is the code of a sentence.
const (
	KeyChanged    = "key_changed"    // its address had another key: nothing is sealed for the address until a person has chosen
	KeyRevoked    = "key_revoked"    // by its owner
	KeySuperseded = "key_superseded" // another key of its address was verified
	KeyRefused    = "key_blocked"    // a person blocked it
)

// KeyBinding says that a person chose a key for an address that none of its user ids bears: an
// organisation's key.
type KeyBinding struct {
	Address string    `json:"address"`
	Reason  string    `json:"reason"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// UserIDFor is the address that k must bear in a user id to be used for an address: that address itself,
// or the first that k bears when a person bound k to it. It is empty when k is not for the address.
func (k Key) UserIDFor(address string) string {
	for _, own := range k.Addresses {
		if sameAddress(own, address) {
			return own
		}
	}
	for _, binding := range k.Bindings {
		if sameAddress(binding.Address, address) && len(k.Addresses) > 0 {
			return k.Addresses[0]
		}
	}
	return ""
}

// StateFor is how far k may be trusted for an address: what was verified counts for the addresses that it bore then,
// and for those that a person bound to it.
func (k Key) StateFor(address string) KeyState {
	same := func(other string) bool { return sameAddress(other, address) }
	bound := func(b KeyBinding) bool { return same(b.Address) }
	if k.State != KeyVerified || slices.ContainsFunc(k.VerifiedFor, same) || slices.ContainsFunc(k.Bindings, bound) {
		return k.State
	}
	return KeyUnverified
}

// Standing is the state that people are told: a key that cannot be used now is blocked, whatever it was.
func (k Key) Standing() KeyState {
	if k.Problem != "" {
		return KeyBlocked
	}
	return k.State
}

// sameAddress compares addresses, their domains in either case of ASCII.
func sameAddress(a, b string) bool {
	i, j := strings.LastIndexByte(a, '@'), strings.LastIndexByte(b, '@')
	return i > 0 && i == j && a[:i] == b[:j] && foldASCII(a[i:]) == foldASCII(b[j:])
}

// foldASCII leaves other letters alone: Unicode's own folding would make different domains equal.
func foldASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// Package dispatch is Souspli's domain: the words, states and contracts that every other part shares.
//
// Promise: never send twice, never lose one. An attempt is stored as started before its first byte
// leaves. Only an attempt known to be [Unsent] is ever repeated by the program; a [Maybe] is settled by
// asking the other side, or by a person.
//
// Failure policy: what is not known is never treated as success. The zero [Certainty] is invalid and an
// error that does not say its certainty reads as [Maybe].
//
// The package has no I/O, no goroutine and no clock: times and randomness are handed in.
package dispatch

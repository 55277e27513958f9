// Package app is the composition root: it wires home, store, desk, outbox and channels, by hand, for both
// programs and for end-to-end tests.
//
// Promise: a practice home reaches only the practice services that it starts itself; a real home never
// does. Failure policy: a home that cannot be opened whole is not opened at all.
package app

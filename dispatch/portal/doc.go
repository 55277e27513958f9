// Package portal holds what the secure-portal channels share: what things are called there, the
// manifest of a deposit, and the check of a document while it streams.
//
// Promise: nothing on a portal is named after a person. A deposit is a folder named by its attempt, 128
// random bits that cannot be guessed and mean nothing; its files are document-1.pdf and so on; a
// manifest of SHA-256 sums lets anyone, the recipient included, prove that it is whole.
//
// Failure policy: a byte too few, too many or different is [dispatch.KindIntegrity], and the last bytes of
// such a document are withheld. A manifest that is not exactly of the expected form is refused.
package portal

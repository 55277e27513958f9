// Package crypto seals: OpenPGP messages, locked PDFs, passphrases for the telephone, and the vault that
// keeps a home unreadable at rest.
//
// Promise: what leaves this package can be opened by whom it is for and by nobody else, with the tools
// they have: OpenPGP messages follow RFC 4880's SEIPDv1 with AES-256, which every client in use reads,
// and locked PDFs follow ISO 32000-2, revision 6. What the vault sealed is bound to the place it was
// sealed for, and a byte changed, cut, moved or added is noticed.
//
// Failure policy: any doubt is an error, never a weaker seal. Nothing is sealed for a certificate that is
// expired, revoked, weak, not yet valid or of another address, and a PDF that cannot be proven unchanged
// is not locked. Errors are the sentinels of this package; they hold no name, address or secret. Damaged
// input is an error, never a panic.
//
// The package works on readers and writers and knows nothing of dispatches. Times are handed in. Keys and
// codes that people keep are drawn from the randomness handed in; nonces and salts always come from the
// operating system, because a nonce drawn twice would undo the seal.
package crypto

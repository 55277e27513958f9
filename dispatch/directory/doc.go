// Package directory reads people out of CSV and vCard files and LDAP directories.
//
// Promise: every entry of a file comes back, as read or with its line and the reason why it could not be
// read; nothing is corrected by guessing and nothing is stored. Of an LDAP directory the answer is whole, or
// an error: whoever is missing from it is missing there. The connection is always verified TLS, referrals are
// not followed.
//
// Failure policy: what is larger than any clinic's address book is refused (32 MiB, 50,000 entries), and no
// file or server makes it use more than a few times that. Errors are a dispatch.Error, Unsent, and quote
// neither a file nor an entry.
package directory

// Package mailbox reads the delivery status notifications that came to one folder of an IMAP mailbox.
//
// Promise: nothing in the mailbox changes: the folder is opened read-only (EXAMINE) and no message is marked as
// seen. Only the folder that is named is read, only the kind of each message is looked at, and only those whose
// head is that of a notification are fetched. TLS is always verified, and all that a server may say in one visit
// is bounded.
// Failure policy: a visit that breaks off says up to where it came, so that the next one goes on there; a message
// that nobody could take in is offered again. Errors hold no words of the server.
package mailbox

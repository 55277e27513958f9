// Package dsn reads delivery status notifications (RFC 3464): what mail servers send back about a message.
//
// Promise: a message is read in bounded memory and time whatever it holds, as it came or forwarded as an
// attachment, and only what a notification states in its own fields is told; prose is never interpreted.
// Failure policy: what is no notification is an error of KindInvalid, and so is one without a recipient that
// can be understood. Nothing here decides whether a notification is genuine: whoever uses it matches the
// envelope, the message and the recipient before believing any of it.
package dsn

// Package faxmail is the fax provider for services that take a fax by e-mail: the number stands in the
// address, such as 15145550123@fax.example, and every PDF attached is faxed.
//
// Promise: one message for one attempt, whose identifier is the attempt's ID, and "sent" only after the
// mail server has taken it. The connection to that server is TLS 1.2 or newer with a verified certificate
// before a name or a password is said. Nothing in the message names a patient but the documents
// themselves: no text, a short reference as subject, files named by their place. When the certainty of an
// attempt flips (RFC 5321, 4.1.1.4, 4.2.5 and 6.1):
//
//	not connected, TLS or certificate refused, STARTTLS not offered  Unsent
//	authentication, sender, address or DATA refused                  Unsent
//	document changed or unreadable, cancelled, cut in the body       Unsent: without the final dot there
//	                                                                 is no message
//	final dot written, refused by a 4xx or 5xx reply                 Unsent
//	final dot possibly written, no reply or another one              Maybe, left to a person
//	final dot written, answered by 250                               Sent
//
// The protection ends at the clinic's own mail server: from there to the fax service the message travels as
// that server sends it, and nothing in it is sealed. Only where the mail server belongs to the fax service,
// or has a protected way to it, is this fit for health documents.
//
// Failure policy: a mail server cannot be asked what became of a message, and the fax service confirms by a
// message to a person that no program can read with certainty. So a fax handed over stays accepted and is
// settled at once: never delivered, never failed, and a person reads the confirmation. What was perhaps
// handed over can't be found, and nothing can be stopped. Every wait and every answer is bounded. Words of
// the server are kept without addresses and numbers.
//
// Never seen on a live service: whether the order of attachments is kept by every one (their names are in
// that order too), and whether one refuses a message without text.
//
// URL is the mail server (smtps://host[:465], or smtp://host[:587] where STARTTLS is required), User and
// Secret the account on it. The settings:
//
//	domain        the fax service's domain; required where the template has {domain}
//	template      {digits11}@{domain} unless given; {digits11} is 15145550123, {digits10} 5145550123,
//	              {e164} +15145550123; exactly one of them, before the @
//	sender_email  the address that the fax service knows the clinic by; User unless given
package faxmail

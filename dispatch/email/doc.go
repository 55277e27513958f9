// Package email sends documents by encrypted e-mail, over SMTP.
//
// Promise: nothing readable leaves. A document travels either inside one signed and encrypted OpenPGP
// message (PGP/MIME, RFC 3156) whose real subject is hidden (RFC 9788), or as a PDF locked with a
// generated passphrase. The connection is TLS 1.2 or newer with a verified certificate before a name or
// a password is said. Sealed messages stream in constant memory; nothing is written to disk.
//
// Failure policy: when in doubt an attempt is Maybe, and the only doubt that SMTP leaves is between the
// final dot and the reply to it (RFC 5321, 4.1.1.4, 4.2.5 and 6.1):
//
//	what happened                                              certainty  worth another try
//	not connected, TLS or certificate refused                  Unsent     only when not reached
//	STARTTLS not offered                                       Unsent     no
//	authentication refused                                     Unsent     4xx yes, 5xx no
//	sender, recipient or DATA refused                          Unsent     4xx yes, 5xx no
//	document changed or unreadable, cancelled, cut in the body Unsent     cut and cancelled yes
//	final dot written, refused by a 4xx or 5xx reply           Unsent     4xx yes, 5xx no
//	final dot possibly written, no reply or another one        Maybe      never by the program
//	final dot written, answered by 250                         Sent
//
// A connection that ends before the dot is Unsent because the receiver may deliver a message only after
// it has seen the end of the data: without the dot there is no message. That is also why an attempt is
// aborted by closing the connection, never by ending the data.
//
// An account of Microsoft 365 signs in with tokens instead of a password (XOAUTH2). Where its organisation has
// closed SMTP to it, and an administrator allowed that, the same message, byte for byte, is handed to Microsoft
// Graph instead, whole and of at most 3 MiB; what is larger, or hangs on a header, is refused:
//
//	not reached, TLS, cut before the last byte of the request  Unsent     only when not reached or cut
//	202                                                        Sent
//	401, 403, 413 and every other 4xx, 3xx                     Unsent     429 yes
//	5xx, another 2xx, a cut or silence after the last byte     Maybe      never by the program
//
// Nobody can ask Graph afterwards what became of a message.
//
// A locked PDF leaves in an ordinary message, so everything around it can be read on the way: its
// subject and text are neutral, and a dispatch that has its own subject or message is refused in that
// form rather than sent without them.
//
// Accepted is not delivered: the receipt says that the first server took the message. Delivery notices
// (RFC 3461) are asked for with the attempt's ID as envelope identifier and with headers only, so that
// no notice carries content back.
package email

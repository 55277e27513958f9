// Package webservice makes one exchange at a time with a service over HTTPS.
//
// Promise: TLS is verified, no redirect is followed and no proxy taken that nobody configured; documents
// stream in constant memory; every answer is bounded, and every error says whether the other side can have
// acted on the request:
//
//	name, connection, TLS                                     Unsent
//	a document that cannot be read, before its last byte      Unsent
//	cut, stalled or given up before the request's last byte   Unsent: a request is acted on when it is whole
//	after the last byte: no answer, a cut, an endless one     Maybe
//	an answer, whatever its status                            no error: the caller knows what it means
//
// An address that nobody at the clinic typed leads as far as its [Reach], and no further: not into this machine,
// nor into the clinic's network when a stranger told it.
//
// Failure policy: an exchange in which too little moves for a while is ended. Errors quote neither address
// nor header nor body, for any of them may hold a secret or a person's number.
package webservice

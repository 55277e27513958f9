// Package webfax is what fax services on the web have in common: one exchange at a time, what an answer by
// HTTP alone means for an order, how long a service wants to be left alone, and how the certainty of all of it
// is told. The words of a service, and when to believe them, are its own package's.
//
// Promise: an order is made once. It is Unsent only when its last byte certainly had not left, or when HTTP
// says that nothing was done; a success that was answered before the order was whole is not believed. When the
// certainty of an order flips:
//
//	connection, TLS, documents, until the request's last byte     Unsent
//	any 3xx but 303, any 4xx                                      Unsent
//	no answer, an endless one, 303, 5xx, a success too early      Maybe: fax_outcome_unknown
//	a success                                                     the provider's to read
//
// Failure policy: after 429, and after a 5xx with Retry-After, nothing is asked before the time that the
// service named, for an hour at most. An enquiry that fails says that nothing is known and nothing has
// changed. No redirect is followed and nothing is tried twice. Errors hold a status and what the provider
// cleaned; never an address, a header or a body, for any of them may hold a secret or a person's number.
package webfax

// Package fhir carries dispatches to a secure portal that speaks FHIR R4 and takes documents as IHE Mobile
// access to Health Documents describes it (MHD 4.2.3): the simplified publish (ITI-105) for one document, the
// document bundle (ITI-65) for several. It signs in by itself, with a key of its own (SMART Backend Services).
//
// Promise: an attempt is published whole or not at all, in one request, and a document is in a record once. Every
// document has a number that is drawn with the first attempt and stays the same for all that follow, whatever
// came of them; each entry that can be looked up is created only where nothing has its number. After an
// attempt that may stand there, the next asks first, and leaves only where the server says that it creates
// entries so. A repeated bundle still leaves its bytes a second time, for they have no number: it is made only
// when the server counted what stands there and has none, and the receipt tells when bytes were left after
// all. The receipt says "deposited": FHIR tells nothing of who reads, so no dispatch of this channel is ever
// called delivered. When the certainty flips:
//
//	discovery, token, CapabilityStatement                unsent
//	until the last byte of the request                   unsent: a document that changed never completes it
//	307, 308, 4xx but 408, 409 and 412                   unsent
//	no answer, an endless one, any other 3xx, 408, 5xx   maybe
//	202                                                  maybe: the server has not decided
//	409, 412                                             maybe: an earlier try may stand there
//	a success that does not name what was created, or
//	that came before the request was whole               maybe
//	201, or 200 with the document that stood there       sent
//	a transaction whose every entry is 200 or 201        sent
//
// [Channel.Find] settles a maybe by searching for the number. Found is found; not found stays unknown, because
// a server may be at it still, and one that lets nobody search may answer with an empty list.
//
// [Channel.Recall] is done when nothing of the publication is found any more; where its bytes or its set may
// remain, it says so instead.
//
// Failure policy: the CapabilityStatement is read first, and what the server does not offer is refused before
// a byte of a document leaves. What the server stored is not read back: a program that publishes may seldom
// read. Of an OperationOutcome only the codes and element names that the standard defines are kept; its words
// may hold a person's. On the server documents are called by their kind, never by their file's name.
package fhir

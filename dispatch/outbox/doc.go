// Package outbox sends in the background: it claims what is due, tries once, judges how it ended, follows
// what was taken and asks after what is not known.
//
// Promise: never send twice, never lose one. Failure policy: an attempt is stored as started before its
// channel is called, and every doubt is Maybe. Only an attempt known to be Unsent is repeated. When its
// end cannot be stored, the outbox holds the result and keeps trying to store it.
//
//	what happened                                    certainty   the dispatch becomes
//	the channel returned without an error            Sent        accepted
//	the parcel could not be made, or Check refused   Unsent      queued with back-off if worth it, else failed
//	the same because our own disk failed             Unsent      queued with back-off
//	the channel failed and says Unsent               Unsent      queued with back-off if worth it, else failed
//	the channel failed and says Maybe, or nothing    Maybe       unknown
//	the channel panicked while sending               Maybe       unknown
//	found open when the lease was taken              Maybe       unknown
//	asked, and the other side has it                 Sent        accepted
//	asked, and it certainly never arrived            Unsent      failed
//	the same after a stop, of a portal that resumes  Unsent      queued with back-off: its upload goes on
//	the same of one that kept never to have asked    Unsent      queued with back-off: its upload goes on
//	asked, and it cannot tell                        Maybe       unknown, then left to a person
//	followed, and certainly nothing arrived, for now Unsent      queued twice more, 5 and 20 minutes later, then failed
//	the same a day later, or past its access         Unsent      failed
//	followed for a day, and no end is known          Sent        accepted, left to a person
//	the same of a portal, after its own patience     Sent        accepted, left to a person, asked until access ends
//
// What was taken is tried again only when the channel says that certainly nothing arrived
// ([dispatch.Status] Retry), no page was ever confirmed, that attempt was certainly sent, and every other
// one certainly not. The attempt is then corrected to Unsent in the same transition, and keeps its receipt.
//
// Several programs may run an outbox on one home: a lease lets one send at a time. A program that was
// slow and lost its lease lets its running attempts end; what it learns late is stored only where it
// contradicts nobody: an unknown that it knows to be sent becomes accepted. Because such a program may
// still be sending, the other side's word that an attempt found open never arrived counts only once that
// attempt's time limit has passed.
//
// What an upload left on the other side when its dispatch failed or was cancelled is taken away by a channel that can
// ([dispatch.Tidier]); what cannot be is told in the log and tried again for a month. What was delivered is followed
// no longer: that its access ended is then known from the end that its receipt tells.
//
// A person may cancel or settle a dispatch at any moment: the store lets the first change win, and the
// outbox gives way.
package outbox

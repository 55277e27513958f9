// Package sendsecure carries dispatches in SafeBoxes of XM SendSecure.
//
// Promise: a recipient gets a SafeBox with the documents, once, or nothing. The service keeps a SafeBox to itself
// until it is committed, and committing sends it; so the commit is the only request at which the certainty flips:
//
//	until the commit is written                 unsent  what was uploaded is dropped by the service
//	commit refused, 3xx or 4xx                  unsent  if the service then lists no such SafeBox; else maybe
//	commit answered 5xx, with nonsense, or not  maybe   the SafeBox may stand, and its notice may have been sent
//	commit answered with the SafeBox            maybe   until the service's own SHA-256 of each document agrees
//	its documents are those that were queued    sent
//
// The notice that the service sends shows the SafeBox's subject: it is the same for everybody, and ends in the
// attempt's ID, which means nothing. By it [Channel.Find] finds the SafeBox again, and [Channel.Send] looks before
// it makes one. That nothing is listed proves nothing, for the list may be late: the answer is then unknown. What a
// person wrote stands in the SafeBox, as its message.
//
// The recipient is known by an e-mail address and a telephone number: the service tells a code by text message or
// voice. Where the clinic's security profile allows it, no code goes to the mailbox that the notice goes to. A
// profile whose key the clinic would have to hand over itself (double encryption) is not used.
//
// What was seen: nothing. The facts are those of the published libraries of the service (github.com/xmedius,
// sendsecure-ruby 2022, others 2019), which is why [dispatch.Capabilities] says Unproven.
//
// Failure policy: each exchange is made once; what is worth repeating is the outbox's.
package sendsecure

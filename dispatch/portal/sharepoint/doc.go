// Package sharepoint carries dispatches to a drive of Microsoft 365, OneDrive or a SharePoint library, through
// Microsoft Graph.
//
// Promise: a recipient gets access to a whole, proven deposit, once, or to nothing. Until somebody is invited,
// what lies on the drive is the clinic's own; so the invitation is the only request at which the certainty flips:
//
//	until the invitation is written                    unsent  what was uploaded waits for the next attempt
//	invitation refused, 3xx or 4xx                     unsent  if the drive then lists no access; else maybe
//	invitation answered 5xx, with nonsense, or nothing maybe   it may stand, and Microsoft may have written
//	invitation answered with the access it gave        sent
//
// In the account's folder:
//
//	<attempt>.part   says that the attempt has invited nobody yet; holds a folder named by its dispatch
//	<dispatch>.part  where a deposit is built, by one attempt after another
//	<attempt>        the deposit; its mark is removed before anybody is invited
//
// [Channel.Find] settles a maybe by them. With its mark, an attempt certainly reached nobody. Without it, the
// list of accesses tells; a deposit that nobody has access to is removed first, so that an invitation still under
// way finds nothing to open. Where nothing stands, or only accesses that no invitation of ours gives, the answer
// is unknown. No second invitation is ever asked for.
//
// Every file goes through an upload session, in chunks of a multiple of 320 KiB. The session's address opens it for
// whoever has it: it is sealed with the dispatch, before the first byte, and the next attempt goes on where the
// service says that it stopped. The service's own sum then proves the file: SHA-256 or, of a business drive,
// quickXorHash, which finds an accident and not an attack. Files are never read back, which would count as a
// reading. A library that writes properties into office documents changes them, and such a deposit is refused.
//
// What it cannot do: there is no passphrase. Whoever is invited signs in, and becomes a guest of the clinic's
// organisation if from outside, when its rules allow that at all. Whether access ends by itself is Microsoft's to
// say: a receipt tells an end only when the service confirmed it. [Channel.Track] tells that something was opened,
// by anyone, the clinic included.
//
// Failure policy: an exchange that asks to wait (Retry-After) is waited for, 30 seconds at most and twice; everything
// else is the outbox's. Facts are from https://learn.microsoft.com/graph (driveItem: createUploadSession, invite,
// permissions, itemAnalytics) and https://github.com/OneDrive/onedrive-api-docs (quickXorHash); nothing here was seen
// against the live service.
package sharepoint

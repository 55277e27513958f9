// Package fax sends documents by fax through a provider: numbers, the cover page, and the channel that
// follows a fax to its end.
//
// Promise: a number is dialled only when it is certainly Canadian, the cover page never shows a patient,
// and a fax counts as delivered only when the provider confirms every page that was given to it.
//
// When the certainty of an attempt flips:
//
//	checks, cover page, reading documents, uploading   Unsent
//	from the order to dial until its answer            Maybe, settled with Find
//	the provider took the order                        Sent (accepted, not delivered)
//
// Failure policy: whatever is refused is refused before a byte leaves. Words of a provider that are not
// known leave the fax accepted, never delivered. Fewer pages than were given is partial or failed,
// whatever the provider calls it. Nothing is tried twice here: redialling belongs to the provider, repeating
// to the outbox. That may call again ([dispatch.Status] Retry) only where the provider counts pages, counted
// none, and says that no call got through ([Cause]). After a person answered, or at a dead number, nobody
// calls again, and the number is doubtful.
//
// A parcel may ask for its documents to be prepared: they are then sent as the clean black dots that
// facsimile makes of them, and the receipt keeps the hash of that file, as it does of the cover page. A
// document that cannot be prepared is not sent unprepared.
package fax

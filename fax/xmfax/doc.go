// Package xmfax is the fax provider for XM Fax and OpenText Core Fax (formerly XMedius), the service that
// Québec's health network rents, and for the same server in a clinic's own rooms. It speaks their SOAP web
// services.
//
// Promise: one sendFax for one attempt, named by the attempt's ID (custom1), and "sent" only after the
// service has answered it with an identifier. When the certainty of an attempt flips:
//
//	asking the portal where the account's server is             Unsent
//	sendFax, until its last byte                                Unsent: the envelope is closed only after every
//	                                                            document has read as it was queued
//	answered 3xx but 303, 4xx, or with a fault of the client    Unsent
//	answered 303, 5xx, with a fault of the server, too early,
//	not understood, or without an identifier; no answer         Maybe, settled by looking for the ID in the lists
//	answered with an identifier                                 Sent
//
// Failure policy: the token and the documents go to the portal and to the server that it names, and that only
// if it has the same owner by its domain name. Answers are bounded, a document type in one is refused, and a
// record that is not understood makes the listing fail, never the fax absent. While a fax is in the queue
// (outgoing) nothing is final; in the history (outbound) a word that is not known leaves it accepted, with the
// word kept. An identifier alone is believed only when it is too long to be a counter, for queue and history
// may count apart. A fax is called absent only where the complete listing shows other faxes of ours, with their
// IDs, that ended before: then the service keeps its history and shows custom1. After a 429, and after a 5xx with
// Retry-After, nobody is asked again before the time that the service named.
//
// No live service was ever seen. Known are the requests, from the vendor's own collection (opentext/XM-Fax,
// 2024-12-06), and of the answers only response, fax and id. Everything else is UNCONFIRMED and read by
// any of several plausible names: what sendFax answers, the words for a status, where pages and reasons stand,
// whether listings show custom1 and count from 0 or 1, which class of fault stands for a refusal, limits, and
// the portal of Canada (portal.xmedius.ca). A count of pages that does not say that they were sent confirms
// nothing; such a fax ends as uncertain. No cover page is asked for; a page that the service adds to ours,
// and counts as sent, is forgiven. Whether the service tells a busy line from a person who answers before it
// redials is not known either, so it redials twice at most unless told otherwise; and whether it counts pages
// over all its calls, so that after it nobody calls again unasked.
//
// The vendor has two other ways in, not taken here: an XML control file over HTTPS, whose answers are not
// published, and e-mail, whose confirmations no program can read.
//
// The account: URL is the portal (empty: https://portal.xmedius.com), User the account's name at the vendor
// and Secret its access token, which needs the permission to send and manage faxes. The settings:
//
//	user_id   the fax user on whose behalf faxes are sent; always needed
//	endpoint  https address of the web service, instead of asking the portal
//	domain    another domain on which the portal may name a server
//	mode      cloud (as if empty), or onprem: URL is the web service itself, User and Secret sign in to it
//	retries   how often the service redials by itself, 0 to 5; 2 if empty
package xmfax

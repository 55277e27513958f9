// Package srfax is the fax provider for SRFax, a Canadian fax service with an HTTPS interface of one
// address for every action.
//
// Promise: one fax for one attempt, which carries the attempt's reference as its account code, and
// "sent" only after the service has answered with the fax's number. When the certainty of an attempt
// flips:
//
//	connection, TLS, documents, until the request's last byte     Unsent
//	redirected, or refused by HTTP (401, 402, 403, 408, 413, 429,
//	any other 4xx)                                                Unsent
//	answered "Failed" in words that refuse: password, money,
//	an invalid or missing field, a document, too many requests    Unsent
//	no answer, an endless or garbled one, HTTP 5xx, "Failed" in
//	other words, "Success" without a fax number or too early      Maybe, settled by looking for the reference
//	answered "Success" with a fax number                          Sent
//
// The account code takes 20 characters and an attempt's ID has 26. It is the first 17 of the ID, which are
// 85 random bits, and the number of pages in three digits: one account that sends a million faxes has two
// with the same reference with a chance of 1 in 10^14. The service says the code back, so that the pages
// to be confirmed are known after a restart and after a lost answer.
//
// Failure policy: words of the service are kept as detail, cleaned of numbers; words that are not known
// leave a fax accepted. Delivered needs "Sent" and every page. "Failed" with every page after a busy line, no
// answer or no fax machine counts no page; no failed fax is sent again by the program, for what the service
// counts on failure is not known. The service redials by itself, and whether it tells a busy line from a
// person who answers is not known, so it redials twice at most unless told otherwise. Nothing is tried twice
// here, no redirect is followed, and after 429, and after a 5xx with Retry-After, nothing is asked before the time
// that the service named. The account number and the password stand in the body of every request, so no body
// is ever quoted.
//
// Never seen on the live service, and written so that either answer works:
//
//   - Whether the outbox lists a fax that still waits. So a fax that is not listed is never said to be
//     absent: [Provider.Find] says True or Unknown. A person may also have deleted it from the portal.
//   - Whether a redialled fax is listed once or several times. Of several, the best counts.
//   - Whether Pages of a failed fax are those sent or those given; whether EpochTime is truly UTC (the
//     manual calls it adjusted to the account's zone); whether Result holds one record or a list.
//   - The words of refusals other than "Invalid Access Code / Password", rate limits, and the largest fax.
//
// In the account, the cover page must be set to "Attachments ONLY": a cover page that the service adds
// makes one page too many, and then no fax is ever called delivered. Ours is the first document. No
// subject is ever given, for the service would store it.
//
// User is the account number, Secret its password. The settings:
//
//	caller_id     the clinic's fax number, ten digits; required
//	sender_email  an address of the account; required
//	retries       how often the service redials, 0 to 6; 2 unless given
//	time_zone     of the account, an IANA name; America/Toronto unless given
package srfax

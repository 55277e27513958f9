// Package documo is the fax provider for Documo mFax, a fax service with a REST interface.
//
// Promise: one fax for one attempt, which carries the attempt's ID, and "sent" only after the service has
// answered with a name for the fax. When the certainty of an attempt flips:
//
//	connection, TLS, documents, until the request's last byte     Unsent
//	redirected, or refused by HTTP (any 4xx)                      Unsent
//	no answer, an endless or garbled one, HTTP 303 or 5xx,
//	success without a name for the fax                            Maybe, settled by looking for the ID
//	success with a name for the fax                               Sent
//
// The reference is the attempt's ID and the number of pages. The service has no field for it that is
// certainly never printed, so it stands in subject and notes, which only a cover page of the service shows,
// and none is asked for: our own is the first document. Where it were printed after all, it means nothing to
// anybody.
//
// Failure policy: words that are not known leave a fax accepted. Delivered needs a word for success and every
// page that we gave. A page more, when the service confirms all of its own count, is a cover page that the
// account adds. A fax that failed and whose pages the service does not count is never said to have left
// nothing behind, unless its words exclude that. After 429, and after 503 with Retry-After, nothing is asked
// before the time that the service named. Nothing is tried twice here, and no redirect is followed.
//
// Never seen on the live service, and written so that either answer works:
//
//   - Whether the history shows subject or notes, and faxes still under way; people may also delete from it.
//     So our ID is looked for in the whole of each of the newest hundred entries, and a fax that is not there
//     is never said to be absent: [Provider.Find] says True or Unknown.
//   - The words that end a fax. success, failed, processing and transmitting are what other programs read.
//   - Whether pagesComplete counts over all calls. So a failed fax is worth another attempt ([dispatch.Status]
//     Retry) only when its words exclude a page and faxAttempt says that there was one call.
//   - The meaning of resultCode and resultInfo beyond "0" and "OK".
//   - Whether a fax can be stopped: [Provider.Cancel] refuses, with KindRefused.
//   - Limits of size, pages and calls, but for the eight calls a minute of the history, which are counted.
//
// The key is the Secret; there is no User. URL is https://api.documo.com unless given, as for the sandbox,
// https://api.sandbox.documo.com, which sends nothing. The settings:
//
//	caller_id   the number to send from, one of the account's; the account's own unless given
package documo

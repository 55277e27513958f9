// Package sinch is the fax provider for the Sinch Fax API v3, a fax service with a REST interface.
//
// Promise: one fax for one attempt, which carries the attempt's ID as a label, and "sent" only after the
// service has answered with a name for the fax. When the certainty of an attempt flips:
//
//	connection, TLS, documents, until the request's last byte     Unsent
//	redirected, or refused by HTTP (any 4xx)                      Unsent
//	no answer, an endless or garbled one, HTTP 303 or 5xx,
//	success without a name for the fax                            Maybe, settled by looking for the label
//	success with a name for the fax                               Sent
//
// The labels are souspli, the attempt's ID, and pages, the number of pages that we gave. Labels are never
// printed. Lists are asked for our label first, and then without, for a list that was narrowed by a filter
// proves no absence.
//
// [Provider.Find] says False only five minutes to six days after the attempt began (a list goes back a week),
// when the whole list was read, when it proves that the account shows labels and keeps what has ended, by a
// fax of ours that ended before, and when every fax since has a label of its own. Everything else is Unknown.
//
// Failure policy: words that are not known leave a fax accepted. Delivered needs COMPLETED and every page that
// we gave. A page more, when the service confirms all of its own count, is a cover page that the account adds.
// A fax that failed and whose pages the service does not count is never said to have left nothing behind,
// unless its code excludes that: a busy line, no answer, a document that could not be converted. The service
// redials whatever failed, also where a person answered; so it is asked for no redialling, and what reached
// nobody is worth another attempt ([dispatch.Status] Retry). Where the clinic wants it to redial, it does so five
// minutes apart, and no further attempt is made, for pages of an earlier call may not be counted. After 429, and
// after 503 with Retry-After, nothing is asked before the time that the service named. Nothing is tried twice
// here, and no redirect is followed.
//
// The service keeps what it sent for 13 months. Once a fax has been read to have ended, its documents are
// deleted there, once; what stays is the number, the times and the labels. Where that fails the receipt says
// "documents kept", and they are deleted by hand. The setting forget turns it off.
//
// Never seen on the live service, and written so that either answer works:
//
//   - Whether an order is answered by one fax or by a list of one, and whether a list honours the filter by
//     label. How pages of a list are counted: the next is asked for until nothing is missing or nothing comes.
//   - Whether pagesSentSuccessfully and retryCount are always told. Without the first nothing is called
//     delivered, without the second nothing is attempted again.
//   - Whether headerPageNumbers is honoured: the header line that the law wants is the service's, and says
//     nothing but "-", the time and our number.
//   - Whether a fax can be stopped: the interface has no call for it, and [Provider.Cancel] refuses, with
//     KindRefused.
//   - Limits of calls. Of size, 20 MB is what one manual says.
//
// User is the access key's ID, Secret its secret, and URL https://fax.api.sinch.com unless given. A fax to
// +1 989 898-9898 is not dialled and costs nothing. The settings:
//
//	project   the ID of the project, as the dashboard shows it; required
//	from      the number to send from, one of the account's; the account's first unless given
//	retries   how often the service redials, 0 to 5; 0 unless given
//	forget    whether documents are deleted there once a fax has ended: true unless given
package sinch

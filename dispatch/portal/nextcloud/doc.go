// Package nextcloud carries dispatches to a Nextcloud server: files over WebDAV, a share over OCS.
//
// Promise: a recipient gets access to a whole, proven deposit, once, or to nothing. Until a share stands,
// what lies on the server is the clinic's own and nobody else can open it; so the request that makes the
// share is the only moment at which the certainty flips:
//
//	until the request for the share is written       unsent  what was uploaded waits for the next attempt
//	share refused, 3xx or 4xx                        unsent  if the server then lists no share; else maybe
//	share answered 5xx, with nonsense or not at all  maybe   the server may have made it, and written a notice
//	share answered with its number                   sent
//
// On the server, in the account's folder:
//
//	<attempt>.part   says that the attempt has asked for no share yet; holds the name of its dispatch
//	<dispatch>.part  where a deposit is built, by one attempt after another
//	<attempt>        the deposit; its mark is removed before a share is asked for
//
// [Channel.Find] settles a maybe by them. With its mark, an attempt certainly reached nobody. Without it, the
// account's list of shares tells, by the label that each has: a share follows what it shares, wherever somebody moves
// it. A deposit without a share is first moved to <attempt>.void, where a request still under way does not find it;
// a share made just before is then seen. Where nothing stands, the answer is unknown; that
// a share is asked for is kept in the upload state before, so that of an attempt which was stopped even before its mark
// stood [Channel.Unasked] tells. The next attempt asks the same of
// all that went before: it takes their deposits over, or, where a share stands after all, is that share.
//
// Files up to 10 MiB go in one request, whose answer tells the SHA-256 that the server received. Larger ones
// go in chunks (chunked upload version 2), which the next attempt finds and goes on with, also after the
// program was stopped; they are read back to be proven. The assembly of chunks may outlast its request: the
// file is looked for before anything is asked again. What a dispatch that ended had uploaded, [Channel.Tidy] takes away.
// The server puts what is deleted into the account's trash bin; documents are deleted from there too.
//
// A share is for reading only, until a day within what the server allows, and opens with a passphrase, which
// travels by telephone: never in the share, its label or its notice. What the server made of it is read back: a share on
// other terms is ended. Past the end that was promised, nothing is shared. A server that would mail the passphrase
// itself is not sent anything by e-mail; one that enforces passphrases and does not mail them to recipients mails them
// to the account's owner, which it tells nobody.
//
// [Channel.Track] tells from the server's activities what was downloaded: by the address that a notice went to, or
// through the link by whoever had it. Delivered is a deposit of which the archive or every document was fetched; less is
// partial once access is over. A share is gone when the server says so of its number. Activities are kept by the
// numbers of files, which the receipt holds: they tell of a deposit that was recalled, too. Without them, nothing is
// said of who fetched what. A preview leaves no trace and is not told.
//
// Failure policy: that of package webdav, whose exchanges these are. Facts are from the server's published
// documentation and source: https://docs.nextcloud.com, https://github.com/nextcloud/server.
package nextcloud

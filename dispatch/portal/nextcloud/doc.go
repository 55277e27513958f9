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
// server's list of shares tells; a deposit without a share is removed first, so that a request still under
// way has nothing left to share. Where nothing stands, the answer is unknown.
//
// Files up to 10 MiB go in one request, whose answer tells the SHA-256 that the server received. Larger ones
// go in chunks (chunked upload version 2), which the next attempt finds and goes on with, also after the
// program was stopped; they are read back to be proven. The assembly of chunks may outlast its request: the
// file is looked for before anything is asked again.
//
// A share is for reading only, until a day within what the server allows, and opens with a passphrase, which
// travels by telephone: never in the share, its label or its notice. A server that would mail the passphrase
// itself is not sent anything by e-mail. [Channel.Track] tells from the server's activities what was
// downloaded: by the address that a notice went to, or through the link by whoever had it. A preview leaves
// no trace and is not told.
//
// Failure policy: that of package webdav, whose exchanges these are. Facts are from the server's published
// documentation and source: https://docs.nextcloud.com, https://github.com/nextcloud/server.
package nextcloud

// Package webdav carries dispatches to a secure portal that speaks WebDAV (RFC 4918).
//
// Promise: an attempt is deposited whole, proven and once, or not at all. A receipt says "deposited";
// WebDAV cannot tell who read what, so no dispatch of this channel is ever called delivered.
//
// A deposit is built in a staging folder, "<attempt>.part", and proven there: size by PROPFIND, SHA-256
// by the server's own sum, else by reading the file back. One MOVE then gives it its name. That MOVE is
// the only moment at which the certainty flips:
//
//	until the MOVE is written          unsent  staging is removed; what could not be is never a deposit
//	MOVE refused, 3xx or 4xx           unsent  if staging is then removed and no deposit stands; else maybe
//	MOVE answered 5xx or not at all    maybe   a proxy may answer while the server still works
//	MOVE answered 201 or 204           sent
//
// Staging is no delivery: its name is as unguessable as the deposit's, is told to nobody, and a new
// attempt builds another. [Channel.Find] settles a maybe. It looks for the deposit and proves it against
// its manifest; where only staging stands it removes it first, so that a MOVE still under way can no
// longer succeed, and looks again before it says that nothing arrived. Before a new attempt builds anything it looks
// for the deposits of the earlier ones: one that stands and holds the same is the deposit. What could not be removed is
// removed by [Channel.Tidy] once the dispatch has failed or was cancelled.
//
// Failure policy: nothing that exists is ever overwritten. Servers other than Apache ignore
// If-None-Match, so every name is looked up before it is made. No redirect is followed, no proxy used,
// no cookie kept; TLS is always verified. An answer that is too long, too slow or not understood is a
// failure, and errors carry neither the server's words nor any part of a URL.
package webdav

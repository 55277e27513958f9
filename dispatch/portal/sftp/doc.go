// Package sftp carries dispatches to a folder on a server that speaks SFTP (draft-ietf-secsh-filexfer-02), as
// laboratories and archives take deliveries.
//
// Promise: an attempt is deposited whole, proven and once, or not at all. SFTP cannot tell who read what, so
// no dispatch of this channel is ever called delivered. The server is the one whose key a person confirmed:
// the key is pinned, and another one is refused before a password or a byte is given to it.
//
// A deposit is built in a staging folder, "<attempt>.part": the manifest first, then each file, which is
// flushed to disk where the server can, and read back. One rename then gives it its name. That rename is the
// only moment at which the certainty flips:
//
//	until the rename is written              unsent  a later attempt goes on with what stands in staging
//	the rename was answered with a refusal   unsent  if no deposit stands; else maybe
//	the rename was not answered              maybe
//	the rename was answered                  sent
//
// An upload that was cut off goes on: its upload state names the attempt that built the staging folder, the
// next attempt gives that folder its own name, so that a rename of the earlier one can no longer succeed,
// compares what stands there with the document, and sends only what is missing, at most [Window] again.
//
// Before anything is built, the deposits of the earlier attempts are looked for: one that stands and holds the same is
// the deposit, and its receipt the answer, whatever a person had thought of it.
//
// [Channel.Find] settles a maybe. Where only staging stands it is renamed away first, to "<attempt>.void", so
// that a rename still under way finds nothing; then it says that nothing arrived. What it holds waits there for the
// next attempt. [Channel.Recall] withdraws a deposit in the same way: one rename, then what it holds is removed.
// [Channel.Tidy] removes both folders when the dispatch has failed or was cancelled.
//
// Failure policy: nothing that exists is ever overwritten: every name is looked up before it is made. No
// folder is ever listed, and no answer is read beyond what was asked for. A connection on which too
// little moves ends. Errors carry neither the server's words nor any part of a path.
package sftp

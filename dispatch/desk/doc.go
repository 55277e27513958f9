// Package desk holds the use cases: what the window and pli can do.
//
// Promise: a dispatch leaves only as the rules allow, with what was decided and why stored beside it. What
// stands in the documents raises protection, and nobody's word lowers it against an identifier that was
// found; a sign of the wrong document or the wrong recipient is a Concern that is lifted by what it weighs.
// What has left is stopped by the service that took it, if at all: what it answers is logged and told as it
// is, and what a person asked to stop is not sent again by itself.
// Failure policy: anything missing is named as a Need before a byte is stored; an error is a
// dispatch.Error whose sentence the edge writes.
package desk

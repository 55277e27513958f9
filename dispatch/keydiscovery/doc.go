// Package keydiscovery looks for recipients' certificates where they publish them: their own mail domain
// (Web Key Directory), the network's directory, and keys.openpgp.org.
//
// Promise: a look-up tells the place that is asked, and nobody else, whose certificate is wanted; it goes
// over verified HTTPS, never to another host than the one asked nor to an address inside the network, and ends within five seconds and one
// mebibyte. What is found is a claim of the place that told it: bytes to be parsed, checked and shown to a
// person, never a key to be used unseen.
//
// Failure policy: nothing found is an empty answer, not an error. Errors are *dispatch.Error that quote
// neither address nor answer; none of them stops a dispatch.
package keydiscovery

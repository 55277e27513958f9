// Package oauth signs in to services that take tokens instead of passwords (OAuth 2.0, RFC 6749): in the
// person's own browser, or, where an administrator allows it, with a code typed on another screen.
//
// Promise: no password is ever seen here. The browser comes back to a listener on this computer alone
// (RFC 8252), which takes one answer, for one sign-in that carries its own random state and proof key
// (RFC 7636), and is gone right after. What a service grants is kept by the caller, sealed; tokens that open
// the service stay in memory. A refresh token that the service replaced is kept before anything is done with
// the token that came with it, and two programs never use the same one at once.
//
// Failure policy: everything that goes wrong here is Unsent, since no document is near. Every exchange is
// bounded, follows no redirect and verifies TLS. A refusal becomes a code that tells the person, or the
// administrator, what to do; the service's own sentences are never quoted, for they name people:
//
//	what happened                                   worth another try
//	not reached, cut, stalled, busy                 yes
//	refused: consent, policy, second factor, expiry no: a person must act
//	an answer that is none                          no
package oauth

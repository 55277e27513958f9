// Package proof is the format of what the log proves to others: checkpoints and proofs of dispatch.
//
// Promise: what verifies was signed by the key named, and says of the log exactly what stood in it. A proof
// discloses only what its maker put into it, and needs nothing but the public key.
//
// Failure policy: bytes from anywhere are bounded before they are read; whatever does not verify is a
// *dispatch.Error of KindIntegrity, and nothing of it is returned as true. Errors hold no text of a proof.
package proof

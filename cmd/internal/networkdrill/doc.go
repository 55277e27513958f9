// Package networkdrill drills the whole program, from its composition root to real servers, on lines that fail.
//
// Promise: after every fault has passed, what the servers really hold is compared with what the log says, by our
// reference and by SHA-256: nothing stands twice, nothing is lost, nothing counts as sent that did not arrive, and
// an outcome is unknown only where it could not be known. docs/network-faults.md is the table of it.
//
// Failure policy: nothing is skipped; a server that is missing fails the test and says what to install. The package
// holds nothing but tests.
package networkdrill

// Package crashdrill kills the real program at every failpoint, starts it again, lets it settle, and compares what the
// servers really hold with what the log says.
//
// Promise: wherever the program dies, nothing is lost, nothing stands twice, nothing counts as sent that did not
// arrive, nothing as unsent that did, and an outcome is unknown only where docs/crash-matrix.md says so, which the drill
// itself writes. The log proves itself after every death.
//
// Failure policy: nothing is skipped; a point that is never reached, a server that is missing and an arrival that
// nobody's log knows of fail the drill. The package holds nothing but tests.
package crashdrill

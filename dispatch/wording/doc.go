// Package wording holds every sentence that people read, in French and English.
//
// Promise: code elsewhere speaks in codes and keys; here each becomes a whole sentence of the chosen
// language, with its dates, numbers and sizes written as that language writes them. An error is shown by
// its code or kind alone, so nothing that a program or a server said by accident reaches a screen.
//
// Failure policy: a key without a sentence shows itself between ⟦ and ⟧ instead of nothing, and an error
// whose code has no sentence is told by its kind. A catalogue that cannot be read is a fault of the
// build, found by the tests, and panics.
package wording

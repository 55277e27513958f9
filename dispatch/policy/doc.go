// Package policy decides how a document may travel.
//
// Promise: [Decide] is pure. The same case always gets the same answer, whatever the machine, the hour or
// the order in which things are asked; the steps stand in the order of the published procedure, each in
// a function of its own.
//
// Failure policy: nothing is guessed. A value outside the table of inputs is an error that names its
// field. What is merely not known counts as the worse: unknown sensitivity protects, an authorisation
// not confirmed holds, a recipient not found in the directory is outside, and an address whose domain
// cannot be read is taken for a look-alike.
package policy

// Version names the edition of the rules. It is recorded with every dispatch.
const Version = "2026.1"

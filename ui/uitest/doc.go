// Package uitest is a desk in memory for tests of the window.
//
// Promise: it answers like the real one for the few cases that it knows, always the same way, with people
// and numbers that do not exist. Failure policy: a method fails exactly when a test told it to.
package uitest

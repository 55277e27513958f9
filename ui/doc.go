// Package ui is the window of Souspli.
//
// Promise: what stands on the screen is what the home holds, at most a second old, and nothing slow ever
// runs on the goroutine that draws. One press sends once: a send cannot be pressed again while it is
// being stored.
//
// Failure policy: an error becomes a whole sentence in the page where it happened and leaves what the
// person typed untouched. What is not known is shown as uncertain, never as sent.
package ui

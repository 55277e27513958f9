// Package inspect reads a document before anything is decided about it.
//
// Promise: it says only what it saw, and never changes a file. Failure policy: what cannot be read is an
// error with a code for people; nothing is guessed, and unknown counts as protected.
package inspect

// Report is what was seen in a file.
type Report struct {
	Path      string `json:"-"`
	Name      string `json:"file"`
	MediaType string `json:"media_type"`
	Pages     int    `json:"pages"`
	Size      int64  `json:"size"`   // bytes
	SHA256    string `json:"sha256"` // lower-case hexadecimal
}

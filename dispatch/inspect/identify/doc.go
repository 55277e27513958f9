// Package identify finds what identifies a person in a document.
//
// Promise: identifiers leave it masked; nothing is guessed from a single digit. Failure policy: what looks
// like a health insurance number counts as one, even when its check digit is wrong.
package identify

import (
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// Finder reads a document page by page. Its memory does not grow with the pages, but with what it finds.
type Finder struct{ now time.Time }

// New returns a Finder. No date of birth is later than now.
func New(now time.Time) *Finder { return &Finder{now} }

// Properties reads the file's name and what it says of itself.
func (f *Finder) Properties(p layout.Properties) {}

// Page reads the next page.
func (f *Finder) Page(p layout.Page) {}

// Result is what was found so far.
func (f *Finder) Result() Result { return Result{} }

func match(p Person, name string) dispatch.Truth { return dispatch.Unknown }

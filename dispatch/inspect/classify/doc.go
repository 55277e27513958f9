// Package classify tells what kind of document this is, and why, by its words.
//
// Promise: the vocabulary and its scoring decide, and the words that decided are told. Failure policy: too
// few or contradictory words leave the kind open; a person is asked.
package classify

import (
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// Candidate is a kind with its score.
type Candidate struct {
	Kind  dispatch.DocumentKind `json:"kind"`
	Score int                   `json:"score"`
	Words []string              `json:"words"` // terms of the vocabulary that counted, the weightiest first
}

// Topic is an extra-sensitive topic: mental_health, sexual_reproductive, addiction, genetics,
// violence_protection, end_of_life, legal, biometrics.
type Topic string

// Protection is what a kind is by itself.
type Protection string

// The protections. A kind can raise protection, never lower it.
const (
	Protected    Protection = "protected"
	Personal     Protection = "personal"
	Organisation Protection = "organisation" // what the organisation may class confidential
	None         Protection = "none"
)

// Result is what the words say.
type Result struct {
	Best       Candidate   // decided when Decided
	Decided    bool        // far enough above the threshold and the next one
	Others     []Candidate // the next best, best first, at most three
	Protection Protection  // of the decided kind; Protected when not decided
	Topics     []Topic
	Health     bool     // health terms stand in the text
	Languages  []string // fr, en; the more used first; empty: too little text
	Words      int      // words read
}

// Classifier reads a document page by page.
type Classifier struct{}

// New returns a Classifier that begins with the file's name and what it says of itself.
func New(p layout.Properties) *Classifier { return &Classifier{} }

// Page reads the next page.
func (c *Classifier) Page(p layout.Page) {}

// Result is what the words read so far say.
func (c *Classifier) Result() Result { return Result{Protection: Protected} }

// Kinds lists the kinds that the vocabulary can tell.
func Kinds() []dispatch.DocumentKind { return nil }

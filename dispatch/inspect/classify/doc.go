// Package classify tells what kind of document this is, and why, by its words.
//
// Promise: the vocabulary and its scoring decide, and the words that decided are told. Failure policy: too
// few or contradictory words leave the kind open; a person is asked, and what is open counts as protected.
package classify

import "github.com/souspli/souspli/dispatch"

// Candidate is a kind with its score.
type Candidate struct {
	Kind  dispatch.DocumentKind `json:"kind"`
	Score int                   `json:"score"`
	Words []string              `json:"words"` // terms of the vocabulary that counted, the weightiest first
}

// Topic is an extra-sensitive topic.
type Topic string

// The topics. Their sentences are in package wording under "topic_" and their name.
const (
	MentalHealth       Topic = "mental_health"
	SexualReproductive Topic = "sexual_reproductive"
	Addiction          Topic = "addiction"
	Genetics           Topic = "genetics"
	ViolenceProtection Topic = "violence_protection"
	EndOfLife          Topic = "end_of_life"
	Legal              Topic = "legal"
	Biometrics         Topic = "biometrics"
)

// Topics lists every topic.
func Topics() []Topic {
	return []Topic{
		MentalHealth, SexualReproductive, Addiction, Genetics, ViolenceProtection, EndOfLife, Legal, Biometrics,
	}
}

// Protection is what a kind is by itself.
type Protection string

// The protections. A kind can raise protection, never lower it.
const (
	Protected    Protection = "protected"
	Personal     Protection = "personal"
	Organisation Protection = "organisation" // what the organisation may class confidential
	None         Protection = "none"
)

// Result is what the words say. They cannot say that nobody is named: None holds only where no identifier
// and no name was found either, which package identify knows.
type Result struct {
	Best       Candidate   // decided when Decided; its Kind is empty when no word counted
	Decided    bool        // far enough above the threshold and the next one
	Others     []Candidate // the next best, best first, at most three
	Protection Protection  // of the decided kind; Protected when not decided
	Topics     []Topic     // in the order of Topics
	Health     bool        // health terms stand in the text
	Languages  []string    // fr, en; the more used first; empty: too little text
	Words      int         // words read
}

// Kinds lists the kinds that the vocabulary can tell.
func Kinds() []dispatch.DocumentKind {
	kinds := vocabulary().kinds
	list := make([]dispatch.DocumentKind, len(kinds))
	for i, kind := range kinds {
		list[i] = kind.name
	}
	return list
}

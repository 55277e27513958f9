// Package facsimile makes of a page what a fax machine prints: 1728 dots wide, black and white.
//
// Promise: what is shown before sending is what the other machine would print from the same bits. Failure
// policy: a page that would not be readable says so; nothing is dropped in silence.
package facsimile

import (
	"image"
)

// The geometry of a Letter page at fine resolution (204 × 196 dots an inch).
const (
	Width        = 1728
	LetterHeight = 2156
	LegalHeight  = 2744
)

// Findings are what may hurt a page on its way.
type Findings struct {
	GreyShare float64 `json:"grey_share"` // of the page's area that is neither black nor white, 0 to 1
	LightText bool    `json:"light_text"` // letters too pale to survive
	TinyText  bool    `json:"tiny_text"`  // letters too small to survive
	Dark      bool    `json:"dark"`       // so black that a machine may refuse it
	Bytes     int     `json:"bytes"`      // encoded in Group 4
}

// Legibility sums up the pages of a document.
type Legibility struct {
	GreyShare  float64 `json:"grey_share"` // of the worst page
	LightPages []int   `json:"light_pages"`
	TinyPages  []int   `json:"tiny_pages"`
	DarkPages  []int   `json:"dark_pages"`
	HeavyPages []int   `json:"heavy_pages"` // over 150 kB encoded
	Pages      int     `json:"pages"`       // pages judged
	Minutes    float64 `json:"minutes"`     // estimated line time at 14,400 bit/s with dialling, all pages
}

// Mode is how greys become black and white.
type Mode uint8

// The modes.
const (
	Plain     Mode = iota // as a machine does it: one threshold, dots for greys
	Optimised             // grey backgrounds removed, pale letters strengthened
)

// Preview is a page as the other machine prints it.
type Preview struct {
	Image    image.Image
	Findings Findings
	Minutes  float64 // of this page alone, without dialling
}

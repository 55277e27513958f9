// Package facsimile makes of a page what a fax machine prints: 1728 dots wide, black and white.
//
// Promise: what is shown before sending is what the other machine would print from the same bits. Failure
// policy: a page that would not be readable says so; nothing is dropped in silence.
//
// A page comes in as it was drawn, in greys, at Width × the height that Fit names; Frame says where on it.
// Rasterise makes dots of it, Judge tells what would be lost, Sum adds up a document, EncodeG4 and WritePDF
// write the dots so that they arrive as they are. A page costs a fixed amount of memory, a document that
// of one page. The README has the figures, and what they were measured on.
//
// What is an assumption: providers dot greys in ways of their own, so that Plain shows how bad an unprepared
// page gets, not each of its dots; it was compared with Ghostscript. Prepared pages have no greys left, and
// were printed dot for dot by Ghostscript, poppler and MuPDF; no live service was seen. Dialling and
// handshake are counted as 25 seconds a call, what lies between pages as none.
package facsimile

import "image"

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

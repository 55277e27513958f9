package ui

import (
	_ "unsafe" // for the link

	"github.com/go-text/typesetting/shaping"
)

// fyneShaper is what Fyne lays text out with. It remembers every font that it ever met, and Fyne reads its fonts anew for
// each test app and each theme: a run of all screens would hold thousands of them, in gigabytes.
//
//go:linkname fyneShaper fyne.io/fyne/v2/internal/painter.shaper
var fyneShaper *shaping.HarfbuzzShaper

// forgetFonts lets go of the fonts of a test app that ended.
func forgetFonts() { *fyneShaper = shaping.HarfbuzzShaper{} }

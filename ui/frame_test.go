package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// TestTheRailGivesWay: large text on a small screen leaves little room, and the documents need it.
func TestTheRailGivesWay(t *testing.T) {
	r := newRig(t, nil)
	r.window.Resize(fyne.NewSize(853, 480))
	r.saysNot("Historique")
	r.says(r.count(len(r.live.tasks))) // what is to be done stays in sight
	r.window.Resize(fyne.NewSize(1280, 720))
	r.says("Historique")
}

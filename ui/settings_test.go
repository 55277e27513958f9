package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// section opens a section of the settings.
func (r *rig) section(name section) {
	r.openSettings(name)
	r.settle()
}

func TestTheSettingsAreWalkedThroughWithTheKeyboard(t *testing.T) {
	r := newRig(t, nil)
	r.ctrl(fyne.Key6)
	s := r.settings()
	r.focus(s.lines[sectionClinic])
	for _, p := range s.pages {
		if s.here != p.section || !s.lines[p.section].chosen || r.window.Canvas().Focused() != s.lines[p.section] {
			t.Errorf("%s is in sight, want %s with the keyboard on it", s.here, p.section)
		}
		r.key(fyne.KeyDown)
	}
	r.key(fyne.KeyDown)
	if last := s.pages[len(s.pages)-1].section; s.here != last {
		t.Errorf("below the last section is %s", s.here)
	}
	r.key(fyne.KeyUp)
	if before := s.pages[len(s.pages)-2].section; s.here != before {
		t.Errorf("above the last section is %s, want %s", s.here, before)
	}
}

func TestAProfileBeingWrittenStays(t *testing.T) {
	r := newRig(t, nil)
	r.section(sectionClinic)
	clinic := r.settings().pane(sectionClinic).(*clinicPane)
	clinic.name.SetText("Accueil du matin")
	r.section(sectionAbout)
	r.section(sectionClinic)
	if clinic.name.Text != "Accueil du matin" {
		t.Errorf("the name is %q again", clinic.name.Text)
	}
}

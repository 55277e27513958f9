package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
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

func TestTheMonthsOfNumbers(t *testing.T) {
	r := newRig(t, nil)
	r.section(sectionSending)
	months := settingOf[*verificationMonths](r, sectionSending)
	if months.months.Text != "12" {
		t.Errorf("%q months", months.months.Text)
	}
	for _, wrong := range []string{"", "0", "121", "un an"} {
		months.months.SetText(wrong)
		months.save()
		r.settle()
		r.says("Inscrivez un nombre de mois de 1 à 120.")
	}
	months.months.SetText("6")
	months.save()
	r.settle()
	r.says("La durée est enregistrée.")
	if kept, _ := r.desk.VerificationMonths(t.Context()); kept != 6 {
		t.Errorf("%d months are kept", kept)
	}
}

func TestTheLastTestOfAnAccountStays(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Serve(srfax(nil))
	r.openFirstAccount()
	r.desk.Fail("TestAccount", &dispatch.Error{Op: "srfax", Kind: dispatch.KindCredentials, Code: "fax_login_refused"})
	r.tap("Essayer le compte")
	r.section(sectionClinic)
	r.openAccount(r.live.accounts[0].ID)
	r.settle()
	r.says("Essai du 22 nov. 2026, 12 h 05, en 1 s")
	r.says("Le service répond")
	r.saysNot("Il accepte le compte")
}

// settingOf is the part of a section that has a type, wherever it stands.
func settingOf[T screen](r *rig, name section) T {
	r.t.Helper()
	for _, part := range r.settings().pane(name).(*stacked).parts {
		if found, ok := part.(T); ok {
			return found
		}
	}
	var none T
	r.t.Fatalf("no %T among the settings", none)
	return none
}

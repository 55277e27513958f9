package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch/wording"
)

// TestEverythingIsReachedByKeyboard walks Tab through every screen: each thing that can be worked is come to, and the
// picture shows where the keyboard is.
func TestEverythingIsReachedByKeyboard(t *testing.T) {
	for _, s := range allScreens() {
		t.Run(s.name, func(t *testing.T) {
			r := newRig(t, nil)
			s.reach(r)
			reached := r.walk()
			for _, o := range visible(r.window.Content()) {
				f, ok := o.(fyne.Focusable)
				if disabled, can := o.(fyne.Disableable); !ok || can && disabled.Disabled() || o.Size().Height == 0 {
					continue
				}
				if !reached[f] {
					t.Errorf("Tab does not come to %T %q", o, labelOf(o))
				}
				if keeps, can := o.(fyne.Tabbable); can && keeps.AcceptsTab() {
					t.Errorf("Tab does not leave %T %q", o, labelOf(o))
				}
			}
		})
	}
}

// walk goes once around with Tab.
func (r *rig) walk() map[fyne.Focusable]bool {
	canvas, reached := r.window.Canvas(), map[fyne.Focusable]bool{}
	canvas.Focus(nil)
	for canvas.FocusNext(); canvas.Focused() != nil && !reached[canvas.Focused()]; canvas.FocusNext() {
		reached[canvas.Focused()] = true
	}
	canvas.Focus(nil)
	return reached
}

func labelOf(o fyne.CanvasObject) string {
	switch w := o.(type) {
	case *button:
		return w.Text
	case *press:
		return w.label
	case *field:
		return w.PlaceHolder
	default:
		return ""
	}
}

// TestFocusIsSeen on every kind of thing that a window is made of.
func TestFocusIsSeen(t *testing.T) {
	r := newRig(t, nil)
	for name, w := range map[string]fyne.Focusable{
		"button": newButton("Envoyer", nil), "Fyne's button": newButton("Envoyer", nil),
		"press": newPress("ligne", line("ligne"), nil), "check": widget.NewCheck("case", nil),
		"field": r.field("nom"), "select": widget.NewSelect([]string{"un"}, nil),
	} {
		r.window.SetContent(w.(fyne.CanvasObject))
		for variantName, variant := range variants {
			r.config.App.Settings().SetTheme(NewFixedTheme(variant))
			r.focus(nil)
			before := test.RenderObjectToMarkup(w.(fyne.CanvasObject))
			r.focus(w)
			if test.RenderObjectToMarkup(w.(fyne.CanvasObject)) == before {
				t.Errorf("%s: the keyboard on a %s is not seen", variantName, name)
			}
		}
	}
}

// TestFyneSpeaksTheLanguageOfTheWindow, whatever the system's is.
func TestFyneSpeaksTheLanguageOfTheWindow(t *testing.T) {
	r := newRig(t, nil)
	for _, language := range []wording.Language{wording.English, wording.French, wording.English} {
		r.choose(language)
		for fynes, ours := range fyneWords {
			if got, want := lang.L(fynes), r.UI.t(ours); got != want {
				t.Errorf("%s: Fyne says %q, want %q", language, got, want)
			}
		}
	}
}

// joined finds sentences put together from parts, which another language could not order. Whole sentences may stand
// beside one another, with a space, a line or a dot between.
var joined = regexp.MustCompile(`\.(t|n)\([^()]*\) *\+ *[^" ]|[^"\s] *\+ *[a-z.]+\.(t|n)\(|[^·,\sn]" *\+ *[a-z.]+\.(t|n)\(`)

func TestNoSentenceIsJoined(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	if err != nil || len(sources) < 50 {
		t.Fatalf("%d sources: %v", len(sources), err)
	}
	for _, name := range sources {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range joined.FindAllString(string(source), -1) {
			if !strings.HasSuffix(name, "_test.go") && !strings.Contains(found, `_file")`) { // the name of a file has an ending
				t.Errorf("%s joins %s", name, found)
			}
		}
	}
}

func TestPreferencesFromElsewhereAreSound(t *testing.T) {
	got := Preferences{Look: "neon", TextSize: 900, Quiet: true}.Sound()
	if want := (Preferences{TextSize: 100, Quiet: true}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestLooksAreKeptAndShownAtOnce through the settings, as a person chooses them.
func TestLooksAreKeptAndShownAtOnce(t *testing.T) {
	var kept []Preferences
	r := newRig(t, func(c *Config) { c.SetPreferences = func(p Preferences) { kept = append(kept, p) } })
	r.section(sectionDisplay)
	r.pick("Contraste élevé")
	r.pick("150\u00a0%")
	if len(kept) != 2 || kept[1] != (Preferences{Look: LookContrast, TextSize: 150}) {
		t.Fatalf("kept %+v", kept)
	}
	if th, ok := r.config.App.Settings().Theme().(*Theme); !ok || !th.contrasts() {
		t.Error("the window does not turn")
	}
}

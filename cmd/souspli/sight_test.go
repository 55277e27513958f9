//go:build linux

package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// A test must find what a person sees, wherever the design puts it. So the test binary, when it is the program,
// answers on its standard output what is in the window, once for each line that it reads. The program itself knows
// nothing of it.

// thing is something in the window, with the words that a person reads there or hears.
type thing struct {
	Words string
	Field bool // takes text; its words are the placeholder
	Text  string
	Press bool // a button or a line to choose
	// Where it is, in pixels of the window, and the part of the window that it may scroll within.
	Place, Within place
}

type place struct{ X, Y, Right, Below int }

func (p place) middle() (x, y int)  { return (p.X + p.Right) / 2, (p.Y + p.Below) / 2 }
func (p place) holds(x, y int) bool { return x >= p.X && x < p.Right && y >= p.Y && y < p.Below }

func (t thing) inSight() bool { return t.Within.holds(t.Place.middle()) }

// better tells which of two things with the same words is meant.
func (t thing) better(than thing) bool {
	if t.inSight() != than.inSight() {
		return t.inSight()
	}
	return t.Press && !than.Press
}

// tellSights answers until its questions end.
func tellSights(questions io.Reader, answers io.Writer) {
	encoder := json.NewEncoder(answers)
	for lines := bufio.NewScanner(questions); lines.Scan(); {
		var seen []thing
		fyne.DoAndWait(func() { seen = inWindows(fyne.CurrentApp().Driver().AllWindows()) })
		if encoder.Encode(seen) != nil {
			return
		}
	}
}

// beSeen tells what is in the window of this program.
func beSeen() { go tellSights(os.Stdin, os.Stdout) }

func inWindows(windows []fyne.Window) (seen []thing) {
	for _, window := range windows {
		c := window.Canvas()
		from := c.Content()
		if top := c.Overlays().Top(); top != nil {
			from = top
		}
		s := sight{canvas: c}
		s.look(from, fyne.Position{}, fyne.Position{}, c.Size())
		seen = append(seen, s.seen...)
	}
	return seen
}

// sight walks through what a canvas shows.
type sight struct {
	canvas fyne.Canvas
	seen   []thing
}

func (s *sight) look(o fyne.CanvasObject, offset, corner fyne.Position, room fyne.Size) {
	if o == nil || !o.Visible() {
		return
	}
	at := offset.Add(o.Position())
	if _, scrolls := o.(fyne.Scrollable); scrolls {
		corner, room = at, o.Size()
	}
	if t, ok := describe(o); ok {
		t.Place, t.Within = s.place(at, o.Size()), s.place(corner, room)
		s.seen = append(s.seen, t)
	}
	for _, child := range children(o) {
		s.look(child, at, corner, room)
	}
}

func (s *sight) place(at fyne.Position, size fyne.Size) place {
	x, y := s.canvas.PixelCoordinateForPosition(at)
	right, below := s.canvas.PixelCoordinateForPosition(at.AddXY(size.Width, size.Height))
	return place{x, y, right, below}
}

func children(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	default:
		return nil
	}
}

// describe reports whether something has words of its own.
func describe(o fyne.CanvasObject) (t thing, ok bool) {
	_, t.Press = o.(fyne.Tappable)
	if words, isText := o.(*canvas.Text); isText {
		t.Words = plain(words.Text)
		return t, t.Words != ""
	}
	if chosen, has := property(o, "Selected"); has {
		t.Words = plain(chosen)
		return t, t.Words != ""
	}
	if placeholder, has := property(o, "PlaceHolder"); has {
		t.Field = true
		t.Words = plain(placeholder)
		t.Text, _ = property(o, "Text")
		return t, true
	}
	if spoken, has := o.(fyne.Accessible); has && spoken.AccessibilityRole() != fyne.AccessibleRoleContainer {
		t.Words = plain(spoken.AccessibilityLabel())
	} else if label, has := property(o, "Label"); has {
		t.Words = plain(label)
	} else if label, has := property(o, "Text"); has {
		t.Words = plain(label)
	}
	return t, t.Words != ""
}

// property reads a public field of a widget: Fyne's own have no common way to tell their words.
func property(o fyne.CanvasObject, name string) (words string, has bool) {
	v := reflect.Indirect(reflect.ValueOf(o))
	if v.Kind() != reflect.Struct {
		return "", false
	}
	f := v.FieldByName(name)
	if !f.IsValid() || f.Kind() != reflect.String {
		return "", false
	}
	return f.String(), true
}

// plain writes spaces that must not break as spaces.
func plain(words string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(words)
}

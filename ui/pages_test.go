package ui

import (
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

// pagesScreens are those of the pages of a document.
var pagesScreens = []struct {
	name  string
	reach func(*rig)
}{
	{"send_pages", func(r *rig) {
		r.arranging("/documents/verrouille.pdf")
	}},
	{"send_pages_changed", func(r *rig) {
		a := r.arranging("/documents/resultats.pdf")
		a.turn(1)
		a.takeOut()
		r.settle()
	}},
	{"send_arranged", func(r *rig) {
		a := r.arranging("/documents/resultats.pdf")
		a.choose(2)
		a.takeOut()
		a.done()
		r.settle()
		r.to("parc")
	}},
}

// arranging opens the pages of a document.
func (r *rig) arranging(path string) *arranger {
	r.t.Helper()
	r.drop(path)
	if strings.Contains(path, "verrouille") {
		r.write("rimouski")
		r.key(fyne.KeyReturn)
	}
	r.sending().arrange(r.draft.inSight())
	r.settle()
	return r.sending().over.(*arranger)
}

func TestArrangementLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages := rapid.IntRange(1, 9).Draw(t, "pages")
		a := newArrangement(pages, nil)
		changes := 0
		for _, change := range rapid.SliceOf(rapid.IntRange(0, 5)).Draw(t, "changes") {
			if changeOnce(t, a, change, pages) {
				changes++
			}
		}
		expectLeaves(t, a, pages)
		for range changes {
			if !a.undo() {
				t.Fatal("a change cannot be taken back")
			}
		}
		if a.undo() || a.differs(asTheyAre(pages)) {
			t.Fatalf("undone, it is %v", a.leaves)
		}
	})
}

// changeOnce makes one of the changes, and reports whether it made a difference.
func changeOnce(t *rapid.T, a *arrangement, change, pages int) bool {
	switch change {
	case 0:
		a.turn(1)
	case 1:
		a.turn(-1)
	case 2:
		return a.move(1)
	case 3:
		return a.move(-1)
	case 4:
		return a.takeOut()
	default:
		a.choose(rapid.IntRange(-1, pages).Draw(t, "page"))
		return false
	}
	return true
}

// expectLeaves holds an arrangement to what can be made of a document: a page at least, each once, by quarters.
func expectLeaves(t *rapid.T, a *arrangement, pages int) {
	seen := map[int]bool{}
	for _, leaf := range a.leaves {
		if leaf.Page < 1 || leaf.Page > pages || seen[leaf.Page] || leaf.Turn < 0 || leaf.Turn > 270 || leaf.Turn%90 != 0 {
			t.Fatalf("%v of %d pages", a.leaves, pages)
		}
		seen[leaf.Page] = true
	}
	if a.chosen < 0 || a.chosen >= len(a.leaves) {
		t.Fatalf("%d of %v is chosen", a.chosen, a.leaves)
	}
}

func TestTurnedPicture(t *testing.T) {
	red := color.RGBA{R: 0xff, A: 0xff}
	for degrees, want := range map[int]image.Point{0: {0, 0}, 90: {1, 0}, 180: {2, 1}, 270: {0, 2}} {
		picture := image.NewRGBA(image.Rect(0, 0, 3, 2))
		picture.SetRGBA(0, 0, red)
		if got := turned(picture, degrees); got.At(want.X, want.Y) != color.Color(red) {
			t.Errorf("turned by %d, the corner is not at %v of %v", degrees, want, got.Bounds())
		}
	}
}

// TestArrangeByKeyboard takes the page of another person out: the concern goes with it.
func TestArrangeByKeyboard(t *testing.T) {
	r := newRig(t, nil)
	r.arranging("/documents/resultats.pdf")
	r.says("3 gardées sur 3")
	r.key(fyne.KeyRight)
	r.key(fyne.KeyPageDown)
	r.write("r")
	r.key(fyne.KeyLeft)
	r.key(fyne.KeyDelete)
	r.says("2 gardées sur 3")
	r.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
	r.key(fyne.KeyDelete)
	r.key(fyne.KeyReturn)
	f := r.draft.files[0]
	if want := []inspect.Leaf{{Page: 1}, {Page: 2, Turn: 90}}; !slices.Equal(f.leaves, want) || f.report.Pages != 2 || !f.report.Arranged {
		t.Fatalf("%v, want %v", f.leaves, want)
	}
	if f.report.Persons != 1 {
		t.Errorf("%d persons are left", f.report.Persons)
	}
	r.says("2 pages gardées sur 3")

	r.pick("Tout remettre")
	if f.report.Pages != 3 || f.report.Arranged || f.whole != nil {
		t.Errorf("%+v is not the file", f.report)
	}
}

func TestArrangeLeft(t *testing.T) {
	for _, c := range []struct {
		name  string
		leave func(*rig, *arranger)
	}{
		{"by Esc", func(r *rig, _ *arranger) { r.back() }},
		{"unchanged", func(_ *rig, a *arranger) { a.done() }},
		{"changed, then restored", func(_ *rig, a *arranger) { a.takeOut(); a.restore(); a.done() }},
		{"by another document", func(r *rig, a *arranger) { a.takeOut(); r.drop("/documents/depliant.pdf") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			a := r.arranging("/documents/resultats.pdf")
			c.leave(r, a)
			r.settle()
			if r.sending().over != nil || r.desk.Calls("Arrange") != 0 || r.draft.files[0].report.Pages != 3 {
				t.Error("the pages were changed, or are still shown")
			}
		})
	}
}

// TestArrangeFails leaves everything as it was, and says why.
func TestArrangeFails(t *testing.T) {
	r := newRig(t, nil)
	a := r.arranging("/documents/resultats.pdf")
	r.desk.Fail("Arrange", &dispatch.Error{Kind: dispatch.KindInvalid, Code: "pages_not_arranged"})
	a.takeOut()
	a.done()
	r.settle()
	r.says("ne peuvent pas être séparées")
	if r.draft.files[0].report.Arranged || r.sending().over == nil {
		t.Error("the document is another")
	}
}

// TestConfirmationsFallWithThePages: what was looked at is no longer what would leave.
func TestConfirmationsFallWithThePages(t *testing.T) {
	r := newRig(t, nil)
	a := r.arranging("/documents/resultats.pdf")
	r.draft.confirm("several_persons", true)
	a.takeOut()
	a.done()
	r.settle()
	if len(r.draft.confirmed) > 0 {
		t.Errorf("%v is still confirmed", r.draft.confirmed)
	}
}

func TestDocumentsInOrder(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/documents/resultats.pdf", "/documents/depliant.pdf")
	second := r.draft.files[1]
	r.sending().documents.render()
	for _, o := range visible(r.sending().documents.sooner(second)) {
		if tappable, ok := o.(fyne.Tappable); ok {
			tappable.Tapped(nil)
		}
	}
	r.settle()
	if r.draft.files[0] != second {
		t.Error("the second document does not come first")
	}
}

// TestSeveralPersonsLeadToThePages: what the concern asks to separate is separated there.
func TestSeveralPersonsLeadToThePages(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/documents/resultats.pdf")
	ways := r.sending().suggestion.concerns.ways(desk.Concern{Code: desk.ConcernSeveralPersons})
	if len(ways) != 2 {
		t.Fatalf("%d ways out, want the pages and the document", len(ways))
	}
	ways[0].(fyne.Tappable).Tapped(nil)
	r.settle()
	if _, shown := r.sending().over.(*arranger); !shown {
		t.Error("the pages are not shown")
	}
}

package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/souspli/souspli/dispatch"
)

// turned is the page in sight with the number of pages drawn so far.
func (r *rig) turned(keys ...fyne.KeyName) (page, drawn int) {
	for _, key := range keys {
		r.turnBy(key)
		r.settle()
	}
	return r.draft.page, r.desk.Calls("Preview")
}

// turnBy gives a key to the window while nothing has the keyboard.
func (r *rig) turnBy(key fyne.KeyName) { r.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: key}) }

func TestPageKeys(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/resultats.pdf") // three pages
	r.focus(nil)
	for _, c := range []struct {
		name string
		key  fyne.KeyName
		want int
	}{
		{"no page before the first", fyne.KeyPageUp, 1},
		{"to the second", fyne.KeyPageDown, 2},
		{"to the third", fyne.KeyPageDown, 3},
		{"no page after the last", fyne.KeyPageDown, 3},
		{"back", fyne.KeyPageUp, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if page, _ := r.turned(c.key); page != c.want {
				t.Errorf("page %d, want %d", page, c.want)
			}
		})
	}
	r.says("2 / 3")
	r.sending().recipient.seek()
	if r.key(fyne.KeyPageDown); r.draft.page != 3 {
		t.Error("the key does not reach the pages from a field")
	}
}

func TestTheWheelTurnsPagesThenScrolls(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/ordonnance.pdf")
	view := r.sending().documents.pages.preview.view
	roll := func(by float32) { view.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, by)}); r.settle() }
	if roll(-wheelStep / 2); r.draft.page != 1 {
		t.Error("half a step turned the page")
	}
	if roll(-wheelStep / 2); r.draft.page != 2 {
		t.Error("a step did not turn the page")
	}
	if roll(-wheelStep); r.draft.page != 2 {
		t.Error("turned past the last page")
	}
	if roll(wheelStep); r.draft.page != 1 {
		t.Error("did not turn back")
	}
}

func TestTheNextPageIsDrawnAhead(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/resultats.pdf")
	before := r.desk.Calls("Preview")
	if before < 2 {
		t.Fatalf("%d pages drawn, want the first and the next", before)
	}
	r.focus(nil)
	if _, drawn := r.turned(fyne.KeyPageDown); drawn != before+1 {
		t.Errorf("turning drew %d pages, want only the one after", drawn-before)
	}
	if _, drawn := r.turned(fyne.KeyPageUp, fyne.KeyPageDown); drawn != before+1 {
		t.Errorf("going back and forth drew %d pages more, want none", drawn-before-1)
	}
}

func TestTheOldPictureStaysUntilTheNewOneIsThere(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/resultats.pdf")
	r.focus(nil)
	paper := r.sending().documents.pages.preview.view.paper
	first := paper.picture
	release := r.desk.Hold("FaxPreview")
	r.sending().documents.pages.pager.asFax.SetChecked(true)
	if first == nil || paper.picture != first {
		t.Error("the page went blank")
	}
	release()
	r.settle()
	if paper.picture == first {
		t.Error("the fax page is not shown")
	}
	r.says("Cette page : texte pâle.")
	r.says("Environ 3 minutes par télécopie · à regarder : page 1")
}

func TestANewerPageGivesUpTheOlder(t *testing.T) {
	r := newRig(t, nil)
	release := r.desk.Hold("Preview")
	r.drawLater("/d/resultats.pdf")
	r.focus(nil)
	r.turnBy(fyne.KeyPageDown)
	r.turnBy(fyne.KeyPageDown)
	release()
	r.settle()
	if got := r.desk.Calls("Preview given up"); got < 2 {
		t.Errorf("%d drawings given up, want both older ones", got)
	}
	if p := r.sending().documents.pages.preview; p.wanted.page != 3 || p.view.paper.picture == nil {
		t.Errorf("shows %+v", p.wanted)
	}
}

// drawLater drops a document whose reading ends while its pages wait.
func (r *rig) drawLater(path string) {
	r.add([]string{path})
	for r.draft.inSight() == nil {
		for _, f := range r.main.take() {
			f()
		}
	}
}

func TestAPageThatCannotBeDrawnSaysSo(t *testing.T) {
	r := newRig(t, nil)
	r.desk.Fail("Preview", &dispatch.Error{Op: "inspect.preview", Kind: dispatch.KindInternal})
	r.drop("/d/ordonnance.pdf")
	r.says("Souspli n’a pas pu dessiner cette page.")
	if r.sending().documents.pages.preview.view.paper.picture != nil {
		t.Error("a picture is shown all the same")
	}
}

func TestNoPictureOfOneDocumentUnderAnother(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/ordonnance.pdf", "/d/resultats.pdf")
	paper := r.sending().documents.pages.preview.view.paper
	release := r.desk.Hold("Preview")
	r.sending().documents.look(r.draft.files[1])
	if paper.picture != nil {
		t.Error("the other document’s page still shows")
	}
	release()
	r.settle()
	if paper.picture == nil || r.draft.inSight() != r.draft.files[1] {
		t.Error("the chosen document is not shown")
	}
}

func TestZoom(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/ordonnance.pdf")
	test.Tap(r.sending().documents.pages.preview.view)
	r.settle()
	z := r.sending().zoomed
	if z == nil || z.preview.view.paper.picture == nil {
		t.Fatal("the page is not shown large")
	}
	small := r.sending().documents.pages.preview.view.paper.picture.Bounds().Dx()
	if large := z.preview.view.paper.picture.Bounds().Dx(); large < 3*small {
		t.Errorf("large is %d dots wide, small %d", large, small)
	}
	for range 4 { // down the page, then to the next one
		r.key(fyne.KeyPageDown)
	}
	if r.draft.page != 2 {
		t.Errorf("the keys stay on page %d", r.draft.page)
	}
	r.turnBy(fyne.KeyEscape)
	r.settle()
	if r.sending().zoomed != nil {
		t.Error("Esc does not close it")
	}
	r.says("2 / 2")
}

func TestPicturesLeaveWithTheirDocument(t *testing.T) {
	r := newRig(t, nil)
	r.drop("/d/ordonnance.pdf")
	if len(r.pictures.kept) == 0 {
		t.Fatal("nothing is kept")
	}
	r.sending().documents.remove(r.draft.files[0])
	r.settle()
	if len(r.pictures.kept) != 0 {
		t.Error("pages of a document that was taken out are kept")
	}
	r.ready()
	r.ctrl(fyne.KeyReturn)
	if len(r.pictures.kept) != 0 {
		t.Error("pages of a document that was sent are kept")
	}
}

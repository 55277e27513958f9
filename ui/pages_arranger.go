package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/fax/facsimile"
)

// arranger is where pages of a document are put in order, turned and taken out, over the three columns. Nothing of
// the document changes before the pages are kept.
type arranger struct {
	s       *sendScreen
	f       *file
	whole   inspect.Report // the document as it was read first
	plan    *arrangement
	began   []inspect.Leaf
	content *fyne.Container
	grid    *pageGrid
	large   *paper
	title   *text
	notice  *notice

	earlier, later, left, right, out, undo, all, keep *button

	slot, largeSlot slot
}

func newArranger(s *sendScreen, f *file) *arranger {
	a := &arranger{s: s, f: f, whole: f.original(), large: newPaper(false), title: heading(""), notice: newNotice(s.u)}
	a.large.still = true
	a.plan = newArrangement(a.whole.Pages, f.leaves)
	a.began = a.plan.leaves
	a.grid = newPageGrid(func() int { return len(a.plan.leaves) },
		func() fyne.CanvasObject { return newLeafCell(s.u) },
		func(i int, o fyne.CanvasObject) { a.fill(i, o.(*leafCell)) })
	a.grid.OnSelected = func(i int) { a.choose(i) }
	a.grid.onKey, a.grid.onRune, a.grid.onUndo = a.typed, a.wrote, a.takeBack
	u := s.u
	name := captionLine(f.name())
	foot := newColumn(gap, a.notice.content, newRow(gapDouble, []track{share(1)}, caption(u.t("arrange_keys")), a.bar()))
	a.content = filled(newColumn(gap, newColumn(2, a.title, name), a.tools(), spacer(0)), padded(gap, 0, foot),
		newPanes(gapDouble, []track{share(60), share(40)}, a.grid, container.New(&largeLeaf{a}, a.large)))
	a.show()
	return a
}

// tools are the changes that a person can make to the chosen page.
func (a *arranger) tools() fyne.CanvasObject {
	u := a.s.u
	tool := func(key string, do func()) *button {
		b := newButton(u.t(key), do)
		b.Importance = widget.LowImportance
		return b
	}
	a.earlier = tool("arrange_earlier", func() { a.move(-1) })
	a.later = tool("arrange_later", func() { a.move(1) })
	a.left = tool("arrange_left", func() { a.turn(-1) })
	a.right = tool("arrange_right", func() { a.turn(1) })
	a.out = tool("arrange_out", a.takeOut)
	a.undo = tool("arrange_undo", a.takeBack)
	a.all = tool("arrange_all", a.restore)
	return newFlow(gap, a.earlier, a.later, a.left, a.right, a.out, a.undo, a.all)
}

// bar ends the arranging.
func (a *arranger) bar() fyne.CanvasObject {
	u := a.s.u
	a.keep = newButton(u.t("arrange_keep"), a.done)
	a.keep.Importance = widget.HighImportance
	return newRow(gap, nil, newButton(u.t("cancel"), a.s.uncover), a.keep)
}

func (a *arranger) fill(i int, c *leafCell) {
	if i < len(a.plan.leaves) {
		c.fill(a.whole, a.plan.leaves[i], a.nameOf(a.plan.leaves[i]))
	}
}

// nameOf is the number that a page has in the document, and whether it is turned.
func (a *arranger) nameOf(leaf inspect.Leaf) string {
	u := a.s.u
	number := u.texts.Number(int64(leaf.Page))
	if leaf.Turn != 0 {
		return u.t("arrange_page_turned", "page", number)
	}
	return u.t("arrange_page", "page", number)
}

// show follows the plan.
func (a *arranger) show() {
	u, n := a.s.u, len(a.plan.leaves)
	a.title.set(u.n("arrange_title", n, "pages", u.texts.Number(int64(a.whole.Pages))))
	setEnabled(a.earlier, a.plan.chosen > 0)
	setEnabled(a.later, a.plan.chosen < n-1)
	setEnabled(a.out, n > 1)
	setEnabled(a.undo, len(a.plan.past) > 0)
	setEnabled(a.all, a.plan.differs(asTheyAre(a.whole.Pages)))
	setEnabled(a.keep, a.plan.differs(a.began) && !a.slot.busy)
	a.grid.Select(a.plan.chosen)
	if a.grid.Size().Height > 0 {
		a.grid.ScrollTo(a.plan.chosen)
	}
	a.grid.Refresh()
	a.look()
}

func setEnabled(b *button, on bool) {
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

// look shows the chosen page large.
func (a *arranger) look() {
	box := a.large.box(a.large.Size())
	if box.Width < 1 || box.Height < 1 {
		return
	}
	leaf := a.plan.leaves[a.plan.chosen]
	a.s.u.leaf(&a.largeSlot, a.whole, a.s.u.leafKey(a.whole, leaf.Page, box.Width, box.Height), func(picture facsimile.Preview) {
		a.large.set(turned(picture.Image, leaf.Turn), "")
	})
}

func (a *arranger) choose(i int) {
	if i != a.plan.chosen && a.plan.choose(i) {
		a.show()
	}
}

func (a *arranger) move(by int) {
	if a.plan.move(by) {
		a.show()
	}
}

func (a *arranger) turn(quarters int) {
	a.plan.turn(quarters)
	a.show()
}

func (a *arranger) takeOut() {
	if a.plan.takeOut() {
		a.show()
	}
}

func (a *arranger) takeBack() {
	if a.plan.undo() {
		a.show()
	}
}

// restore puts all pages back as they were read.
func (a *arranger) restore() {
	a.plan.keep()
	a.plan.leaves, a.plan.chosen = asTheyAre(a.whole.Pages), 0
	a.show()
}

// typed moves the choice with the arrows, and the page itself with Page Up and Page Down.
func (a *arranger) typed(key fyne.KeyName) {
	step := map[fyne.KeyName]int{
		fyne.KeyLeft: -1, fyne.KeyRight: 1, fyne.KeyUp: -a.grid.ColumnCount(), fyne.KeyDown: a.grid.ColumnCount(),
	}
	switch key {
	case fyne.KeyPageUp:
		a.move(-1)
	case fyne.KeyPageDown:
		a.move(1)
	case fyne.KeyDelete, fyne.KeyBackspace:
		a.takeOut()
	case fyne.KeyHome:
		a.choose(0)
	case fyne.KeyEnd:
		a.choose(len(a.plan.leaves) - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		a.done()
	default:
		a.choose(a.plan.chosen + step[key])
	}
}

// wrote turns the page: r to the right, R to the left.
func (a *arranger) wrote(r rune) {
	switch r {
	case 'r':
		a.turn(1)
	case 'R':
		a.turn(-1)
	}
}

// done makes the new document, and reads it. All pages as they were are the file itself.
func (a *arranger) done() {
	if !a.plan.differs(a.began) {
		a.s.uncover()
		return
	}
	if !a.plan.differs(asTheyAre(a.whole.Pages)) {
		a.s.arranged(a.f, a.whole, nil)
		return
	}
	leaves, whole := a.plan.leaves, a.whole
	act(a.s.u, &a.slot, func(ctx context.Context) (inspect.Report, error) {
		return a.s.u.desk.Arrange(ctx, whole, leaves)
	}, func(report inspect.Report, err error) {
		if err != nil {
			a.notice.fail(err)
			a.show()
			return
		}
		a.s.u.sending().arranged(a.f, report, leaves)
	})
	a.keep.Disable()
	a.notice.show("clock", theme.ColorNamePrimary, a.s.u.t("arrange_making"))
}

// body is called by the screen.
func (a *arranger) body() fyne.CanvasObject { return a.content }

// begin puts the keyboard on the pages.
func (a *arranger) begin() { a.s.u.focus(a.grid) }

// close ends what is under way.
func (a *arranger) close() {
	a.slot.drop()
	a.largeSlot.drop()
}

// largeLeaf asks for the picture again when the room for it changes.
type largeLeaf struct{ arranger *arranger }

// Layout is called by Fyne.
func (l *largeLeaf) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	was := objects[0].Size()
	objects[0].Resize(size)
	if was != size {
		l.arranger.look()
	}
}

// MinSize is called by Fyne.
func (l *largeLeaf) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(48, 48) }

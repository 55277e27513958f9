package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/fax/facsimile"
)

// The size of a small page with its number below.
const (
	leafWidth  = 132
	leafHeight = 196
)

// pageGrid is the pages of a document, small, side by side. Only those in sight are drawn. Its keys belong to
// whoever it was made for.
type pageGrid struct {
	widget.GridWrap
	onKey  func(fyne.KeyName)
	onRune func(rune)
	onUndo func()
}

var (
	_ fyne.Focusable    = (*pageGrid)(nil)
	_ fyne.Shortcutable = (*pageGrid)(nil)
)

func newPageGrid(length func() int, make func() fyne.CanvasObject, fill func(int, fyne.CanvasObject)) *pageGrid {
	g := &pageGrid{}
	g.Length, g.CreateItem, g.UpdateItem = length, make, fill
	g.ExtendBaseWidget(g)
	return g
}

// MinSize is called by Fyne. Half a page is enough to scroll by, where large text leaves no more.
func (g *pageGrid) MinSize() fyne.Size {
	g.ExtendBaseWidget(g)
	return fyne.NewSize(leafWidth, leafHeight/2)
}

// TypedKey is called by Fyne.
func (g *pageGrid) TypedKey(e *fyne.KeyEvent) { g.onKey(e.Name) }

// TypedRune is called by Fyne.
func (g *pageGrid) TypedRune(r rune) { g.onRune(r) }

// TypedShortcut is called by Fyne.
func (g *pageGrid) TypedShortcut(s fyne.Shortcut) {
	if _, undo := s.(*fyne.ShortcutUndo); undo {
		g.onUndo()
	}
}

// leafCell is one small page: made once, then filled with whichever comes into sight.
type leafCell struct {
	widget.BaseWidget
	u       *UI
	paper   *paper
	name    *text
	content *fyne.Container
	wanted  pictureKey
	turn    int
	slot    slot
}

func newLeafCell(u *UI) *leafCell {
	c := &leafCell{u: u, paper: newPaper(true), name: captionLine("")}
	c.name.align = fyne.TextAlignCenter
	c.content = padded(gap, gap, newColumn(gapHalf, sized(fyne.NewSize(leafWidth-2*gap, leafHeight-5*gap), c.paper), c.name))
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer is called by Fyne.
func (c *leafCell) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.content) }

// MinSize is the same for every page.
func (c *leafCell) MinSize() fyne.Size {
	c.ExtendBaseWidget(c)
	return fyne.NewSize(leafWidth, leafHeight)
}

// fill shows a leaf of a document.
func (c *leafCell) fill(report inspect.Report, leaf inspect.Leaf, name string) {
	c.name.set(name)
	key := c.u.leafKey(report, leaf.Page, leafWidth-2*gap, leafHeight-5*gap)
	if key == c.wanted && leaf.Turn == c.turn {
		return
	}
	c.wanted, c.turn = key, leaf.Turn
	c.paper.set(nil, "")
	c.u.leaf(&c.slot, report, key, func(picture facsimile.Preview) { c.paper.set(turned(picture.Image, leaf.Turn), "") })
}

// leafKey names the picture of a page that fits in a box.
func (u *UI) leafKey(report inspect.Report, page int, width, height float32) pictureKey {
	p := preview{u: u}
	return pictureKey{document: report.SentSHA256(), page: page, width: p.dots(width), height: p.dots(height)}
}

// leaf draws a page, or takes the picture that was drawn before.
func (u *UI) leaf(s *slot, report inspect.Report, key pictureKey, show func(facsimile.Preview)) {
	if picture, ok := u.pictures.get(key); ok {
		s.drop()
		show(picture)
		return
	}
	run(u, s, func(ctx context.Context) (facsimile.Preview, error) { return u.picture(ctx, report, key) },
		func(picture facsimile.Preview, err error) {
			if err == nil {
				u.pictures.put(key, picture)
				show(picture)
			}
		})
}

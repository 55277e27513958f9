package ui

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// letter is the height of a Letter page for a width of one.
const letter = 11 / 8.5

// paper is a page on a quiet ground: empty and of the right shape until its picture comes.
type paper struct {
	widget.BaseWidget
	picture image.Image
	words   string // in place of the picture: why there is none
	bare    bool   // no ground, no margin: the page takes the whole width
	still   bool   // a press does not show it larger
}

func newPaper(bare bool) *paper {
	p := &paper{bare: bare}
	p.ExtendBaseWidget(p)
	return p
}

// set shows a picture, or the words in its place.
func (p *paper) set(picture image.Image, words string) {
	if p.picture != picture || p.words != words {
		p.picture, p.words = picture, words
		p.Refresh()
	}
}

// shape is the height of the page for a width of one.
func (p *paper) shape() float32 {
	if p.picture == nil || p.picture.Bounds().Dx() == 0 {
		return letter
	}
	size := p.picture.Bounds().Size()
	return float32(size.Y) / float32(size.X)
}

// box is the largest room for a page inside a size.
func (p *paper) box(size fyne.Size) fyne.Size {
	if p.bare {
		return size
	}
	return fyne.NewSize(max(0, size.Width-2*gap), max(0, size.Height-2*gap))
}

// sheet is where the page itself lies.
func (p *paper) sheet(size fyne.Size) (fyne.Position, fyne.Size) {
	box := p.box(size)
	width := min(box.Width, box.Height/p.shape())
	page := fyne.NewSize(width, width*p.shape())
	return fyne.NewPos((size.Width-page.Width)/2, (size.Height-page.Height)/2), page
}

// CreateRenderer is called by Fyne.
func (p *paper) CreateRenderer() fyne.WidgetRenderer {
	r := &paperRenderer{
		paper: p, ground: newSurface(colorSurface, "", 6), edge: newSurface("", theme.ColorNameInputBorder, 0),
		larger: widget.NewIcon(icon{"zoom", colorSecondary}), behind: newSurface(colorSurface, "", 4),
		sheet: newSurface(theme.ColorNameBackground, "", 0), image: canvas.NewImageFromImage(nil), words: caption(""),
	}
	// The picture has the size of the screen's dots: the graphics card does the rest.
	r.image.ScaleMode, r.image.FillMode = canvas.ImageScaleFastest, canvas.ImageFillStretch
	r.words.align = fyne.TextAlignCenter
	setVisible(r.ground, !p.bare)
	setVisible(r.larger, !p.bare && !p.still)
	setVisible(r.behind, !p.bare && !p.still)
	r.show()
	return r
}

type paperRenderer struct {
	paper  *paper
	ground *surface
	sheet  *surface
	image  *canvas.Image
	words  *text
	edge   *surface
	larger *widget.Icon // a press shows the page large
	behind *surface     // so that it stands out also on a page
}

func (r *paperRenderer) Destroy()           {}
func (r *paperRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r *paperRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.sheet, r.image, r.edge, r.words, r.behind, r.larger}
}

func (r *paperRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.larger.Resize(fyne.NewSquareSize(20))
	r.larger.Move(fyne.NewPos(size.Width-20-gap, gap))
	r.behind.Resize(fyne.NewSquareSize(20 + gap))
	r.behind.Move(fyne.NewPos(size.Width-20-gap-gapHalf, gapHalf))
	at, page := r.paper.sheet(size)
	for _, o := range []fyne.CanvasObject{r.sheet, r.image, r.edge} {
		o.Move(at)
		o.Resize(page)
	}
	r.words.Resize(fyne.NewSize(max(0, page.Width-2*gapDouble), 0))
	height := r.words.MinSize().Height
	r.words.Resize(fyne.NewSize(max(0, page.Width-2*gapDouble), height))
	r.words.Move(at.AddXY(gapDouble, (page.Height-height)/2))
}

func (r *paperRenderer) Refresh() {
	r.show()
	r.Layout(r.paper.Size())
	r.ground.Refresh()
	r.sheet.Refresh()
	r.edge.Refresh()
	r.behind.Refresh()
	r.image.Refresh()
	canvas.Refresh(r.paper)
}

func (r *paperRenderer) show() {
	r.image.Image = r.paper.picture
	setVisible(r.image, r.paper.picture != nil)
	r.words.set(r.paper.words)
	setVisible(r.words, r.paper.words != "")
}

package print

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"github.com/souspli/souspli/dispatch"
)

// finer is how many dots of a picture a point has: 144 to the inch.
const finer = 2

// pngPen draws into a picture.
type pngPen struct {
	dots    *image.Gray
	regular *opentype.Font
	bold    *opentype.Font
	faces   map[typeface]font.Face
}

func newPNGPen() (*pngPen, error) {
	p := &pngPen{dots: image.NewGray(image.Rect(0, 0, paperWidth*finer, paperHeight*finer)), faces: map[typeface]font.Face{}}
	draw.Draw(p.dots, p.dots.Bounds(), image.White, image.Point{}, draw.Src)
	var err error
	if p.regular, err = opentype.Parse(goregular.TTF); err != nil {
		return nil, notMade(err)
	}
	if p.bold, err = opentype.Parse(gobold.TTF); err != nil {
		return nil, notMade(err)
	}
	return p, nil
}

func notMade(err error) error {
	return &dispatch.Error{Op: "print", Kind: dispatch.KindInternal, Code: "page_not_made", Certainty: dispatch.Unsent, Err: err}
}

func (p *pngPen) face(t typeface) font.Face {
	if face, ok := p.faces[t]; ok {
		return face
	}
	from := p.regular
	if t.bold {
		from = p.bold
	}
	face, err := opentype.NewFace(from, &opentype.FaceOptions{Size: t.size * finer, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic("print: a typeface of ours: " + err.Error()) // the options alone decide
	}
	p.faces[t] = face
	return face
}

func (p *pngPen) box(x, y, width, height, shade float64) {
	whole := func(v float64) int { return int(math.Round(v * finer)) }
	r := image.Rect(whole(x), whole(y), whole(x+width), whole(y+height))
	draw.Draw(p.dots, r, image.NewUniform(color.Gray{Y: uint8(shade*255 + 0.5)}), image.Point{}, draw.Src)
}

// line fills the slim rectangle around a line.
func (p *pngPen) line(x1, y1, x2, y2, thick float64) {
	length := math.Hypot(x2-x1, y2-y1)
	if length == 0 {
		return
	}
	dx, dy := (y2-y1)/length*thick/2, -(x2-x1)/length*thick/2
	bounds := image.Rect(
		int(math.Floor((min(x1, x2)-thick)*finer)), int(math.Floor((min(y1, y2)-thick)*finer)),
		int(math.Ceil((max(x1, x2)+thick)*finer)), int(math.Ceil((max(y1, y2)+thick)*finer)))
	at := func(x, y float64) (float32, float32) {
		return float32(x*finer - float64(bounds.Min.X)), float32(y*finer - float64(bounds.Min.Y))
	}
	r := vector.NewRasterizer(bounds.Dx(), bounds.Dy())
	r.MoveTo(at(x1+dx, y1+dy))
	r.LineTo(at(x2+dx, y2+dy))
	r.LineTo(at(x2-dx, y2-dy))
	r.LineTo(at(x1-dx, y1-dy))
	r.ClosePath()
	r.Draw(p.dots, bounds, image.Black, image.Point{})
}

func (p *pngPen) text(x, y float64, t typeface, words string) {
	d := font.Drawer{
		Dst: p.dots, Src: image.Black, Face: p.face(t),
		Dot: fixed.Point26_6{X: fixed.Int26_6(x * finer * 64), Y: fixed.Int26_6(math.Round(y*finer) * 64)},
	}
	d.DrawString(drawable(words))
}

func (p *pngPen) width(t typeface, words string) float64 {
	return float64(font.MeasureString(p.face(t), drawable(words))) / 64 / finer
}

func (p *pngPen) finish(w io.Writer) error {
	var whole bytes.Buffer
	if err := png.Encode(&whole, p.dots); err != nil {
		return notMade(err)
	}
	if _, err := w.Write(whole.Bytes()); err != nil {
		return &dispatch.Error{Op: "print", Kind: dispatch.KindStorage, Code: "page_not_written", Certainty: dispatch.Unsent}
	}
	return nil
}

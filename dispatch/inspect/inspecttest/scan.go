package inspecttest

import (
	"bytes"
	"hash/fnv"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"strconv"

	"codeberg.org/go-pdf/fpdf"
	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"
)

// scanDPI is how finely an office scanner reads by default, in dots per inch.
const scanDPI = 150

const dots = scanDPI / 72.0 // a point, in dots

// writeScan writes each sheet as a picture: a little askew, on grey paper, with dust.
func writeScan(w io.Writer, sheets []sheet, name string) error {
	pdf, dust := newPDF(), dustOf(name)
	for i, s := range sheets {
		var picture bytes.Buffer
		if err := jpeg.Encode(&picture, narrowed(scan(s, dust), i), &jpeg.Options{Quality: 60}); err != nil {
			return err
		}
		options := fpdf.ImageOptions{ImageType: "JPG"}
		pdf.AddPage()
		pdf.RegisterImageOptionsReader(strconv.Itoa(i), options, &picture)
		pdf.ImageOptions(strconv.Itoa(i), 0, 0, sheetWidth, sheetHeight, false, options, 0, "")
	}
	return output(pdf, w)
}

// narrowed cuts so many dots off the right: the writer puts pictures in the order of their widths, and equal
// ones in any order.
func narrowed(paper *image.Gray, by int) image.Image {
	kept := paper.Rect
	kept.Max.X -= by
	return paper.SubImage(kept)
}

func dustOf(name string) *rand.Rand {
	sum := fnv.New64a()
	_, _ = io.WriteString(sum, name)
	return rand.New(rand.NewPCG(sum.Sum64(), 7))
}

func scan(s sheet, dust *rand.Rand) *image.Gray {
	paper := image.NewGray(image.Rect(0, 0, int(sheetWidth*dots), int(sheetHeight*dots)))
	draw.Draw(paper, paper.Bounds(), image.White, image.Point{}, draw.Src)
	for _, m := range s.marks {
		inkMark(paper, m)
	}
	faces := make(map[[2]float64]font.Face)
	for _, r := range s.runs {
		inkRun(paper, faces, r)
	}
	return soil(skew(paper, (dust.Float64()-0.5)*0.02), dust)
}

func inkMark(paper *image.Gray, m mark) {
	x0, y0, x1, y1 := int(m.x*dots), int(m.y*dots), int((m.x+m.w)*dots), int((m.y+m.h)*dots)
	if m.grey > 0 {
		shade := image.NewUniform(color.Gray{uint8(m.grey)}) //nolint:gosec // 1 to 255
		draw.Draw(paper, image.Rect(x0, y0, max(x1, x0+1), max(y1, y0+1)), shade, image.Point{}, draw.Src)
		return
	}
	for _, side := range []image.Rectangle{
		image.Rect(x0, y0, x1, y0+1), image.Rect(x0, y1, x1, y1+1),
		image.Rect(x0, y0, x0+1, y1), image.Rect(x1, y0, x1+1, y1+1),
	} {
		draw.Draw(paper, side, image.Black, image.Point{}, draw.Src)
	}
}

func inkRun(paper *image.Gray, faces map[[2]float64]font.Face, r run) {
	key := [2]float64{float64(r.face), r.size}
	if faces[key] == nil {
		options := &opentype.FaceOptions{Size: r.size, DPI: scanDPI, Hinting: font.HintingNone}
		f, err := opentype.NewFace(loaded().fonts[r.face], options)
		if err != nil {
			panic(err)
		}
		faces[key] = f
	}
	ink := image.Image(image.Black)
	if r.white {
		ink = image.White
	}
	dot := fixed.Point26_6{X: fixed.Int26_6(r.x * dots * 64), Y: fixed.Int26_6(r.y * dots * 64)}
	drawer := font.Drawer{Dst: paper, Src: ink, Face: faces[key], Dot: dot}
	drawer.DrawString(r.text)
}

// skew turns the paper by a small angle in radians, as a feeder does.
func skew(paper *image.Gray, angle float64) *image.Gray {
	turned := image.NewGray(paper.Bounds())
	draw.Draw(turned, turned.Bounds(), image.White, image.Point{}, draw.Src)
	matrix := f64.Aff3{1, -angle, angle * 800, angle, 1, -angle * 600}
	xdraw.ApproxBiLinear.Transform(turned, matrix, paper, paper.Bounds(), draw.Src, nil)
	return turned
}

// soil greys the paper and sprinkles dust on it.
func soil(paper *image.Gray, dust *rand.Rand) *image.Gray {
	state := dust.Uint32() | 1
	for i, shade := range paper.Pix {
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		paper.Pix[i] = byte(int(shade)*225/255 + 16 - int(state&15))
	}
	for range 200 + dust.IntN(400) {
		paper.SetGray(dust.IntN(paper.Rect.Max.X), dust.IntN(paper.Rect.Max.Y), color.Gray{70})
	}
	return paper
}

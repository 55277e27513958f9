package facsimile_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/souspli/souspli/fax/facsimile"
)

// page is a sample page: what it shows and how it is drawn.
type page struct {
	name string
	draw func(*fpdf.Fpdf)
	scan *scanner
}

// The pages that are measured. Those of the first group are the six of the table in the README.
var (
	dense      = page{name: "black text, dense", draw: func(p *fpdf.Fpdf) { paragraph(p, 9, 0, 0, 0) }}
	greyBack   = page{name: "black text on 15 % grey", draw: func(p *fpdf.Fpdf) { panel(p, 217); paragraph(p, 9, 0, 0, 0) }}
	paleSmall  = page{name: "7 pt text in 40 % grey", draw: func(p *fpdf.Fpdf) { paragraph(p, 7, 153, 153, 153) }}
	photograph = page{name: "photograph with a caption", draw: func(p *fpdf.Fpdf) { photo(p); paragraphAt(p, 480, 720, 10, 0, 0, 0) }}
	colours    = page{name: "red and yellow text, 10 pt", draw: func(p *fpdf.Fpdf) {
		paragraphAt(p, 72, 360, 10, 255, 0, 0)
		paragraphAt(p, 400, 700, 10, 255, 255, 0)
	}}
	scanned = page{name: "skewed noisy scan", draw: func(p *fpdf.Fpdf) { paragraph(p, 10, 0, 0, 0) }, scan: &office}

	letter = page{name: "letter with a small footer", draw: func(p *fpdf.Fpdf) {
		paragraphAt(p, 72, 500, 11, 0, 0, 0)
		paragraphAt(p, 730, 752, 7, 0, 0, 0)
	}}
	reversed = page{name: "white on dark and on mid grey", draw: func(p *fpdf.Fpdf) {
		banner(p, 72, 0)
		banner(p, 172, 140)
		paragraphAt(p, 300, 500, 11, 0, 0, 0)
	}}
	// What the pages above should look like once prepared.
	colourless = page{name: "as red and yellow, but black", draw: func(p *fpdf.Fpdf) {
		paragraphAt(p, 72, 360, 10, 0, 0, 0)
		paragraphAt(p, 400, 700, 10, 0, 0, 0)
	}}
	unreversed = page{name: "as white on grey, but black", draw: func(p *fpdf.Fpdf) {
		banner(p, 72, 0)
		bannerText(p, 172, 0)
		paragraphAt(p, 300, 500, 11, 0, 0, 0)
	}}
	scannedWell = page{name: "scanned by a perfect scanner", draw: scanned.draw, scan: &perfect}

	blank = page{name: "blank", draw: func(*fpdf.Fpdf) {}}
	solid = page{name: "solid black", draw: func(p *fpdf.Fpdf) { panel(p, 0) }}
)

func table() []page { return []page{dense, greyBack, paleSmall, photograph, colours, scanned} }

// sized is a page whose body is set in black at a size.
func sized(points float64) page {
	return page{name: fmt.Sprintf("%g pt", points), draw: func(p *fpdf.Fpdf) { paragraph(p, points, 0, 0, 0) }}
}

const text = "Patient vu en consultation le 12 mars : amoxicilline 1.5 mg, deux fois par jour, à réévaluer après l'été. "

func paragraph(p *fpdf.Fpdf, points float64, r, g, b int) { paragraphAt(p, 54, 740, points, r, g, b) }

// paragraphAt fills the page between two heights, in points from the top.
func paragraphAt(p *fpdf.Fpdf, from, to, points float64, r, g, b int) {
	p.SetTextColor(r, g, b)
	p.SetFont("go", "", points)
	lead := points * 1.35
	line := strings.Repeat(text, 4)
	for y, i := from+lead, 0; y <= to; y, i = y+lead, i+7 {
		shown := []rune(line)[i%40:]
		for p.GetStringWidth(string(shown)) > 500 {
			shown = shown[:len(shown)-1]
		}
		p.Text(54, y, string(shown))
	}
}

func panel(p *fpdf.Fpdf, level int) {
	p.SetFillColor(level, level, level)
	p.Rect(40, 40, 532, 712, "F")
}

// banner is a filled band with white letters.
func banner(p *fpdf.Fpdf, y float64, level int) {
	p.SetFillColor(level, level, level)
	p.Rect(54, y, 504, 60, "F")
	bannerText(p, y, 255)
}

func bannerText(p *fpdf.Fpdf, y float64, level int) {
	p.SetTextColor(level, level, level)
	p.SetFont("go", "B", 12)
	p.Text(64, y+24, "CONFIDENTIEL Résultats du laboratoire")
	p.SetFont("go", "", 9)
	p.Text(64, y+44, "Hémoglobine 132 g/L, créatinine 71 µmol/L, glycémie 5.4 mmol/L")
}

// photo places a picture of soft shapes, as smooth as a photograph, with some grain.
func photo(p *fpdf.Fpdf) {
	random := rand.New(rand.NewPCG(1, 2))
	img := image.NewGray(image.Rect(0, 0, 800, 600))
	for y := range 600 {
		for x := range 800 {
			fx, fy := float64(x)/800, float64(y)/600
			v := 128 + 70*math.Sin(5*fx+3*fy*fy) + 50*math.Cos(9*fy-4*fx) + 6*random.NormFloat64()
			if math.Hypot(fx-.4, (fy-.5)*.75) < .2 {
				v = 240 - 400*math.Hypot(fx-.35, (fy-.45)*.75)
			}
			img.SetGray(x, y, color.Gray{Y: level(v)})
		}
	}
	var file bytes.Buffer
	_ = png.Encode(&file, img)
	p.RegisterImageOptionsReader("photo", fpdf.ImageOptions{ImageType: "PNG"}, &file)
	p.ImageOptions("photo", 72, 60, 468, 351, false, fpdf.ImageOptions{}, 0, "")
}

func level(v float64) uint8 { return uint8(math.Round(min(max(v, 0), 255))) }

func (p page) pdf(t testing.TB) []byte {
	doc := fpdf.New("P", "pt", "Letter", "")
	doc.AddUTF8FontFromBytes("go", "", goregular.TTF)
	doc.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	doc.AddPage()
	p.draw(doc)
	var file bytes.Buffer
	ok(t, doc.Output(&file))
	return file.Bytes()
}

var (
	drawing sync.Mutex
	drawn   = map[string]*image.Gray{}
)

// sample draws a page once, as a reader of PDF does: with soft edges, at the geometry of a fax.
func sample(t testing.TB, p page) *image.Gray {
	t.Helper()
	drawing.Lock()
	defer drawing.Unlock()
	if drawn[p.name] == nil {
		out := filepath.Join(t.TempDir(), "page")
		must(t, "pdftoppm", "-gray", "-singlefile", "-scale-to-x", "1728", "-scale-to-y", "2156",
			writeFile(t, "page.pdf", p.pdf(t)), out)
		drawn[p.name] = parsePGM(t, readFile(t, out+".pgm"))
		if p.scan != nil {
			drawn[p.name] = p.scan.see(drawn[p.name])
		}
	}
	return drawn[p.name]
}

func parsePGM(t testing.TB, file []byte) *image.Gray {
	var width, height, most int
	_, err := fmt.Sscanf(string(file[:min(len(file), 40)]), "P5\n%d %d\n%d\n", &width, &height, &most)
	ok(t, err)
	g := image.NewGray(image.Rect(0, 0, width, height))
	copy(g.Pix, file[len(file)-width*height:])
	return g
}

// scanner sees a page turned by a degree and a little blurred.
type scanner struct {
	paper, ink, shade, grain float64 // levels; shade is how much darker the left edge is
	dust                     int     // dark pixels
}

var (
	perfect = scanner{paper: 255, ink: 0}
	office  = scanner{paper: 232, ink: 35, shade: 40, grain: 9, dust: 400}
)

func (s scanner) see(src *image.Gray) *image.Gray {
	const slope = 0.0175
	random := rand.New(rand.NewPCG(3, 4))
	b := src.Bounds()
	dst := image.NewGray(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			sx, sy := x+int(slope*float64(y-1078)), y-int(slope*float64(x-864))
			light := (2*tone(src, sx, sy) + tone(src, sx+1, sy) + tone(src, sx, sy+1)) / 4 / 255
			paper := s.paper - s.shade*math.Exp(-float64(x)/120)
			dst.SetGray(x, y, color.Gray{Y: level(s.ink + (paper-s.ink)*light + s.grain*random.NormFloat64())})
		}
	}
	for range s.dust {
		dst.SetGray(random.IntN(b.Dx()), random.IntN(b.Dy()), color.Gray{Y: 60})
	}
	return dst
}

func tone(g *image.Gray, x, y int) float64 {
	if !image.Pt(x, y).In(g.Rect) {
		return 255
	}
	return float64(g.GrayAt(x, y).Y)
}

// encodedSize is how many bytes a page takes in Group 4.
func encodedSize(t testing.TB, b *facsimile.Bitmap) int {
	var file bytes.Buffer
	_, err := facsimile.EncodeG4(&file, b)
	ok(t, err)
	return file.Len()
}

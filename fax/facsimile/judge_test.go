package facsimile_test

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"math"
	"reflect"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/souspli/souspli/fax/facsimile"
)

func judged(t testing.TB, g *image.Gray) facsimile.Findings {
	t.Helper()
	return facsimile.Judge(g, facsimile.Rasterise(g, facsimile.Plain))
}

func TestJudge(t *testing.T) {
	type verdict struct{ light, tiny, dark bool }
	for _, c := range []struct {
		page         page
		want         verdict
		grey, beyond float64 // bounds of the grey share
	}{
		{dense, verdict{}, 0, 0.001},
		{letter, verdict{}, 0, 0.001},
		{blank, verdict{}, 0, 0},
		{greyBack, verdict{}, 0.5, 0.8},
		{paleSmall, verdict{light: true}, 0, 0.01},
		{photograph, verdict{}, 0.25, 0.35},
		{colours, verdict{light: true}, 0, 0.06},
		{scanned, verdict{}, 0.5, 1}, // paper of 232 is dots to a machine
		{solid, verdict{dark: true}, 0, 0.001},
		{sized(4.5), verdict{tiny: true}, 0, 0.001},
		{sized(5), verdict{tiny: true}, 0, 0.001},
		{sized(5.5), verdict{tiny: true}, 0, 0.001},
		{sized(6), verdict{}, 0, 0.001},
		{sized(7), verdict{}, 0, 0.001},
		{sized(8), verdict{}, 0, 0.001},
		{sized(10), verdict{}, 0, 0.001},
		{sized(14), verdict{}, 0, 0.001},
		{half(5), verdict{tiny: true}, 0, 0.001},
		{oneLineOf("tiny", 5, 0), verdict{}, 0, 0.001},
		{oneLineOf("pale", 10, 170), verdict{light: true}, 0, 0.01},
		{oneLineOf("dark grey", 10, 68), verdict{}, 0, 0.02},
	} {
		t.Run(c.page.name, func(t *testing.T) {
			f := judged(t, sample(t, c.page))
			if got := (verdict{f.LightText, f.TinyText, f.Dark}); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			if f.GreyShare < c.grey || f.GreyShare > c.beyond {
				t.Errorf("grey share %.4f, want %.4f to %.4f", f.GreyShare, c.grey, c.beyond)
			}
			if size := encodedSize(t, facsimile.Rasterise(sample(t, c.page), facsimile.Plain)); f.Bytes != size {
				t.Errorf("%d bytes, want %d", f.Bytes, size)
			}
		})
	}
}

// half is an ordinary text over one of another size.
func half(points float64) page {
	return page{name: fmt.Sprintf("11 pt over %g pt", points), draw: func(p *fpdf.Fpdf) {
		paragraphAt(p, 54, 396, 11, 0, 0, 0)
		paragraphAt(p, 400, 740, points, 0, 0, 0)
	}}
}

// oneLineOf is an ordinary letter with one line of another kind under it.
func oneLineOf(name string, points float64, level int) page {
	return page{name: "a letter with a line that is " + name, draw: func(p *fpdf.Fpdf) {
		paragraphAt(p, 54, 600, 11, 0, 0, 0)
		paragraphAt(p, 700, 700+1.5*points, points, level, level, level)
	}}
}

// Rules, boxes, dust and shade have sizes and levels of letters here and there; none is a letter.
func TestWhatIsNoLetterRaisesNoAlarm(t *testing.T) {
	for name, draw := range map[string]func(x, y int) uint8{
		"rules":      func(_, y int) uint8 { return pick(y%40 < 6, 0, 255) },
		"pale rules": func(_, y int) uint8 { return pick(y%40 < 6, 170, 255) },
		"dust":       func(x, y int) uint8 { return pick((x*7919+y*104729)%997 == 0, 60, 255) },
		"shade":      func(x, _ int) uint8 { return uint8(255 - 80*math.Exp(-float64(x)/200)) },
		"boxes":      func(x, y int) uint8 { return pick(x%200 < 150 && y%150 < 100, 200, 255) },
	} {
		t.Run(name, func(t *testing.T) {
			g := image.NewGray(image.Rect(0, 0, facsimile.Width, facsimile.LetterHeight))
			for y := range g.Rect.Dy() {
				for x := range g.Rect.Dx() {
					g.SetGray(x, y, color.Gray{Y: draw(x, y)})
				}
			}
			if f := judged(t, g); f.LightText || f.TinyText {
				t.Errorf("%+v", f)
			}
		})
	}
}

func pick(yes bool, a, b uint8) uint8 {
	if yes {
		return a
	}
	return b
}

func TestSumOfADocument(t *testing.T) {
	var s facsimile.Sum
	s.Add(1, facsimile.Findings{Bytes: 54_000, GreyShare: 0.1})
	s.Add(2, facsimile.Findings{Bytes: 108_000, GreyShare: 0.4, LightText: true, TinyText: true})
	before := s.Legibility()
	s.Add(3, facsimile.Findings{Bytes: 216_000, Dark: true, LightText: true})

	want := facsimile.Legibility{
		GreyShare: 0.4, LightPages: []int{2, 3}, TinyPages: []int{2}, DarkPages: []int{3}, HeavyPages: []int{3},
		Pages: 3, Minutes: (30 + 60 + 120 + 25) / 60., // at 14,400 bit/s, with one call
	}
	if got := s.Legibility(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if len(before.LightPages) != 1 || before.Pages != 2 {
		t.Errorf("what was asked before has changed: %+v", before)
	}
}

func TestSumOfNothingIsNoCall(t *testing.T) {
	var s facsimile.Sum
	got, err := json.Marshal(s.Legibility())
	ok(t, err)
	const want = `{"grey_share":0,"light_pages":[],"tiny_pages":[],"dark_pages":[],"heavy_pages":[],"pages":0,"minutes":0}`
	if string(got) != want {
		t.Errorf("%s", got)
	}
}

func TestPreviewShowsWhatIsSent(t *testing.T) {
	page := sample(t, greyBack)
	for mode, most := range map[facsimile.Mode]float64{facsimile.Plain: 4, facsimile.Optimised: 1} {
		p, sent := facsimile.NewPreview(page, mode), facsimile.Rasterise(page, mode)
		if p.Findings.Bytes != encodedSize(t, sent) || p.Minutes > most || p.Minutes < most/2 {
			t.Errorf("mode %d: %d bytes, %.2f minutes", mode, p.Findings.Bytes, p.Minutes)
		}
		if p.Findings.GreyShare < 0.5 {
			t.Errorf("mode %d tells nothing of the page as it is", mode)
		}
		same(t, p.Image.(*image.Gray).Pix, sent.Gray().Pix)
	}
}

package inspect

import (
	"context"
	"image"

	"github.com/souspli/souspli/dispatch/inspect/layout"
	"github.com/souspli/souspli/dispatch/inspect/reader"
	"github.com/souspli/souspli/dispatch/inspect/recognise"
)

const (
	// fewLetters is under what a page may be a picture with a fax machine's heading above it.
	fewLetters = 200
	// MaxRecognised is how many pages are read as pictures, at a few seconds each.
	MaxRecognised = 10
	pointsPerInch = 72
	// glance is the width, in dots, at which a page is looked at for what its text does not explain.
	glance = 170
	// darkness is under what a dot counts as ink.
	darkness = 160
	// littleInk is the share of dots that dirt and a rule or two may take.
	littleInk = 0.004
)

// picture reads a page that has next to no text. A page whose ink the text explains is left as it is.
func (i *Inspector) picture(ctx context.Context, r *reading, page layout.Page) (layout.Page, error) {
	unread, err := inkBesideText(ctx, r.doc, page)
	if err != nil || !unread {
		return page, err
	}
	r.pictures++
	if r.recogniser == nil {
		r.recogniser = i.config.Recogniser(ctx)
	}
	if !r.recogniser.Installed() {
		r.absent = true
		return page, nil
	}
	if r.recognised >= MaxRecognised {
		return page, nil
	}
	return recogniseText(ctx, r, page)
}

// recogniseText adds what is read from the picture to what the page says itself.
func recogniseText(ctx context.Context, r *reading, page layout.Page) (layout.Page, error) {
	picture, err := r.doc.Render(ctx, page.Number, reader.Raster{
		Width: dots(page.Width), Height: dots(page.Height), Gray: true,
	})
	if err != nil {
		return page, err
	}
	read, err := r.recogniser.Page(ctx, page.Number, picture, recognise.DPI)
	if ctx.Err() != nil {
		return page, ctx.Err()
	}
	if err != nil {
		return page, nil // unread: the document stays protected and its kind is asked
	}
	r.recognised++
	page.Lines = append(page.Lines, read.Lines...)
	return page, nil
}

func dots(points float64) int { return int(points * recognise.DPI / pointsPerInch) }

// inkBesideText looks whether there is more on a page than its text.
func inkBesideText(ctx context.Context, doc *reader.Document, page layout.Page) (bool, error) {
	picture, err := doc.Render(ctx, page.Number, reader.Raster{Width: glance, Height: 2 * glance, Gray: true})
	if err != nil {
		return false, err
	}
	gray, ok := picture.(*image.Gray)
	if !ok || page.Width == 0 {
		return true, nil
	}
	scale := float64(gray.Rect.Dx()) / page.Width
	cover(gray, page.Lines, scale)
	return inkShare(gray) > littleInk, nil
}

// cover paints the lines white.
func cover(gray *image.Gray, lines []layout.Line, scale float64) {
	for _, line := range lines {
		box := image.Rect(int(line.X*scale)-1, int(line.Y*scale)-1, int((line.X+line.W)*scale)+2, int((line.Y+line.H)*scale)+2)
		box = box.Intersect(gray.Rect)
		for y := box.Min.Y; y < box.Max.Y; y++ {
			row := gray.Pix[gray.PixOffset(box.Min.X, y):gray.PixOffset(box.Max.X, y)]
			for x := range row {
				row[x] = 0xff
			}
		}
	}
}

func inkShare(gray *image.Gray) float64 {
	dark := 0
	for y := gray.Rect.Min.Y; y < gray.Rect.Max.Y; y++ {
		for _, dot := range gray.Pix[gray.PixOffset(gray.Rect.Min.X, y):gray.PixOffset(gray.Rect.Max.X, y)] {
			if dot < darkness {
				dark++
			}
		}
	}
	return float64(dark) / float64(gray.Rect.Dx()*gray.Rect.Dy())
}

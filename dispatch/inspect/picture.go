package inspect

import (
	"context"
	"image"
	"slices"

	"github.com/souspli/souspli/dispatch/inspect/classify"
	"github.com/souspli/souspli/dispatch/inspect/identify"
	"github.com/souspli/souspli/dispatch/inspect/layout"
	"github.com/souspli/souspli/dispatch/inspect/reader"
	"github.com/souspli/souspli/dispatch/inspect/recognise"
)

const (
	// noLetters is under what a page has no text of its own, but for a number or a stamp.
	noLetters = 20
	// fewLetters is under what a page may be a picture with a fax machine's heading above it.
	fewLetters = 200
	// someWriting is how many letters read from a picture are more than a logo.
	someWriting = 40
	// MaxRecognised is how many pages are read as pictures, at a few seconds each.
	MaxRecognised = 10
	pointsPerInch = 72
	// glance is the width, in dots, at which a page is looked at for what its text does not explain: a line
	// of letters still leaves its traces.
	glance = 425
	// ink is how much darker than the paper a dot is.
	ink = 40
	// littleInk is the share of dots that dust may take: half a line of letters takes more.
	littleInk = 0.0002
)

// picture reads a page that has next to no text. A page whose ink the text explains is left as it is.
func (i *Inspector) picture(ctx context.Context, r *reading, page layout.Page) (layout.Page, error) {
	share, err := inkBesideText(ctx, r.doc, page)
	if err != nil || share <= littleInk {
		return page, err
	}
	if letters(page) < noLetters {
		r.bare++
	}
	return i.readPicture(ctx, r, page)
}

// readPicture adds to a page what is written on it as a picture, as far as there is something to read it
// with. What was not read is counted.
func (i *Inspector) readPicture(ctx context.Context, r *reading, page layout.Page) (layout.Page, error) {
	if r.recogniser == nil {
		r.recogniser = i.config.Recogniser(ctx)
	}
	switch {
	case !r.recogniser.Installed():
		r.absent, r.unread = true, r.unread+1
		return page, nil
	case r.tried >= MaxRecognised:
		r.unread++
		return page, nil
	}
	r.tried++
	read, err := recogniseBesideText(ctx, r, page)
	if ctx.Err() != nil {
		return page, ctx.Err()
	}
	if err != nil || letters(page)+letters(read) < noLetters { // nothing, or handwriting
		r.unread++
		return page, nil
	}
	r.recognised++
	r.written += letters(read)
	page.Lines = slices.Concat(page.Lines, read.Lines)
	return page, nil
}

// recogniseBesideText reads the picture of a page, without the text that is known.
func recogniseBesideText(ctx context.Context, r *reading, page layout.Page) (layout.Page, error) {
	picture, err := r.doc.Render(ctx, page.Number, reader.Raster{
		Width: dots(page.Width), Height: dots(page.Height), Gray: true,
	})
	if err != nil {
		return layout.Page{}, err
	}
	if gray, ok := picture.(*image.Gray); ok {
		cover(gray, page.Lines, float64(recognise.DPI)/pointsPerInch, paper(gray))
	}
	return r.recogniser.Page(ctx, page.Number, picture, recognise.DPI)
}

func dots(points float64) int { return int(points * recognise.DPI / pointsPerInch) }

// doubt reads once more a document that would pass for general information: a page of a record may be pasted
// into a picture, and a file's name or title proves nothing.
func (i *Inspector) doubt(ctx context.Context, r *reading) error {
	pages := classify.New(layout.Properties{})
	for number := range r.doc.Info().Pages {
		page, err := r.doc.Text(ctx, number+1)
		if err != nil {
			return err
		}
		pages.Page(page)
		r.bareName = r.bareName || slices.ContainsFunc(page.Lines, func(l layout.Line) bool { return identify.BareName(l.Text) })
		if letters(page) < fewLetters {
			continue // already looked at
		}
		if err := i.lookBeside(ctx, r, page); err != nil {
			return err
		}
	}
	alone := pages.Result()
	r.misnamed = !alone.Decided || alone.Protection != classify.None
	return nil
}

func (i *Inspector) lookBeside(ctx context.Context, r *reading, page layout.Page) error {
	share, err := inkBesideText(ctx, r.doc, page)
	if err != nil || share <= littleInk {
		return err
	}
	whole, err := i.readPicture(ctx, r, page)
	if err != nil {
		return err
	}
	r.people.Page(layout.Page{Number: page.Number, Lines: whole.Lines[len(page.Lines):]})
	return nil
}

// inkBesideText is the share of a page that is darker than its paper, where no text stands.
func inkBesideText(ctx context.Context, doc *reader.Document, page layout.Page) (float64, error) {
	picture, err := doc.Render(ctx, page.Number, reader.Raster{Width: glance, Height: 4 * glance, Gray: true})
	if err != nil {
		return 0, err
	}
	gray, ok := picture.(*image.Gray)
	if !ok || page.Width == 0 {
		return 1, nil
	}
	white := paper(gray)
	cover(gray, page.Lines, float64(gray.Rect.Dx())/page.Width, white)
	return inkShare(gray, white), nil
}

// paper is the shade of most dots.
func paper(gray *image.Gray) uint8 {
	var counts [256]int
	for y := gray.Rect.Min.Y; y < gray.Rect.Max.Y; y++ {
		for _, dot := range gray.Pix[gray.PixOffset(gray.Rect.Min.X, y):gray.PixOffset(gray.Rect.Max.X, y)] {
			counts[dot]++
		}
	}
	most := 0
	for shade, count := range counts {
		if count > counts[most] {
			most = shade
		}
	}
	return uint8(most) //nolint:gosec // an index of 256
}

// cover paints the lines in the shade of the paper.
func cover(gray *image.Gray, lines []layout.Line, scale float64, white uint8) {
	for _, line := range lines {
		box := image.Rect(int(line.X*scale)-1, int(line.Y*scale)-1, int((line.X+line.W)*scale)+2, int((line.Y+line.H)*scale)+2)
		box = box.Intersect(gray.Rect)
		for y := box.Min.Y; y < box.Max.Y; y++ {
			row := gray.Pix[gray.PixOffset(box.Min.X, y):gray.PixOffset(box.Max.X, y)]
			for x := range row {
				row[x] = white
			}
		}
	}
}

// inkShare counts what differs from the paper, darker or, on a dark page, lighter.
func inkShare(gray *image.Gray, white uint8) float64 {
	inked := 0
	for y := gray.Rect.Min.Y; y < gray.Rect.Max.Y; y++ {
		for _, dot := range gray.Pix[gray.PixOffset(gray.Rect.Min.X, y):gray.PixOffset(gray.Rect.Max.X, y)] {
			if difference := int(white) - int(dot); difference > ink || difference < -ink {
				inked++
			}
		}
	}
	return float64(inked) / float64(gray.Rect.Dx()*gray.Rect.Dy())
}

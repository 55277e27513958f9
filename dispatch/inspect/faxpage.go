package inspect

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"iter"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/reader"
	"github.com/souspli/souspli/fax/facsimile"
)

// faxPage draws a page on the sheet that a fax machine scans.
func faxPage(ctx context.Context, doc *reader.Document, page int) (*image.Gray, error) {
	text, err := doc.Text(ctx, page)
	if err != nil {
		return nil, err
	}
	lines, landscape := facsimile.Fit(text.Width, text.Height)
	frame := facsimile.Frame(text.Width, text.Height)
	raster := reader.Raster{Width: frame.Dx(), Height: frame.Dy(), Stretch: true, Gray: true}
	if landscape {
		raster.Width, raster.Height = raster.Height, raster.Width
	}
	drawn, err := doc.Render(ctx, page, raster)
	if err != nil {
		return nil, err
	}
	gray, ok := drawn.(*image.Gray)
	if !ok {
		return nil, &dispatch.Error{Op: "inspect.fax", Kind: dispatch.KindInternal, Code: "document_damaged", Certainty: dispatch.Unsent}
	}
	if landscape {
		gray = turned(gray)
	}
	sheet := image.NewGray(image.Rect(0, 0, facsimile.Width, lines))
	draw.Draw(sheet, sheet.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(sheet, frame, gray, gray.Rect.Min, draw.Src)
	return sheet, nil
}

// turned is a picture turned a quarter to the right.
func turned(from *image.Gray) *image.Gray {
	size := from.Rect.Size()
	to := image.NewGray(image.Rect(0, 0, size.Y, size.X))
	for y := range size.Y {
		row := from.Pix[y*from.Stride : y*from.Stride+size.X]
		for x, dot := range row {
			to.Pix[x*to.Stride+size.Y-1-y] = dot
		}
	}
	return to
}

// FaxPages draws the pages of a PDF as a fax machine scans them, one at a time. It ends with the first that
// cannot be drawn.
func (i *Inspector) FaxPages(ctx context.Context, pdf []byte) iter.Seq2[*image.Gray, error] {
	return func(yield func(*image.Gray, error) bool) {
		doc, err := i.config.Reader.Open(ctx, reader.Source{Data: pdf, Name: "document.pdf"})
		if err != nil {
			yield(nil, err)
			return
		}
		defer doc.Close()
		for page := range doc.Info().Pages {
			drawn, err := faxPage(ctx, doc, page+1)
			if !yield(drawn, err) || err != nil {
				return
			}
		}
	}
}

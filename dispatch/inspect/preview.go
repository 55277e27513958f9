package inspect

import (
	"context"
	"image"
	"os"

	"github.com/souspli/souspli/dispatch/inspect/reader"
	"github.com/souspli/souspli/fax/facsimile"
)

// maxJudged is how many pages are drawn to judge a document as a fax; the time of the others is estimated.
const maxJudged = 50

// Preview draws a page of a document that File read, from 1, as large as fits in width × height pixels.
func (i *Inspector) Preview(ctx context.Context, r Report, page, width, height int) (image.Image, error) {
	doc, err := i.document(ctx, r)
	if err != nil {
		return nil, err
	}
	return doc.Render(ctx, page, reader.Raster{Width: width, Height: height})
}

// FaxPreview draws a page as the fax machine at the other end prints it, and says what may hurt it.
func (i *Inspector) FaxPreview(ctx context.Context, r Report, page int, mode facsimile.Mode) (facsimile.Preview, error) {
	doc, err := i.document(ctx, r)
	if err != nil {
		return facsimile.Preview{}, err
	}
	drawn, err := faxPage(ctx, doc, page)
	if err != nil {
		return facsimile.Preview{}, err
	}
	return facsimile.NewPreview(drawn, mode), nil
}

// Legibility judges all pages as a fax.
func (i *Inspector) Legibility(ctx context.Context, r Report) (facsimile.Legibility, error) {
	doc, err := i.document(ctx, r)
	if err != nil {
		return facsimile.Legibility{}, err
	}
	var sum facsimile.Sum
	for page := range min(r.Pages, maxJudged) {
		drawn, err := faxPage(ctx, doc, page+1)
		if err != nil {
			return facsimile.Legibility{}, err
		}
		sum.Add(page+1, facsimile.Judge(drawn, facsimile.Rasterise(drawn, facsimile.Plain)))
	}
	return wholeDocument(sum.Legibility(), r.Pages), nil
}

// wholeDocument estimates the time of the pages that were not drawn by that of those that were.
func wholeDocument(l facsimile.Legibility, pages int) facsimile.Legibility {
	if l.Pages > 0 {
		l.Minutes *= float64(pages) / float64(l.Pages)
	}
	return l
}

// Forget lets go of a document that will not be looked at any more, and of what was decrypted of it.
func (i *Inspector) Forget(r Report) { i.opened.drop(r) }

// stillThere refuses a file that was written to since it was read.
func stillThere(r Report) error {
	info, err := os.Stat(r.Path)
	if err != nil || info.Size() != r.Size || !info.ModTime().Equal(r.modified) {
		return refuse("file_changed", nil)
	}
	return nil
}

package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/fax/facsimile"
)

// FaxPage is a page as a fax machine prints it.
type FaxPage struct {
	Number   int               // from 1
	Plain    *facsimile.Bitmap // as it is
	Prepared *facsimile.Bitmap // clean black dots: what leaves when the account prepares
}

// FaxSize is how much goes over the line, in one call.
type FaxSize struct {
	Minutes float64 `json:"minutes"` // at 14,400 bit/s, with dialling
	Bytes   int     `json:"bytes"`   // of the pages in Group 4
}

// AsFax is a document as a fax, as it is and prepared.
type AsFax struct {
	Legibility      facsimile.Legibility
	Plain, Prepared FaxSize
}

// faxPagesJudged is how many pages are drawn when nobody looks at them; the others are estimated.
const faxPagesJudged = 50

// AsFax draws a document that File read. keep is given each page in turn; nil: it is only judged. It stops
// at keep's first error.
func (d *Documents) AsFax(ctx context.Context, r inspect.Report, keep func(FaxPage) error) (AsFax, error) {
	pdf, err := faxedPDF(r)
	if err != nil {
		return AsFax{}, err
	}
	var sum faxSum
	for drawn, err := range d.FaxPages(ctx, pdf) {
		if err != nil {
			return AsFax{}, err
		}
		page := FaxPage{
			Number: sum.pages + 1, Plain: facsimile.Rasterise(drawn, facsimile.Plain), Prepared: facsimile.Rasterise(drawn, facsimile.Optimised),
		}
		sum.add(page, facsimile.Judge(drawn, page.Plain))
		switch {
		case keep == nil && sum.pages == faxPagesJudged:
			return sum.of(r.Pages), nil
		case keep == nil:
		default:
			if err := keep(page); err != nil {
				return AsFax{}, err
			}
		}
	}
	return sum.of(r.Pages), nil
}

// faxedPDF is what would be faxed for a file: the PDF made from it, or the file, which must still be the one
// that was read.
func faxedPDF(r inspect.Report) ([]byte, error) {
	if r.Rendition != nil {
		return r.Rendition.PDF, nil
	}
	refusal := &dispatch.Error{Op: "inspect.fax", Kind: dispatch.KindInvalid, Code: "file_unreadable", Field: "document", Certainty: dispatch.Unsent}
	file, err := os.Open(r.Path)
	if err != nil {
		return nil, refusal
	}
	defer file.Close()
	var pdf bytes.Buffer
	digest := sha256.New()
	if _, err := io.Copy(io.MultiWriter(&pdf, digest), io.LimitReader(file, r.Size+1)); err != nil {
		return nil, refusal
	}
	if hex.EncodeToString(digest.Sum(nil)) != r.SHA256 {
		refusal.Code = "file_changed"
		return nil, refusal
	}
	return pdf.Bytes(), nil
}

// faxSum adds up the pages in both forms.
type faxSum struct {
	pages           int
	plain, prepared facsimile.Sum
	bytes           [2]int
}

func (s *faxSum) add(page FaxPage, findings facsimile.Findings) {
	s.pages++
	size, _ := facsimile.EncodeG4(io.Discard, page.Prepared) // nothing there can fail
	s.plain.Add(page.Number, findings)
	s.prepared.Add(page.Number, facsimile.Findings{Bytes: int(size)})
	s.bytes[0] += findings.Bytes
	s.bytes[1] += int(size)
}

// of is the sum for so many pages, of which some may not have been drawn.
func (s *faxSum) of(pages int) AsFax {
	whole := 1.
	if s.pages > 0 {
		whole = float64(pages) / float64(s.pages)
	}
	l := s.plain.Legibility()
	l.Minutes *= whole
	return AsFax{
		Legibility: l,
		Plain:      FaxSize{l.Minutes, int(float64(s.bytes[0]) * whole)},
		Prepared:   FaxSize{s.prepared.Legibility().Minutes * whole, int(float64(s.bytes[1]) * whole)},
	}
}

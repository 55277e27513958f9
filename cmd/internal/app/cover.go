package app

import (
	"bytes"
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/facsimile"
)

// FaxCover draws the cover page that a parcel would leave with, as the fax machine at the other end prints it.
func (d *Documents) FaxCover(ctx context.Context, p dispatch.Parcel) (facsimile.Preview, error) {
	var pdf bytes.Buffer
	if err := fax.WriteCoverOf(&pdf, p, coverTexts); err != nil {
		return facsimile.Preview{}, err
	}
	for drawn, err := range d.FaxPages(ctx, pdf.Bytes()) {
		if err != nil {
			return facsimile.Preview{}, err
		}
		return facsimile.NewPreview(drawn, facsimile.Plain), nil
	}
	return facsimile.Preview{}, &dispatch.Error{Op: "app.fax_cover", Kind: dispatch.KindInternal, Code: "fax_cover", Certainty: dispatch.Unsent}
}

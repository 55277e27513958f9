package ui

import (
	"context"
	"io"

	"fyne.io/fyne/v2"
)

// proof offers the page that proves the dispatch to others.
func (d *detail) proof() fyne.CanvasObject {
	return newColumn(gapHalf, leading(lowButton(d.u.t("proof_save"), d.saveProof)), caption(d.u.t("proof_explained")))
}

func (d *detail) saveProof() {
	id, u := d.id, d.u
	u.writeFile(&d.acts, d.notice, u.t("proof_file"), ".pdf", func(ctx context.Context, w io.Writer) error {
		return u.desk.PrintProof(ctx, w, id, string(u.texts.Language()))
	}, nil)
}

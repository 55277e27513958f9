package ui

import (
	"context"
	"io"
	"path/filepath"

	"fyne.io/fyne/v2"
)

// exportPart writes the people that the list shows as a file, where documents are looked for first.
func (k *bookUpkeep) exportPart() fyne.CanvasObject {
	u := k.b.u
	return newColumn(gapDouble, strong(u.t("people_export")), caption(u.t("people_export_hint")), newFlow(gap,
		newButton(u.t("people_export_csv"), func() { k.export("csv", ".csv") }),
		newButton(u.t("people_export_vcard"), func() { k.export("vcard", ".vcf") })))
}

func (k *bookUpkeep) export(format, suffix string) {
	type file struct {
		n    int
		name string
	}
	u, q := k.b.u, k.b.sieve.query(k.b.query.Text)
	act(u, &k.slot, func(ctx context.Context) (f file, err error) {
		path := freePath(u.startFolder(), u.t("people_export_file"), suffix)
		f.name = filepath.Base(path)
		return f, writePage(path, func(w io.Writer) error {
			f.n, err = u.desk.ExportRecipients(ctx, w, q, format, string(u.texts.Language()))
			return err
		})
	}, func(f file, err error) {
		if err != nil {
			k.notice.fail(err)
			return
		}
		k.notice.tell(u.n("people_exported", f.n, "file", f.name))
	})
}

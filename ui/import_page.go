package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// mostImportLines bounds what a preview draws. The counts above tell of all.
const mostImportLines = 200

// bookUpkeep are the pages of the address book that change many recipients: imports and duplicates.
type bookUpkeep struct {
	b      *bookScreen
	page   fyne.CanvasObject // nil: none is open
	notice *notice
	slot   slot
}

func newBookUpkeep(b *bookScreen) *bookUpkeep { return &bookUpkeep{b: b, notice: newNotice(b.u)} }

// close leaves the pages.
func (k *bookUpkeep) close() { k.page = nil }

func (k *bookUpkeep) show(page fyne.CanvasObject) {
	k.page = page
	k.b.render()
}

// open offers what there is to import from, and what to tidy up.
func (k *bookUpkeep) open() {
	k.notice.clear()
	run(k.b.u, &k.slot, k.b.u.desk.Accounts, func(accounts []dispatch.Account, err error) {
		if err != nil {
			k.b.notice.fail(err)
			return
		}
		k.show(k.start(accounts))
	})
}

func (k *bookUpkeep) start(accounts []dispatch.Account) fyne.CanvasObject {
	u := k.b.u
	ways := newColumn(gap, k.way("document", u.t("import_file"), k.choose))
	for _, account := range accounts {
		if account.Provider == desk.LDAPProvider {
			ways.Add(k.way("book", u.t("import_directory", "name", account.Name), func() {
				k.preview(desk.ImportFrom{Account: account.Name})
			}))
		}
	}
	ways.Add(k.way("", u.t("import_undo"), k.undo))
	return scrolled(newColumn(gapTriple,
		newColumn(gapDouble, heading(u.t("import_title")), k.notice.content, caption(u.t("import_hint")), ways),
		newColumn(gapDouble, strong(u.t("duplicates_title")), caption(u.t("duplicates_hint")), k.way("", u.t("duplicates_find"), k.duplicates)),
		k.exportPart(),
		leading(newButton(u.t("leave"), k.b.back))))
}

func (k *bookUpkeep) way(name iconName, words string, do func()) fyne.CanvasObject {
	if name == "" {
		return leading(newButton(words, do))
	}
	return leading(newIconButton(words, name, do))
}

// choose looks for a file in the page.
func (k *bookUpkeep) choose() {
	c := newChooser(k.b.u, []string{".csv", ".txt", ".vcf", ".vcard"}, func(path string) {
		k.preview(desk.ImportFrom{Path: path})
	}, k.open)
	k.show(c.content)
	k.b.u.focus(c.list)
}

// preview shows what an import would do.
func (k *bookUpkeep) preview(from desk.ImportFrom) {
	act(k.b.u, &k.slot, func(ctx context.Context) (desk.Import, error) {
		return k.b.u.desk.PreviewImport(ctx, from)
	}, func(shown desk.Import, err error) {
		if err != nil {
			k.failed(err)
			return
		}
		k.notice.clear()
		k.show(k.previewPage(shown))
	})
}

// failed goes back to where an import begins, and tells why.
func (k *bookUpkeep) failed(err error) {
	k.open()
	k.notice.fail(err)
}

func (k *bookUpkeep) previewPage(shown desk.Import) fyne.CanvasObject {
	u := k.b.u
	changes := shown.Count(desk.ImportNew) + shown.Count(desk.ImportChanged) + shown.Count(desk.ImportVanished)
	store := newButton(u.n("import_store", changes), func() { k.store(shown) })
	store.Importance = widget.HighImportance
	if changes == 0 {
		store.Disable()
	}
	top := newColumn(gap, heading(u.t("import_preview")), k.notice.content, body(k.counts(shown)))
	return filled(top, buttonBar(newButton(u.t("cancel"), k.open), store), padded(gap, 0, scrolled(k.lines(shown))))
}

func (k *bookUpkeep) counts(shown desk.Import) string {
	return k.b.u.t("import_counts", "new", shown.Count(desk.ImportNew), "changed", shown.Count(desk.ImportChanged),
		"same", shown.Count(desk.ImportSame), "refused", shown.Count(desk.ImportRefused), "vanished", shown.Count(desk.ImportVanished))
}

// lines are the entries that something happens with, the refused first.
func (k *bookUpkeep) lines(shown desk.Import) *fyne.Container {
	lines := newColumn(gapDouble)
	for _, outcome := range []desk.ImportOutcome{desk.ImportRefused, desk.ImportVanished, desk.ImportChanged, desk.ImportNew} {
		for _, row := range shown.Rows {
			if row.Outcome == outcome && len(lines.Objects) < mostImportLines {
				lines.Add(k.line(row))
			}
		}
	}
	if left := len(shown.Rows) - shown.Count(desk.ImportSame) - len(lines.Objects); left > 0 {
		lines.Add(caption(k.b.u.n("import_more", left)))
	}
	return lines
}

var importLooks = map[desk.ImportOutcome]look{
	desk.ImportNew:      {"add", colorGreen},
	desk.ImportChanged:  {"done", colorBlue},
	desk.ImportRefused:  {"forbidden", colorRed},
	desk.ImportVanished: {"warning", colorAmber},
}

func (k *bookUpkeep) line(row desk.ImportRow) fyne.CanvasObject {
	u, l := k.b.u, importLooks[row.Outcome]
	title := row.Recipient.Name
	if row.Line > 0 {
		title = u.t("import_line", "line", row.Line, "name", title)
	}
	words := newColumn(2, body(title), caption(capital(u.texts.Text("import_"+string(row.Outcome)))))
	if row.Code != "" {
		words.Add(caption(u.texts.Error(&dispatch.Error{Kind: dispatch.KindInvalid, Code: row.Code, Field: row.Field})))
	}
	for _, change := range row.Changes() {
		words.Add(caption(u.changeWords(change)))
	}
	for _, caution := range row.Cautions {
		words.Add(caption(u.texts.Text("caution_" + string(caution))).tint(colorAmber))
	}
	return newTopRow(gap, []track{own, share(1)}, picture(l.icon, l.color, 18), words)
}

// store does what the preview showed.
func (k *bookUpkeep) store(shown desk.Import) {
	act(k.b.u, &k.slot, noValue(func(ctx context.Context) error {
		return k.b.u.desk.StoreImport(ctx, shown)
	}), func(_ nothing, err error) {
		if err != nil {
			k.notice.fail(err)
			return
		}
		k.close()
		k.b.back()
		k.b.seek()
		k.b.notice.tell(k.counts(shown))
	})
}

// undo takes the last import back.
func (k *bookUpkeep) undo() {
	act(k.b.u, &k.slot, k.b.u.desk.UndoImport, func(undone desk.Undone, err error) {
		if err != nil {
			k.notice.fail(err)
			return
		}
		k.b.seek()
		k.notice.tell(k.b.u.t("import_undone", "removed", undone.Removed, "restored", undone.Restored, "kept", undone.Kept))
	})
}

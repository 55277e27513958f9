package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
)

// historyNarrow is the width below which the document goes under the recipient.
const historyNarrow = 720

// historySlim is the width below which neither the channel nor the date has a column: the date goes before the document.
const historySlim = 440

// historyCells aligns the header with the rows: when, who, what, how, where it stands.
type historyCells struct {
	wide, narrow row
	what, how    fyne.CanvasObject // the columns that a narrow list and a slim one drop
	below, under fyne.CanvasObject // under the recipient when narrow, and when wide
	slim         fyne.CanvasObject // under the recipient when slim, instead of below
}

func newHistoryCells(what, channel, below, under, slim fyne.CanvasObject) *historyCells {
	when, how, state := fixed(84), fixed(142), fixed(126)
	return &historyCells{
		wide:   row{gap: gap + gapHalf, tracks: []track{when, share(34), share(26), how, state}},
		narrow: row{gap: gap + gapHalf, tracks: []track{when, share(1), share(0), how, state}},
		what:   what, how: channel, below: below, under: under, slim: slim,
	}
}

// Layout is called by Fyne.
func (l *historyCells) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	narrow := size.Width < historyNarrow
	if l.what.Visible() == narrow {
		setVisible(l.what, !narrow)
		setVisible(l.below, narrow)
		setVisible(l.under, !narrow)
	}
	if slim := size.Width < historySlim; l.how.Visible() == slim || l.slim.Visible() != slim {
		setVisible(l.how, !slim)
		setVisible(objects[0], !slim)
		setVisible(l.slim, slim)
		setVisible(l.below, narrow && !slim)
	}
	if narrow {
		l.narrow.Layout(objects, size)
	} else {
		l.wide.Layout(objects, size)
	}
}

// MinSize is called by Fyne.
func (l *historyCells) MinSize(objects []fyne.CanvasObject) fyne.Size { return l.wide.MinSize(objects) }

// historyRow is one line of the history. Rows are made once for each place in sight and then filled.
type historyRow struct {
	content *historyItem
	cells   *fyne.Container
	u       *UI
	back    *surface
	when    *text
	who     *text
	where   *text
	what    *text
	pages   *text
	both    *text // what and pages, for a narrow list
	slim    *text // when and what, for a slim one
	channel *mark
	state   *mark
	far     *text
}

func newHistoryRow(u *UI) *historyRow {
	r := &historyRow{
		u: u, back: newSurface("", "", 4), when: captionLine(""), who: line(""), where: captionLine(""),
		what: line(""), pages: captionLine(""), both: captionLine(""), slim: captionLine(""), channel: newMark(), state: newMark(), far: captionLine(""),
	}
	what := newColumn(0, r.what, r.pages)
	r.both.Hide()
	r.slim.Hide()
	r.cells = container.New(newHistoryCells(what, r.channel.content, r.both, r.where, r.slim), r.when, newColumn(0, r.who, r.where, r.both, r.slim), what,
		r.channel.content, newColumn(0, r.state.content, r.far))
	r.content = newHistoryItem(r, padded(0, gap, r.cells))
	return r
}

// historyHeader names the columns; when is the heading of the dates.
func historyHeader(u *UI, when fyne.CanvasObject) fyne.CanvasObject {
	what, how, none := captionLine(u.t("document")), captionLine(u.t("channel")), spacer(0)
	cells := container.New(newHistoryCells(what, how, none, none, spacer(0)),
		when, captionLine(u.t("recipient")), what, how, captionLine(u.t("state")))
	return newColumn(gapHalf, padded(0, gap, cells), rule())
}

func (r *historyRow) fill(d dispatch.Dispatch, selected bool) {
	u := r.u
	r.when.set(u.moment(d.Created))
	r.who.set(d.Recipient.Name)
	r.where.set(u.belonging(d.Recipient))
	what, pages, both := u.documentWords(d.Documents)
	r.what.set(what)
	r.pages.set(pages)
	r.both.set(both)
	r.slim.set(u.t("when_and_what", "when", u.moment(d.Created), "what", what))
	r.channel.set(wayIcon(d), theme.ColorNameForeground, u.shortWay(d))
	r.state.state(u, d)
	r.setFar(d)
	r.setSelected(selected)
}

func (r *historyRow) setFar(d dispatch.Dispatch) {
	far := ""
	if d.State == dispatch.Sending {
		far = r.u.howFar(d.ID)
	} else {
		far = r.u.whenAgain(d, "short_try")
	}
	r.far.set(far)
	if r.far.Visible() != (far != "") {
		setVisible(r.far, far != "")
		r.cells.Refresh()
	}
}

func (r *historyRow) setSelected(selected bool) {
	fill := fyne.ThemeColorName("")
	if selected {
		fill = theme.ColorNameSelection
	}
	if r.back.fill != fill {
		r.back.fill = fill
		r.back.Refresh()
	}
}

// documentWords name what was sent: the kind of the first document, the pages of all, and both at once.
func (u *UI) documentWords(documents []dispatch.Document) (what, pages, both string) {
	if len(documents) == 0 {
		return "", "", ""
	}
	sum := 0
	for _, d := range documents {
		sum += d.Pages
	}
	what = capital(u.texts.Kind(documents[0].Kind))
	pages = u.n("pages", sum)
	if len(documents) > 1 {
		pages = u.n("documents_pages", sum, "documents", u.texts.Number(int64(len(documents))))
	}
	return what, pages, u.t("kind_and_pages", "kind", what, "pages", pages)
}

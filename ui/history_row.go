package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
)

// historyTracks align the header with the rows: when, who, what, how, where it stands.
var historyTracks = []track{fixed(92), share(32), share(28), fixed(150), fixed(118)}

// historyRow is one line of the history. Rows are made once for each place in sight and then filled.
type historyRow struct {
	content *historyItem
	u       *UI
	back    *surface
	when    *text
	who     *text
	where   *text
	what    *text
	pages   *text
	channel *mark
	state   *mark
	far     *text
}

func newHistoryRow(u *UI) *historyRow {
	r := &historyRow{
		u: u, back: newSurface("", "", 4), when: captionLine(""), who: line(""), where: captionLine(""),
		what: line(""), pages: captionLine(""), channel: newMark(), state: newMark(), far: captionLine(""),
	}
	state := newColumn(0, r.state.content, r.far)
	cells := newRow(gap+gapHalf, historyTracks, r.when, newColumn(0, r.who, r.where), newColumn(0, r.what, r.pages),
		r.channel.content, state)
	r.content = newHistoryItem(r, padded(0, gap, cells))
	return r
}

func historyHeader(u *UI) fyne.CanvasObject {
	return newColumn(gapHalf, padded(0, gap, newRow(gap+gapHalf, historyTracks,
		captionLine(u.t("when")), captionLine(u.t("recipient")), captionLine(u.t("document")),
		captionLine(u.t("channel")), captionLine(u.t("state")))), rule())
}

func (r *historyRow) fill(d dispatch.Dispatch, selected bool) {
	u := r.u
	r.when.set(u.moment(d.Created))
	r.who.set(d.Recipient.Name)
	r.where.set(u.belonging(d.Recipient))
	what, pages := u.documentWords(d.Documents)
	r.what.set(what)
	r.pages.set(pages)
	r.channel.channel(u, d.Channel)
	r.state.state(u, d)
	r.setFar(d)
	r.setSelected(selected)
}

func (r *historyRow) setFar(d dispatch.Dispatch) {
	far := ""
	if d.State == dispatch.Sending {
		far = r.u.howFar(d.ID)
	}
	r.far.set(far)
	setVisible(r.far, far != "")
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

// documentWords name what was sent: the kind, and the pages of all.
func (u *UI) documentWords(documents []dispatch.Document) (what, pages string) {
	sum := 0
	for _, d := range documents {
		sum += d.Pages
	}
	if len(documents) == 0 {
		return "", ""
	}
	if len(documents) == 1 {
		return capital(u.texts.Kind(documents[0].Kind)), u.n("pages", sum)
	}
	return capital(u.texts.Kind(documents[0].Kind)), u.n("documents_pages", sum, "documents", u.texts.Number(int64(len(documents))))
}

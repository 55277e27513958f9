package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// historyScreen is every dispatch, newest first, filling in while one looks.
type historyScreen struct {
	u       *UI
	root    *fyne.Container
	whole   *fyne.Container // the log, or its figures
	strip   *figuresStrip
	page    *figuresPage // nil: the log is shown
	query   *field
	state   *widget.Select
	channel *widget.Select
	when    *widget.Select
	day     *fyne.Container // asks for a date
	date    *field
	order   *historyOrder
	figures *text
	list    *historyList
	// Why the list is empty: there is nothing at all, or nothing that matches.
	none, unmatched *fyne.Container
	detail          *detail
	side            *fyne.Container // the detail, while a dispatch is chosen

	filter   dispatch.Filter
	period   time.Duration
	pages    historyPages
	rows     []dispatch.Dispatch // of the pages
	top      bool                // what is read next is shown from its beginning
	selected dispatch.ID

	slot, moreSlot slot
}

func newHistoryScreen(u *UI) *historyScreen {
	h := &historyScreen{u: u, figures: caption(""), detail: newDetail(u, "")}
	h.list = newHistoryList(h)
	h.strip = newFiguresStrip(u, h.openFigures)
	h.order = newHistoryOrder(u, h.turnRound)
	head := newColumn(gap+gapHalf, h.filters(), h.figures, h.strip.content, historyHeader(u, h.order.press))
	left := filled(head, nil, container.NewStack(h.list, h.emptiness()))
	h.side = newPanes(gapTriple, []track{fixed(1), share(1)}, upright(), h.detail.content)
	h.root = newPanes(gapTriple, []track{share(1), fixed(detailWidth)}, left, h.side)
	h.side.Hide()
	h.none.Hide()
	h.unmatched.Hide()
	h.whole = container.NewStack(h.root)
	return h
}

func (h *historyScreen) content() fyne.CanvasObject { return h.whole }

func (h *historyScreen) enter() {
	h.changed()
	if h.page == nil {
		h.u.focus(h.query)
	}
}

func (h *historyScreen) changed() {
	h.figures.set(h.figuresWords())
	h.strip.read()
	h.reload()
	h.detail.again()
	if h.page != nil {
		h.page.read()
	}
}

func (h *historyScreen) progressed() {
	for i, d := range h.rows {
		if d.State == dispatch.Sending {
			h.list.RefreshItem(i)
			return // it refreshes every row in sight
		}
	}
}

func (h *historyScreen) search() {
	h.closeFigures()
	h.u.focus(h.query)
}

// back leaves the figures, then the dispatch.
func (h *historyScreen) back() {
	if h.page != nil {
		h.closeFigures()
		return
	}
	h.selected = ""
	h.detail.close()
	h.side.Hide()
	setVisible(h.strip.content, true)
	h.root.Refresh()
	h.u.focus(nil)
}

func (h *historyScreen) openFigures() {
	h.page = newFiguresPage(h.u, h.closeFigures)
	h.show(h.page.content)
	h.page.read()
}

func (h *historyScreen) closeFigures() {
	if h.page != nil {
		h.page.leave()
		h.page = nil
		h.show(h.root)
	}
}

func (h *historyScreen) show(o fyne.CanvasObject) {
	h.whole.Objects = []fyne.CanvasObject{o}
	h.whole.Refresh()
}

// turnRound shows the oldest first, or the newest again.
func (h *historyScreen) turnRound() {
	h.filter.Oldest = !h.filter.Oldest
	h.order.show(h.filter.Oldest)
	h.fresh()
}

// figuresWords sums the whole log up in a line; it says nothing of a log with nothing in it.
func (h *historyScreen) figuresWords() string {
	counts := h.u.live.counts
	if len(counts) == 0 {
		return ""
	}
	number := func(states ...dispatch.State) string {
		sum := 0
		for _, s := range states {
			sum += counts[s]
		}
		return h.u.texts.Number(int64(sum))
	}
	return h.u.t("figures",
		"delivered", number(dispatch.Delivered), "accepted", number(dispatch.Accepted),
		"moving", number(dispatch.Held, dispatch.Queued, dispatch.Sending),
		"uncertain", number(dispatch.Uncertain), "failed", number(dispatch.Failed, dispatch.Partial))
}

// fresh starts from the top, after the question changed. What is on the screen stays until the answer comes.
func (h *historyScreen) fresh() {
	h.moreSlot.drop()
	h.top = true
	h.read(&h.slot, "", 1, func(read historyPages) { h.pages = read })
}

// reload reads again what is in memory.
func (h *historyScreen) reload() {
	if h.top && h.slot.busy {
		return // a new question is under way
	}
	h.moreSlot.drop()
	after, pages := h.pages.begin()
	h.read(&h.slot, after, pages, h.pages.renew)
}

// more reads the page below; the list asks when its end comes into sight.
func (h *historyScreen) more() {
	after := h.pages.next
	if after == "" || h.moreSlot.busy || h.slot.busy {
		return
	}
	h.read(&h.moreSlot, after, 1, func(read historyPages) {
		h.pages.append(dispatch.Page{Dispatches: read.pages[0], Next: read.next}, after)
	})
}

// less reads the page above that was let go.
func (h *historyScreen) less() {
	if !h.pages.above() || h.moreSlot.busy || h.slot.busy {
		return
	}
	h.read(&h.moreSlot, h.pages.starts[h.pages.low()-1], 1, func(read historyPages) {
		h.pages.prepend(dispatch.Page{Dispatches: read.pages[0], Next: read.next})
	})
}

func (h *historyScreen) read(s *slot, after string, pages int, take func(historyPages)) {
	f := h.filter
	f.Limit = historyPage
	if h.period > 0 {
		f.Since = h.u.now().Add(-h.period)
	}
	find := func(ctx context.Context, after string) (dispatch.Page, error) {
		f := f
		f.After = after
		return h.u.desk.Search(ctx, f)
	}
	run(h.u, s, func(ctx context.Context) (historyPages, error) { return readPages(ctx, find, after, pages) },
		func(read historyPages, err error) {
			if err != nil {
				h.u.frame.say(h.u.texts.Error(err))
				return
			}
			h.take(func() { take(read) })
		})
}

// take changes the pages in memory; what one looks at stays where it is.
func (h *historyScreen) take(change func()) {
	offset := h.list.GetScrollOffset()
	first := min(int(offset/historyStride()), len(h.rows)-1)
	looked := dispatch.ID("")
	if first >= 0 && offset > 0 {
		looked = h.rows[first].ID
	}
	change()
	h.rows = h.pages.rows()
	h.showEmptiness()
	switch now := h.place(looked); {
	case h.top:
		h.top = false
		h.list.Refresh()
		h.list.ScrollToTop()
	case now >= 0 && now != first:
		h.list.Refresh()
		h.list.ScrollToOffset(offset + float32(now-first)*historyStride())
	default:
		h.list.Refresh()
	}
}

// place is where a dispatch stands among the rows, -1 when it does not.
func (h *historyScreen) place(id dispatch.ID) int {
	return slices.IndexFunc(h.rows, func(d dispatch.Dispatch) bool { return d.ID == id })
}

func (h *historyScreen) choose(i widget.ListItemID) {
	h.list.Unselect(i) // rows draw their own selection: it follows the dispatch when rows move
	if i >= len(h.rows) {
		return
	}
	h.selected = h.rows[i].ID
	h.side.Show()
	setVisible(h.strip.content, false)
	h.root.Refresh()
	h.detail.open(h.selected)
}

func (h *historyScreen) fill(i widget.ListItemID, o fyne.CanvasObject) {
	if i >= len(h.rows) {
		return
	}
	rowOf(o).fill(h.rows[i], h.rows[i].ID == h.selected)
	switch {
	case i >= len(h.rows)-historyPage/5:
		h.more()
	case i < historyPage/5:
		h.less()
	}
}

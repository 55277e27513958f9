package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

const (
	historyPage = 50
	historyMost = 500 // rows that a change reads again; further ones are read again by scrolling
)

// historyScreen is every dispatch, newest first, filling in while one looks.
type historyScreen struct {
	u       *UI
	root    *fyne.Container
	query   *field
	figures *text
	list    *widget.List
	nothing *fyne.Container
	detail  *detail
	side    *fyne.Container // the detail, while a dispatch is chosen

	filter   dispatch.Filter
	period   time.Duration
	rows     []dispatch.Dispatch
	next     string
	selected dispatch.ID

	slot, moreSlot slot
}

func newHistoryScreen(u *UI) *historyScreen {
	h := &historyScreen{u: u, figures: caption(""), detail: newDetail(u, "")}
	h.list = widget.NewList(func() int { return len(h.rows) },
		func() fyne.CanvasObject { return newHistoryRow(u).content }, h.fill)
	h.list.HideSeparators = true
	h.list.OnSelected = h.choose
	h.nothing = container.New(column{}, body(u.t("history_empty")).tint(colorSecondary))
	head := newColumn(gap+gapHalf, h.filters(), h.figures, historyHeader(u))
	left := filled(head, nil, container.NewStack(h.list, h.nothing))
	h.side = newPanes(gapTriple, []track{fixed(1), share(1)}, upright(), h.detail.content)
	h.root = newPanes(gapTriple, []track{share(1), fixed(detailWidth)}, left, h.side)
	h.side.Hide()
	return h
}

func (h *historyScreen) content() fyne.CanvasObject { return h.root }

func (h *historyScreen) enter() {
	h.changed()
	h.u.focus(h.query)
}

func (h *historyScreen) changed() {
	h.figures.set(h.figuresWords())
	h.reload()
	h.detail.again()
}

func (h *historyScreen) progressed() {
	for i, d := range h.rows {
		if d.State == dispatch.Sending {
			h.list.RefreshItem(i)
			return // it refreshes every row in sight
		}
	}
}

func (h *historyScreen) search() { h.u.focus(h.query) }

func (h *historyScreen) back() {
	h.selected = ""
	h.detail.close()
	h.side.Hide()
	h.root.Refresh()
	h.u.focus(nil)
}

func (h *historyScreen) filters() fyne.CanvasObject {
	u := h.u
	h.query = u.field(u.t("history_search"))
	h.query.Icon = icon{"search", colorSecondary}
	h.query.OnChanged = func(words string) { h.filter.Query = strings.TrimSpace(words); h.fresh() }
	state := newSelect(h.states(), dispatch.State(""), func(s dispatch.State) { h.filter.States = one(s); h.fresh() })
	channel := newSelect(h.channels(), dispatch.ChannelKind(""), func(k dispatch.ChannelKind) { h.filter.Channels = one(k); h.fresh() })
	const day = 24 * time.Hour
	period := newSelect([]option[time.Duration]{
		{0, u.t("period_all")}, {day, u.t("period_day")}, {7 * day, u.t("period_week")}, {30 * day, u.t("period_month")},
	}, 0, func(d time.Duration) { h.period = d; h.fresh() })
	return container.New(&historyFilters{[]*widget.Select{state, channel, period}},
		h.query, outlined(state), outlined(channel), outlined(period))
}

// historyFilters stands the search beside the other questions. Where a dispatch leaves them no room, only those
// that were answered stay.
type historyFilters struct{ questions []*widget.Select }

func (l *historyFilters) row() *row {
	return &row{gap: gap, tracks: []track{share(34), share(22), share(24), share(20)}}
}

// Layout is called by Fyne.
func (l *historyFilters) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for i, question := range l.questions {
		if fits := size.Width >= historySlim || question.SelectedIndex() > 0; objects[i+1].Visible() != fits {
			setVisible(objects[i+1], fits)
		}
	}
	l.row().Layout(objects, size)
}

// MinSize is called by Fyne.
func (l *historyFilters) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return l.row().MinSize(objects)
}

// one is a filter on a single value, or none for the zero value.
func one[T comparable](value T) []T {
	var zero T
	if value == zero {
		return nil
	}
	return []T{value}
}

func (h *historyScreen) states() []option[dispatch.State] {
	options := []option[dispatch.State]{{"", h.u.t("state_all")}}
	for _, s := range dispatch.States() {
		if s != dispatch.Draft {
			options = append(options, option[dispatch.State]{s, capital(h.u.texts.State(s))})
		}
	}
	return options
}

func (h *historyScreen) channels() []option[dispatch.ChannelKind] {
	options := []option[dispatch.ChannelKind]{{"", h.u.t("channel_all")}}
	for _, k := range dispatch.ChannelKinds() {
		if channelIcons[k] != "" {
			options = append(options, option[dispatch.ChannelKind]{k, capital(h.u.texts.Channel(k))})
		}
	}
	return options
}

// figuresWords sums the whole log up in a line.
func (h *historyScreen) figuresWords() string {
	counts := h.u.live.counts
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

// fresh starts from the top, after the question changed.
func (h *historyScreen) fresh() {
	h.rows, h.next = nil, ""
	h.reload()
	h.list.ScrollToTop()
}

// reload reads again what is on the screen, from the newest.
func (h *historyScreen) reload() {
	limit := min(max(historyPage, len(h.rows)), historyMost)
	h.read(&h.slot, "", limit, func(page dispatch.Page) { h.rows = page.Dispatches })
}

// more reads the next page; the list asks when its end comes into sight.
func (h *historyScreen) more() {
	if h.next == "" || h.moreSlot.busy || h.slot.busy {
		return
	}
	h.read(&h.moreSlot, h.next, historyPage, func(page dispatch.Page) { h.rows = append(h.rows, page.Dispatches...) })
}

func (h *historyScreen) read(s *slot, after string, limit int, take func(dispatch.Page)) {
	f := h.filter
	f.After, f.Limit = after, limit
	if h.period > 0 {
		f.Since = h.u.now().Add(-h.period)
	}
	run(h.u, s, func(ctx context.Context) (dispatch.Page, error) { return h.u.desk.Search(ctx, f) },
		func(page dispatch.Page, err error) {
			if err != nil {
				h.u.frame.say(h.u.texts.Error(err))
				return
			}
			take(page)
			h.next = page.Next
			setVisible(h.nothing, len(h.rows) == 0)
			h.list.Refresh()
		})
}

func (h *historyScreen) choose(i widget.ListItemID) {
	h.list.Unselect(i) // rows draw their own selection: it follows the dispatch when rows move
	if i >= len(h.rows) {
		return
	}
	h.selected = h.rows[i].ID
	h.side.Show()
	h.root.Refresh()
	h.detail.open(h.selected)
}

func (h *historyScreen) fill(i widget.ListItemID, o fyne.CanvasObject) {
	if i >= len(h.rows) {
		return
	}
	rowOf(o).fill(h.rows[i], h.rows[i].ID == h.selected)
	if i >= len(h.rows)-historyPage/5 {
		h.more()
	}
}

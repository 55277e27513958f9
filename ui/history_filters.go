package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// jumpToDate is the period of who looks for a day.
const jumpToDate time.Duration = -1

func (h *historyScreen) filters() fyne.CanvasObject {
	u := h.u
	h.query = u.field(u.t("history_search"))
	h.query.Icon = icon{"search", colorSecondary}
	h.query.OnChanged = func(words string) { h.filter.Query = strings.TrimSpace(words); h.fresh() }
	h.query.keys[fyne.KeyDown] = func() bool { h.move(1); return true }
	h.query.keys[fyne.KeyUp] = func() bool { h.move(-1); return true }
	h.query.keys[fyne.KeyReturn] = func() bool { h.move(0); return true }
	h.state = newSelect(h.states(), dispatch.State(""), func(s dispatch.State) { h.filter.States = one(s); h.fresh() })
	h.channel = newSelect(h.channels(), dispatch.ChannelKind(""), func(k dispatch.ChannelKind) { h.filter.Channels = one(k); h.fresh() })
	const day = 24 * time.Hour
	h.when = newSelect([]option[time.Duration]{
		{0, u.t("period_all")},
		{day, u.t("period_day")},
		{7 * day, u.t("period_week")},
		{30 * day, u.t("period_month")},
		{jumpToDate, u.t("period_jump")},
	}, 0, h.choosePeriod)
	h.date = u.field(u.t("history_date_hint"))
	h.date.OnChanged = h.jump
	h.day = newRow(gap, []track{own, fixed(160), share(1)}, caption(u.t("history_date")).fit(whole), h.date, spacer(0))
	h.day.Hide()
	return newColumn(gap, container.New(&historyFilters{[]*widget.Select{h.state, h.channel, h.when}},
		h.query, outlined(h.state), outlined(h.channel), outlined(h.when)), h.day)
}

func (h *historyScreen) choosePeriod(d time.Duration) {
	h.period, h.filter.Until = max(0, d), time.Time{}
	setVisible(h.day, d == jumpToDate)
	h.date.SetText("")
	h.fresh()
	h.root.Refresh()
	if d == jumpToDate {
		h.u.focus(h.date)
	}
}

// jump shows the log from the end of a day on; what is no day yet shows all of it.
func (h *historyScreen) jump(text string) {
	until := time.Time{}
	if day, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(text), h.u.location()); err == nil {
		until = day.AddDate(0, 0, 1)
	}
	if !until.Equal(h.filter.Until) {
		h.filter.Until = until
		h.fresh()
	}
}

// filtered reports whether something narrows the log.
func (h *historyScreen) filtered() bool {
	f := h.filter
	return f.Query != "" || len(f.States)+len(f.Channels) > 0 || h.period > 0 || !f.Until.IsZero()
}

// clearFilters shows the whole log again.
func (h *historyScreen) clearFilters() {
	h.query.SetText("")
	for _, question := range []*widget.Select{h.state, h.channel, h.when} {
		question.SetSelectedIndex(0)
	}
	h.filter = dispatch.Filter{Oldest: h.filter.Oldest}
	h.period = 0
	h.fresh()
	h.u.focus(h.query)
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

// emptiness says why the list is empty, and leads out of it.
func (h *historyScreen) emptiness() *fyne.Container {
	u := h.u
	h.none = container.New(column{gap + gapHalf}, body(u.t("history_none")).tint(colorSecondary),
		leading(newButton(u.t("history_first"), func() { u.enter(roomSend) })))
	h.unmatched = container.New(column{gap + gapHalf}, body(u.t("history_empty")).tint(colorSecondary),
		leading(newButton(u.t("history_clear"), h.clearFilters)))
	return container.NewStack(h.none, h.unmatched)
}

func (h *historyScreen) showEmptiness() {
	empty := len(h.rows) == 0
	setVisible(h.none, empty && !h.filtered())
	setVisible(h.unmatched, empty && h.filtered())
}

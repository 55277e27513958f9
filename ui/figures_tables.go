package ui

import (
	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
)

// table is a few rows under a heading; numbers end at the right of their column.
func (p *figuresPage) table(tracks []track, numbers int, heads []string, rows [][]string) fyne.CanvasObject {
	content := newColumn(gapHalf, p.tableRow(tracks, numbers, heads, captionLine), rule())
	for _, row := range rows {
		content.Add(p.tableRow(tracks, numbers, row, line))
	}
	return content
}

// tableRow sets cells; the last numbers of them are numbers.
func (p *figuresPage) tableRow(tracks []track, numbers int, cells []string, write func(string) *text) fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(cells))
	for i, cell := range cells {
		t := write(cell)
		if i >= len(cells)-numbers {
			t = t.trailing()
		}
		objects[i] = t
	}
	return newRow(gapDouble, tracks, objects...)
}

// trailing ends a text at the right of its place.
func (t *text) trailing() *text {
	t.align = fyne.TextAlignTrailing
	return t
}

func (p *figuresPage) heads(keys ...string) []string {
	heads := make([]string, len(keys))
	for i, key := range keys {
		heads[i] = p.u.texts.Text(key)
	}
	return heads
}

func (p *figuresPage) number(n int) string { return p.u.texts.Number(int64(n)) }

func (p *figuresPage) channels(f dispatch.Figures) fyne.CanvasObject {
	var rows [][]string
	for _, c := range byUse(f.Channels) {
		rows = append(rows, []string{
			capital(p.u.texts.Channel(c.Channel)), p.number(c.Made), p.number(c.Delivered), p.number(c.Accepted), p.number(c.Failed),
			p.u.texts.Share(c.Outcomes), p.u.texts.Median(c.Median),
		})
	}
	tracks := []track{share(30), share(11), share(10), share(16), share(10), share(14), share(14)}
	return p.table(tracks, len(tracks)-1, p.heads("figures_channel", "figures_made", "figures_delivered", "figures_accepted",
		"figures_failed", "figures_share", "figures_median"), rows)
}

func (p *figuresPage) failures(f dispatch.Figures) fyne.CanvasObject {
	u := p.u
	title := strong(u.texts.Text("figures_failures"))
	if len(f.Failures) == 0 {
		return newColumn(gap, title, caption(u.texts.Text("figures_no_failures")))
	}
	var rows [][]string
	for _, failing := range f.Failures {
		name := failing.Name
		if name == "" {
			name = u.texts.Text("figures_forgotten")
		}
		rows = append(rows, []string{
			name, capital(u.texts.Channel(failing.Channel)), u.texts.PhoneNumber(failing.Address), p.number(failing.Failed),
		})
	}
	return newColumn(gap, title, p.table([]track{share(34), share(26), share(34), share(10)}, 1,
		p.heads("figures_recipient", "figures_channel", "figures_address", "figures_failed"), rows))
}

package ui

import (
	"context"
	"io"
	"math"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
)

// figuresPage is the log in figures: bars by week and channel, how many arrived and how fast, and where it fails.
type figuresPage struct {
	u       *UI
	content *fyne.Container
	body    *fyne.Container
	notice  *notice
	weeks   int

	slot, saveSlot slot
}

const (
	quarterWeeks = 12
	chartHeight  = 72
	chartLabel   = 216
)

func newFiguresPage(u *UI, back func()) *figuresPage {
	p := &figuresPage{u: u, body: container.NewStack(), notice: newNotice(u), weeks: quarterWeeks}
	period := newSelect([]option[int]{
		{quarterWeeks, u.t("figures_period_quarter")},
		{26, u.t("figures_period_half")},
		{52, u.t("figures_period_year")},
		{261, u.t("figures_period_all")},
	}, p.weeks, func(weeks int) { p.weeks = weeks; p.read() })
	leave := newRow(gapHalf, nil, picture("previous", theme.ColorNamePrimary, 18), line(u.t("figures_back")).fit(whole).tint(theme.ColorNamePrimary))
	head := newColumn(gap, leading(newPress(u.t("figures_back"), leave, back)),
		newRow(gapDouble, []track{share(1), fixed(160), own}, heading(u.texts.Text("figures_title")), outlined(period),
			clearOfBar(newButton(u.t("figures_save"), p.save))),
		p.notice.content)
	p.content = filled(head, nil, container.New(layout.NewCustomPaddedLayout(gapDouble, 0, 0, 0), p.body))
	return p
}

// since is the Monday of the first week.
func (p *figuresPage) since() time.Time {
	return dispatch.WeekStart(dispatch.Week(p.u.now()) + 1 - int64(p.weeks))
}

func (p *figuresPage) read() {
	since := p.since()
	run(p.u, &p.slot, func(ctx context.Context) (dispatch.Figures, error) {
		return p.u.desk.Figures(ctx, since, time.Time{})
	}, func(f dispatch.Figures, err error) {
		if err != nil {
			p.notice.fail(err)
			p.content.Refresh()
			return
		}
		p.show(f)
	})
}

func (p *figuresPage) leave() { p.slot.drop() }

// save writes the page where documents are looked for first.
func (p *figuresPage) save() {
	u, since := p.u, p.since()
	act(u, &p.saveSlot, func(ctx context.Context) (string, error) {
		path := freePath(u.startFolder(), u.texts.Text("figures_title"), ".pdf")
		return filepath.Base(path), writePage(path, func(w io.Writer) error {
			return u.desk.PrintFigures(ctx, w, since, time.Time{}, string(u.texts.Language()))
		})
	}, func(name string, err error) {
		if err != nil {
			p.notice.fail(err)
		} else {
			p.notice.tell(u.t("figures_saved", "file", name))
		}
		p.content.Refresh()
	})
}

func (p *figuresPage) show(f dispatch.Figures) {
	parts := newColumn(gapTriple, p.sum(f))
	if len(f.Channels) > 0 {
		parts.Add(p.charts(f))
		parts.Add(p.channels(f))
		parts.Add(p.failures(f))
		parts.Add(caption(p.u.texts.Text("figures_note")))
	}
	p.body.Objects = []fyne.CanvasObject{scrolled(parts)}
	p.body.Refresh()
}

func (p *figuresPage) sum(f dispatch.Figures) fyne.CanvasObject {
	var all dispatch.Outcomes
	for _, c := range f.Channels {
		all.Add(c.Outcomes)
	}
	return body(p.u.texts.Weeks(f) + " · " + p.u.texts.Plural("figures_sum", all.Made)).tint(colorSecondary)
}

func (p *figuresPage) charts(f dispatch.Figures) fyne.CanvasObject {
	u := p.u
	rows := newColumn(gapDouble, newRow(gapDouble, []track{share(1)}, strong(u.texts.Text("figures_weekly")), p.key()))
	for _, c := range byUse(f.Channels) {
		rows.Add(p.chart(f, c))
	}
	rows.Add(newRow(gapDouble, []track{fixed(chartLabel), share(1)},
		caption(u.texts.Plural("figures_each_bar", weeksPerBar(f))), container.New(&weekLabels{}, p.mondays(f)...)))
	return rows
}

// key says what the parts of a bar are.
func (p *figuresPage) key() fyne.CanvasObject {
	u := p.u
	square := fyne.NewSquareSize(12)
	return newRow(gap, nil,
		sized(square, newSurface(theme.ColorNamePrimary, "", 0)), captionLine(u.texts.Text("figures_arrived")).fit(whole),
		sized(square, newSurface("", colorRed, 0)), captionLine(u.texts.Text("figures_not_arrived")).fit(whole))
}

func (p *figuresPage) chart(f dispatch.Figures, c dispatch.ChannelFigures) fyne.CanvasObject {
	u := p.u
	name := newRow(gap, []track{own, share(1)}, picture(channelIcon(c.Channel), theme.ColorNameForeground, 20),
		line(capital(u.texts.Channel(c.Channel))))
	most := u.texts.Number(int64(mostMade(f.Bars(c.Channel, weeksPerBar(f)))))
	words := newColumn(2, name, caption(u.texts.Plural("figures_sum", c.Made)))
	if _, ended := c.Share(); ended {
		words.Add(captionLine(u.texts.Text("figures_share") + " " + u.texts.Share(c.Outcomes)))
	}
	drawn := newColumn(0, u.barsOf(f, c, chartHeight), rule())
	return newTopRow(gap, []track{fixed(chartLabel - gapTriple - gap), fixed(gapTriple + gap), share(1)}, words, captionLine(most).trailing(), drawn)
}

// mondays name the first day of a bar; every place has one, and those that would touch are left out.
func (p *figuresPage) mondays(f dispatch.Figures) []fyne.CanvasObject {
	step := weeksPerBar(f)
	var labels []fyne.CanvasObject
	for i := 0; i < len(f.Weeks); i += step {
		day := p.u.texts.MonthDay(f.Weeks[i].Start, dispatch.WeekZone())
		if len(f.Weeks) > 53 {
			day = p.u.texts.Date(f.Weeks[i].Start, dispatch.WeekZone())
		}
		labels = append(labels, captionLine(day).fit(whole))
	}
	return labels
}

// weekLabels stand under bars, as many as stand apart.
type weekLabels struct{}

// Layout is called by Fyne.
func (weekLabels) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if len(objects) == 0 {
		return
	}
	widest := float32(0)
	for _, o := range objects {
		widest = max(widest, o.MinSize().Width)
	}
	wide := size.Width / float32(len(objects))
	every := max(1, int(math.Ceil(float64((widest+gapDouble)/wide))))
	for i, o := range objects {
		x := (float32(i) + 0.15) * wide
		setVisible(o, i%every == 0 && x+o.MinSize().Width <= size.Width)
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(o.MinSize().Width, size.Height))
	}
}

// MinSize is called by Fyne.
func (weekLabels) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if len(objects) == 0 {
		return fyne.Size{}
	}
	return fyne.NewSize(0, objects[0].MinSize().Height)
}

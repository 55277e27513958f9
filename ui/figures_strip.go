package ui

import (
	"cmp"
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
)

const (
	stripCell   = 264 // the least width of a channel
	stripHeight = 40
	mostInStrip = 4
)

// figuresStrip is the last twelve weeks above the log: the channels most used, each with its bars.
type figuresStrip struct {
	u       *UI
	content *fyne.Container
	cells   *fyne.Container
	slot    slot
}

func newFiguresStrip(u *UI, open func()) *figuresStrip {
	s := &figuresStrip{u: u, cells: container.New(&stripLayout{})}
	s.content = newRow(gapDouble, []track{share(1), own}, s.cells, newButton(u.t("figures_open"), open))
	return s
}

func (s *figuresStrip) read() {
	run(s.u, &s.slot, func(ctx context.Context) (dispatch.Figures, error) {
		return s.u.desk.Figures(ctx, time.Time{}, time.Time{})
	}, func(f dispatch.Figures, err error) {
		if err != nil {
			s.u.frame.say(s.u.texts.Error(err))
			return
		}
		s.show(f)
	})
}

func (s *figuresStrip) show(f dispatch.Figures) {
	used := byUse(f.Channels)
	s.cells.Objects = nil
	for _, c := range used[:min(mostInStrip, len(used))] {
		s.cells.Add(s.cell(f, c))
	}
	s.content.Refresh()
}

// byUse are channels, those used most first.
func byUse(channels []dispatch.ChannelFigures) []dispatch.ChannelFigures {
	used := slices.Clone(channels)
	slices.SortStableFunc(used, func(a, b dispatch.ChannelFigures) int { return cmp.Compare(b.Made, a.Made) })
	return used
}

func (s *figuresStrip) cell(f dispatch.Figures, c dispatch.ChannelFigures) fyne.CanvasObject {
	u := s.u
	under := u.t("figures_strip", "n", u.texts.Number(int64(c.Made)))
	if c.Failed > 0 {
		under += " · " + u.n("figures_failed", c.Failed)
	}
	return newRow(gap, []track{own, share(1), fixed(72)},
		picture(channelIcon(c.Channel), theme.ColorNameForeground, 20),
		newColumn(0, line(capital(u.texts.Channel(c.Channel))), captionLine(under)),
		u.barsOf(f, c, stripHeight-gap))
}

// stripLayout stands as many channels beside one another as find room.
type stripLayout struct{}

// Layout is called by Fyne.
func (stripLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	room := max(1, int((size.Width+gapTriple)/(stripCell+gapTriple)))
	shown := min(room, len(objects))
	if shown == 0 {
		return
	}
	width := min((size.Width-gapTriple*float32(shown-1))/float32(shown), stripCell*1.4)
	for i, o := range objects {
		setVisible(o, i < shown)
		o.Move(fyne.NewPos(float32(i)*(width+gapTriple), 0))
		o.Resize(fyne.NewSize(width, size.Height))
	}
}

// MinSize is called by Fyne.
func (stripLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, stripHeight) }

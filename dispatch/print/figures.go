package print

import (
	"cmp"
	"io"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

// WriteFiguresPDF writes figures as a page of letter paper. Addresses are masked: the page is made to be shown
// around.
func WriteFiguresPDF(w io.Writer, language wording.Language, f dispatch.Figures, at time.Time) error {
	words := wording.For(language)
	p := newPDFPen(words.Text("figures_title"), at)
	newFiguresSheet(p, words, f).draw()
	return p.finish(w)
}

// WriteFiguresPNG writes the same page as a picture of 1224 × 1584 dots.
func WriteFiguresPNG(w io.Writer, language wording.Language, f dispatch.Figures) error {
	p, err := newPNGPen()
	if err != nil {
		return err
	}
	newFiguresSheet(p, wording.For(language), f).draw()
	return p.finish(w)
}

var (
	sheetTitle  = typeface{18, true}
	sheetHead   = typeface{11, true}
	sheetText   = typeface{9, false}
	sheetStrong = typeface{9, true}
	sheetSmall  = typeface{7.5, false}
)

// figuresSheet draws figures from the top of a page to its foot.
type figuresSheet struct {
	pen   pen
	words *wording.Catalogue
	f     dispatch.Figures
	y     float64
}

// newFiguresSheet puts the channels used most first.
func newFiguresSheet(p pen, words *wording.Catalogue, f dispatch.Figures) *figuresSheet {
	f.Channels = slices.Clone(f.Channels)
	slices.SortStableFunc(f.Channels, func(a, b dispatch.ChannelFigures) int { return cmp.Compare(b.Made, a.Made) })
	return &figuresSheet{pen: p, words: words, f: f, y: paperMargin}
}

func (s *figuresSheet) draw() {
	s.title()
	if len(s.f.Channels) == 0 {
		s.y += 16
		s.pen.text(paperMargin, s.y, sheetText, s.words.Text("figures_none"))
		return
	}
	s.charts()
	s.channels()
	s.failures()
	s.note()
}

func (s *figuresSheet) title() {
	s.y += 14
	s.pen.text(paperMargin, s.y, sheetTitle, s.words.Text("figures_title"))
	var all dispatch.Outcomes
	for _, c := range s.f.Channels {
		all.Add(c.Outcomes)
	}
	s.y += 18
	s.pen.text(paperMargin, s.y, sheetText, s.words.Weeks(s.f)+" · "+s.words.Plural("figures_sum", all.Made))
	s.y += 10
}

func (s *figuresSheet) heading(key string) {
	s.y += 22
	s.pen.text(paperMargin, s.y, sheetHead, s.words.Text(key))
	s.y += 6
}

// tableColumn is one of a table: where its words begin or, for numbers, where they end.
type tableColumn struct {
	x     float64
	width float64 // of words; zero: a number, that ends at x
}

func (s *figuresSheet) row(t typeface, columns []tableColumn, cells ...string) {
	s.y += 14
	for i, c := range columns {
		if c.width > 0 {
			s.pen.text(c.x, s.y, t, fitted(s.pen, t, cells[i], c.width))
		} else {
			right(s.pen, c.x, s.y, t, cells[i])
		}
	}
}

func (s *figuresSheet) underline() {
	s.y += 5
	s.pen.line(paperMargin, s.y, paperWidth-paperMargin, s.y, 0.5)
}

func (s *figuresSheet) channels() {
	columns := []tableColumn{{paperMargin, 140}, {245, 0}, {295, 0}, {365, 0}, {412, 0}, {485, 0}, {paperWidth - paperMargin, 0}}
	s.y += 12
	s.row(sheetStrong, columns, s.texts("figures_channel", "figures_made", "figures_delivered", "figures_accepted",
		"figures_failed", "figures_share", "figures_median")...)
	s.underline()
	for _, c := range s.f.Channels {
		s.row(sheetText, columns, capital(s.words.Channel(c.Channel)), s.number(c.Made), s.number(c.Delivered), s.number(c.Accepted),
			s.number(c.Failed), s.words.Share(c.Outcomes), s.words.Median(c.Median))
	}
}

func (s *figuresSheet) failures() {
	s.heading("figures_failures")
	if len(s.f.Failures) == 0 {
		s.row(sheetText, []tableColumn{{paperMargin, 500}}, s.words.Text("figures_no_failures"))
		return
	}
	columns := []tableColumn{{paperMargin, 180}, {245, 130}, {385, 120}, {paperWidth - paperMargin, 0}}
	s.row(sheetStrong, columns, s.texts("figures_recipient", "figures_channel", "figures_address", "figures_failed")...)
	s.underline()
	for _, f := range s.f.Failures {
		if s.y > paperHeight-paperMargin-40 {
			return
		}
		name := f.Name
		if name == "" {
			name = s.words.Text("figures_forgotten")
		}
		s.row(sheetText, columns, name, capital(s.words.Channel(f.Channel)), s.words.Masked(f.Address), s.number(f.Failed))
	}
}

func (s *figuresSheet) note() {
	s.y = paperHeight - paperMargin - 8
	for _, line := range slices.Backward(broken(s.pen, sheetSmall, s.words.Text("figures_note"), paperWidth-2*paperMargin)) {
		s.pen.text(paperMargin, s.y, sheetSmall, line)
		s.y -= 10
	}
}

func (s *figuresSheet) texts(keys ...string) []string {
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = s.words.Text(key)
	}
	return texts
}

func (s *figuresSheet) number(n int) string { return s.words.Number(int64(n)) }

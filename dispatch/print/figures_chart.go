package print

import (
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/souspli/souspli/dispatch"
)

const (
	mostCharts  = 4  // channels with bars of their own; the table has them all
	mostBars    = 53 // beyond these, a bar stands for several weeks
	chartLeft   = 200.0
	chartHeight = 48.0
	chartApart  = 26.0
)

// bars are one channel's dispatches over the weeks.
type bars struct {
	channel dispatch.ChannelFigures
	each    []dispatch.Outcomes
}

// charts draws the first channels, one below the other, each to its own scale.
func (s *figuresSheet) charts() {
	s.heading("figures_weekly")
	step := (len(s.f.Weeks) + mostBars - 1) / mostBars
	s.key(step)
	for _, c := range s.f.Channels[:min(mostCharts, len(s.f.Channels))] {
		s.chart(bars{c, s.f.Bars(c.Channel, step)})
	}
	s.days(step)
}

// key says what the parts of a bar are.
func (s *figuresSheet) key(step int) {
	s.y += 10
	x := paperMargin
	for _, part := range []struct {
		key  string
		draw func(x, y float64)
	}{
		{"figures_arrived", func(x, y float64) { s.pen.box(x, y, 8, 8, arrivedShade) }},
		{"figures_not_arrived", func(x, y float64) { hatched(s.pen, x, y, 8, 8) }},
		{"figures_other", func(x, y float64) { outlined(s.pen, x, y, 8, 8) }},
	} {
		part.draw(x, s.y-7)
		words := s.words.Text(part.key)
		s.pen.text(x+12, s.y, sheetSmall, words)
		x += 12 + s.pen.width(sheetSmall, words) + 14
	}
	right(s.pen, paperWidth-paperMargin, s.y, sheetSmall, s.words.Plural("figures_each_bar", step))
}

const arrivedShade = 0.35

func (s *figuresSheet) chart(b bars) {
	top := s.y + chartApart - 8
	s.label(b.channel, top)
	most := 1
	for _, o := range b.each {
		most = max(most, o.Made)
	}
	foot := top + chartHeight
	s.pen.line(chartLeft, foot, paperWidth-paperMargin, foot, 0.6)
	right(s.pen, chartLeft-5, top+6, sheetSmall, s.number(most))
	s.pen.line(chartLeft, top, paperWidth-paperMargin, top, 0.2)
	wide := (paperWidth - paperMargin - chartLeft) / float64(len(b.each))
	for i, o := range b.each {
		s.bar(chartLeft+(float64(i)+0.15)*wide, foot, math.Min(wide*0.7, 28), chartHeight/float64(most), o)
	}
	s.y = foot
}

// bar stands on its foot: what arrived, then what did not, then the rest.
func (s *figuresSheet) bar(x, foot, width, unit float64, o dispatch.Outcomes) {
	arrived := float64(o.Delivered+o.Accepted+o.ByHand) * unit
	lost := float64(o.Failed+o.Uncertain) * unit
	rest := float64(o.Made)*unit - arrived - lost
	if arrived > 0 {
		s.pen.box(x, foot-arrived, width, arrived, arrivedShade)
	}
	if lost > 0 {
		hatched(s.pen, x, foot-arrived-lost, width, lost)
	}
	if rest > 0 {
		outlined(s.pen, x, foot-arrived-lost-rest, width, rest)
	}
}

func (s *figuresSheet) label(c dispatch.ChannelFigures, top float64) {
	s.pen.text(paperMargin, top+8, sheetStrong, fitted(s.pen, sheetStrong, capital(s.words.Channel(c.Channel)), chartLeft-paperMargin-30))
	s.pen.text(paperMargin, top+20, sheetSmall, s.words.Plural("figures_sum", c.Made))
	if c.Ended() > 0 {
		s.pen.text(paperMargin, top+31, sheetSmall, s.words.Text("figures_share")+" "+s.words.Share(c.Outcomes))
	}
	if c.Median > 0 {
		s.pen.text(paperMargin, top+42, sheetSmall, s.words.Text("figures_median")+" "+s.words.Median(c.Median))
	}
}

// days names the Mondays under the last chart, as many as stand apart.
func (s *figuresSheet) days(step int) {
	n := (len(s.f.Weeks) + step - 1) / step
	wide := (paperWidth - paperMargin - chartLeft) / float64(n)
	every := int(math.Ceil(58 / wide))
	for i := 0; i < n; i += every {
		x := chartLeft + (float64(i)+0.15)*wide + math.Min(wide*0.7, 28)/2
		s.pen.line(x, s.y, x, s.y+3, 0.5)
		words := s.day(s.f.Weeks[i*step].Start)
		if x+s.pen.width(sheetSmall, words)/2 < paperWidth-paperMargin/2 {
			centred(s.pen, x, s.y+11, sheetSmall, words)
		}
	}
	s.y += 12
}

// day is with its year where the weeks span several.
func (s *figuresSheet) day(at time.Time) string {
	if s.f.From.Year() == s.f.Until.Year() {
		return s.words.MonthDay(at, dispatch.WeekZone())
	}
	return s.words.Date(at, dispatch.WeekZone())
}

// capital begins words with a capital letter.
func capital(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}

// broken breaks words into lines.
func broken(p pen, t typeface, words string, width float64) []string {
	var lines []string
	current := ""
	for word := range strings.FieldsFuncSeq(words, func(r rune) bool { return r == ' ' }) {
		joined := strings.TrimSpace(current + " " + word)
		if current != "" && p.width(t, joined) > width {
			lines = append(lines, current)
			joined = word
		}
		current = joined
	}
	return append(lines, current)
}

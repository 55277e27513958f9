package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/print"
)

type figuresCommand struct {
	Since string `placeholder:"DATE" help:"pli_help_figures_since"`
	Until string `placeholder:"DATE" help:"pli_help_figures_until"`
	Out   string `short:"o" placeholder:"FILE" help:"pli_help_figures_out"`
}

// Run counts, and tells or draws what was counted.
func (c *figuresCommand) Run(s *session) error {
	since, err := day(c.Since, "since")
	if err != nil {
		return err
	}
	until, err := day(c.Until, "until")
	if err != nil {
		return err
	}
	draw, err := c.drawing(s)
	if err != nil {
		return err
	}
	return s.withHome(func(a *app.App) error {
		f, err := a.Desk.Figures(s.ctx, since, until)
		if err != nil {
			return err
		}
		if draw != nil {
			if err := c.write(s, draw, f); err != nil {
				return err
			}
		}
		if s.json {
			s.printJSON(viewFigures(f))
		} else if draw == nil {
			s.printFigures(f)
		}
		return nil
	})
}

// drawing is how the file that is wanted is written; nil when none is.
func (c *figuresCommand) drawing(s *session) (func(io.Writer, dispatch.Figures) error, error) {
	switch strings.ToLower(filepath.Ext(c.Out)) {
	case ".pdf":
		return func(w io.Writer, f dispatch.Figures) error {
			return print.WriteFiguresPDF(w, s.words.Language(), f, s.now())
		}, nil
	case ".png":
		return func(w io.Writer, f dispatch.Figures) error {
			return print.WriteFiguresPNG(w, s.words.Language(), f)
		}, nil
	default:
		if c.Out == "" {
			return nil, nil
		}
		return nil, &dispatch.Error{Op: "pli", Kind: dispatch.KindInvalid, Code: "figures_format", Field: "out"}
	}
}

// write draws into a new file; one that stays half drawn is taken away.
func (c *figuresCommand) write(s *session, draw func(io.Writer, dispatch.Figures) error, f dispatch.Figures) error {
	out, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return &dispatch.Error{Op: "pli", Kind: dispatch.KindStorage, Code: "output_file"}
	}
	if err := closing(out, draw(out, f)); err != nil {
		_ = os.Remove(c.Out)
		return err
	}
	s.note("pli_figures_written")
	return nil
}

func (s *session) printFigures(f dispatch.Figures) {
	var all dispatch.Outcomes
	for _, c := range f.Channels {
		all.Add(c.Outcomes)
	}
	fmt.Fprintln(s.out, s.words.Weeks(f)+" · "+s.words.Plural("figures_sum", all.Made))
	if len(f.Channels) == 0 {
		return
	}
	fmt.Fprintln(s.out)
	s.table(append(s.heads("figures_channel", "figures_made", "figures_delivered", "figures_accepted", "figures_failed",
		"figures_uncertain", "figures_share", "figures_median"), s.channelRows("", f.Channels)...))
	fmt.Fprintln(s.out)
	rows := s.heads("pli_figures_week", "figures_channel", "figures_made", "figures_delivered", "figures_accepted", "figures_failed",
		"figures_uncertain", "figures_share", "figures_median")
	for _, week := range f.Weeks {
		rows = append(rows, s.channelRows(s.words.Date(week.Start, dispatch.WeekZone()), week.Channels)...)
	}
	s.table(rows)
	fmt.Fprintln(s.out)
	s.printFailures(f.Failures)
}

func (s *session) heads(keys ...string) [][]string {
	row := make([]string, len(keys))
	for i, key := range keys {
		row[i] = s.words.Text(key)
	}
	return [][]string{row}
}

// channelRows are figures by channel, behind the week that they belong to; no week: none.
func (s *session) channelRows(week string, channels []dispatch.ChannelFigures) [][]string {
	var rows [][]string
	for _, c := range channels {
		row := []string{s.words.Channel(c.Channel)}
		if week != "" {
			row = []string{week, row[0]}
		}
		for _, n := range []int{c.Made, c.Delivered, c.Accepted, c.Failed, c.Uncertain} {
			row = append(row, s.words.Number(int64(n)))
		}
		rows = append(rows, append(row, s.words.Share(c.Outcomes), s.words.Median(c.Median)))
	}
	return rows
}

func (s *session) printFailures(failures []dispatch.FailureFigures) {
	if len(failures) == 0 {
		s.say("figures_no_failures")
		return
	}
	s.say("figures_failures")
	rows := s.heads("figures_recipient", "figures_channel", "figures_address", "figures_failed")
	for _, f := range failures {
		name := f.Name
		if name == "" {
			name = s.words.Text("figures_forgotten")
		}
		rows = append(rows, []string{name, s.words.Channel(f.Channel), s.words.PhoneNumber(f.Address), s.words.Number(int64(f.Failed))})
	}
	s.table(rows)
}

// figuresView is what programs read of figures. A share and a median are null where nothing ended or was delivered.
type figuresView struct {
	From     string        `json:"from"`  // the first Monday
	Until    string        `json:"until"` // the Monday after the last week
	Channels []outcomeView `json:"channels"`
	Weeks    []weekView    `json:"weeks"`
	Failures []failingView `json:"failures"`
}

type outcomeView struct {
	Channel   dispatch.ChannelKind `json:"channel"`
	Made      int                  `json:"made"`
	Delivered int                  `json:"delivered"`
	Accepted  int                  `json:"accepted"`
	Failed    int                  `json:"failed"`
	Uncertain int                  `json:"unknown"`
	Cancelled int                  `json:"cancelled"`
	ByHand    int                  `json:"by_hand"`
	Share     *float64             `json:"share_delivered"`
	Median    *int64               `json:"median_seconds"`
}

type weekView struct {
	Monday   string        `json:"monday"`
	Channels []outcomeView `json:"channels"`
}

type failingView struct {
	Recipient dispatch.ID          `json:"recipient"`
	Name      string               `json:"name"`
	Channel   dispatch.ChannelKind `json:"channel"`
	Address   string               `json:"address"`
	Failed    int                  `json:"failed"`
}

func viewFigures(f dispatch.Figures) figuresView {
	date := func(t time.Time) string { return t.In(dispatch.WeekZone()).Format(time.DateOnly) }
	view := figuresView{
		From: date(f.From), Until: date(f.Until), Channels: viewOutcomes(f.Channels), Weeks: []weekView{}, Failures: []failingView{},
	}
	for _, week := range f.Weeks {
		view.Weeks = append(view.Weeks, weekView{date(week.Start), viewOutcomes(week.Channels)})
	}
	for _, failing := range f.Failures {
		view.Failures = append(view.Failures, failingView{failing.Recipient, failing.Name, failing.Channel, failing.Address, failing.Failed})
	}
	return view
}

func viewOutcomes(channels []dispatch.ChannelFigures) []outcomeView {
	views := []outcomeView{}
	for _, c := range channels {
		view := outcomeView{
			Channel: c.Channel, Made: c.Made, Delivered: c.Delivered, Accepted: c.Accepted, Failed: c.Failed,
			Uncertain: c.Uncertain, Cancelled: c.Cancelled, ByHand: c.ByHand,
		}
		if share, ok := c.Share(); ok {
			view.Share = &share
		}
		if seconds := int64(c.Median / time.Second); seconds > 0 {
			view.Median = &seconds
		}
		views = append(views, view)
	}
	return views
}

package uitest

import (
	"cmp"
	"context"
	"io"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Figures counts what the desk holds, week by week.
func (d *Desk) Figures(_ context.Context, since, until time.Time) (dispatch.Figures, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("Figures"); err != nil {
		return dispatch.Figures{}, err
	}
	if until.IsZero() {
		until = dispatch.WeekStart(dispatch.Week(d.Now()) + 1)
	}
	if since.IsZero() {
		since = until.AddDate(0, 0, -84)
	}
	first, last := dispatch.Week(since), dispatch.Week(until.Add(-1))
	f := dispatch.Figures{From: dispatch.WeekStart(first), Until: dispatch.WeekStart(last + 1)}
	for week := first; week <= last; week++ {
		f.Weeks = append(f.Weeks, dispatch.WeekFigures{Start: dispatch.WeekStart(week), Channels: d.channelsOf(week, week)})
	}
	f.Channels, f.Failures = d.channelsOf(first, last), d.failuresOf(first, last)
	return f, nil
}

func (d *Desk) channelsOf(first, last int64) []dispatch.ChannelFigures {
	var all []dispatch.ChannelFigures
	for _, channel := range dispatch.ChannelKinds() {
		c := dispatch.ChannelFigures{Channel: channel}
		for _, x := range d.dispatches {
			if week := dispatch.Week(x.Created); x.Channel == channel && first <= week && week <= last {
				c.Count(x.State, 1)
			}
		}
		for week := first; week <= last; week++ {
			c.Add(d.before(channel, week))
		}
		if c.Delivered > 0 {
			c.Median = 3 * time.Minute
		}
		if c.Made > 0 {
			all = append(all, c)
		}
	}
	return all
}

// before is what a week was that only figures know.
func (d *Desk) before(channel dispatch.ChannelKind, week int64) dispatch.Outcomes {
	var o dispatch.Outcomes
	ago := int(dispatch.Week(d.Now()) - week)
	usual, ok := map[dispatch.ChannelKind]int{dispatch.CloudFax: 52, dispatch.EmailEncrypted: 23, dispatch.Portal: 9}[channel]
	if !ok || ago < 1 || ago > d.lived {
		return o
	}
	made := usual - usual*(ago*ago%7)/12
	failed := ago * ago % 5 / 2
	arrived := dispatch.Delivered
	if channel == dispatch.EmailEncrypted {
		arrived = dispatch.Accepted
	}
	o.Count(arrived, made-failed)
	o.Count(dispatch.Failed, failed)
	return o
}

func (d *Desk) failuresOf(first, last int64) []dispatch.FailureFigures {
	var all []dispatch.FailureFigures
	for _, x := range d.dispatches {
		if week := dispatch.Week(x.Created); week < first || week > last || x.State != dispatch.Failed && x.State != dispatch.Partial {
			continue
		}
		i := slices.IndexFunc(all, func(f dispatch.FailureFigures) bool {
			return f.Recipient == x.Recipient.ID && f.Channel == x.Channel
		})
		if i < 0 {
			i = len(all)
			all = append(all, dispatch.FailureFigures{
				Recipient: x.Recipient.ID, Channel: x.Channel, Name: x.Recipient.Name, Address: x.Route.Address,
			})
		}
		all[i].Failed++
	}
	slices.SortStableFunc(all, func(a, b dispatch.FailureFigures) int { return cmp.Compare(b.Failed, a.Failed) })
	return all
}

// PrintFigures writes a word.
func (d *Desk) PrintFigures(_ context.Context, w io.Writer, _, _ time.Time, _ string) error {
	if err := d.failure("PrintFigures"); err != nil {
		return err
	}
	_, err := io.WriteString(w, "%PDF-")
	return err
}

// LiveThrough adds weeks that only figures know to those that the desk holds.
func (d *Desk) LiveThrough(weeks int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lived = weeks
}

// Empty forgets every dispatch.
func (d *Desk) Empty() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dispatches = nil
}

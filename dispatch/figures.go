package dispatch

import (
	"slices"
	"time"
)

// Figures are what the log tells of some whole weeks in numbers.
type Figures struct {
	From     time.Time        // the Monday of the first week
	Until    time.Time        // the Monday after the last one
	Channels []ChannelFigures // those that were used, in the order of the published list
	Weeks    []WeekFigures    // every week, oldest first
	Failures []FailureFigures // to whom dispatches failed most often, most first
}

// Outcomes counts dispatches by where they stand now.
type Outcomes struct {
	Made      int // in all, whatever became of them
	Delivered int // confirmed by the other side
	Accepted  int // taken by the other side, and not confirmed
	Failed    int // not arrived, or not whole
	Uncertain int
	Cancelled int
	ByHand    int // done outside Souspli, and recorded
}

// Count adds n dispatches that stand in a state.
func (o *Outcomes) Count(s State, n int) {
	o.Made += n
	switch s {
	case Delivered:
		o.Delivered += n
	case Accepted:
		o.Accepted += n
	case Failed, Partial:
		o.Failed += n
	case Uncertain:
		o.Uncertain += n
	case Cancelled:
		o.Cancelled += n
	case ByHand:
		o.ByHand += n
	}
}

// Add adds other outcomes.
func (o *Outcomes) Add(other Outcomes) {
	o.Made += other.Made
	o.Delivered += other.Delivered
	o.Accepted += other.Accepted
	o.Failed += other.Failed
	o.Uncertain += other.Uncertain
	o.Cancelled += other.Cancelled
	o.ByHand += other.ByHand
}

// Ended counts those that came to an end which says how well a channel works.
func (o Outcomes) Ended() int { return o.Delivered + o.Accepted + o.Failed + o.Uncertain }

// Share is the part of the ended ones that are Delivered, from 0 to 1. It reports false when none ended.
func (o Outcomes) Share() (float64, bool) {
	if o.Ended() == 0 {
		return 0, false
	}
	return float64(o.Delivered) / float64(o.Ended()), true
}

// ChannelFigures are the figures of one channel.
type ChannelFigures struct {
	Channel ChannelKind
	Outcomes
	// Median is how long half of the deliveries took at most, from the decision to the confirmation, to about an
	// eighth; zero: nothing was delivered.
	Median time.Duration
}

// WeekFigures are the figures of one week.
type WeekFigures struct {
	Start    time.Time        // Monday
	Channels []ChannelFigures // those that were used; of more than two years, without medians
}

// Made counts all dispatches of the week.
func (w WeekFigures) Made() int {
	made := 0
	for _, c := range w.Channels {
		made += c.Made
	}
	return made
}

// FailureFigures counts what failed to one recipient over one channel.
type FailureFigures struct {
	Recipient ID
	Channel   ChannelKind
	Failed    int
	// Name and Address are those of the last one that failed; empty when it was destroyed since.
	Name    string
	Address string
}

// Bars counts what was made over a channel, some weeks at a time and oldest first. weeks must be at least one.
func (f Figures) Bars(channel ChannelKind, weeks int) []Outcomes {
	var bars []Outcomes
	for chunk := range slices.Chunk(f.Weeks, weeks) {
		var sum Outcomes
		for _, week := range chunk {
			for _, c := range week.Channels {
				if c.Channel == channel {
					sum.Add(c.Outcomes)
				}
			}
		}
		bars = append(bars, sum)
	}
	return bars
}

// WeekZone is where weeks begin: Québec's time without summer, since a log spans both.
func WeekZone() *time.Location { return time.FixedZone("UTC-5", -5*60*60) }

// weekOne is the Monday from which weeks are counted.
func weekOne() time.Time { return time.Date(1969, time.December, 29, 0, 0, 0, 0, WeekZone()) }

const weekLong = 7 * 24 * time.Hour

// Week counts the weeks from that of 29 December 1969 to the one of t, which must not lie before it.
func Week(t time.Time) int64 { return int64(t.Sub(weekOne()) / weekLong) }

// WeekStart is the Monday of a week that Week counted.
func WeekStart(week int64) time.Time { return weekOne().Add(time.Duration(week) * weekLong) }

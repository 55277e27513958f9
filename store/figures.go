package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// mostFailing is how many recipients the figures name.
const mostFailing = 10

// Figures counts the weeks from the one of since to the last that begins before until. It reads what the database
// counted at each change, and costs the same however many dispatches there are. It fails with KindInvalid and
// period_empty when no week lies between, or more than fifty years.
func (s *Store) Figures(ctx context.Context, since, until time.Time) (f dispatch.Figures, err error) {
	const op = "store.figures"
	const fiftyYears = 50 * 53
	first, last := dispatch.Week(since), dispatch.Week(until.Add(-1))
	if first < 0 || last < first || last-first > fiftyYears {
		return f, border(op, invalid("period_empty", "until"))
	}
	err = s.view(ctx, op, func(tx *sql.Tx) error {
		tally := newTally(first, last)
		if err := tally.count(ctx, tx); err != nil {
			return err
		}
		if err := tally.time(ctx, tx); err != nil {
			return err
		}
		f = tally.figures()
		f.Failures, err = s.failures(ctx, tx, first, last)
		return err
	})
	return f, err
}

// weekChannel is a week and a channel; allWeeks stands for all weeks.
type weekChannel struct {
	week    int64
	channel dispatch.ChannelKind
}

const allWeeks = -1

// tally gathers the figures of some weeks.
type tally struct {
	first, last int64
	outcomes    map[weekChannel]dispatch.Outcomes
	times       map[weekChannel]map[int64]int // deliveries by the upper bound of how long they took, in seconds
}

func newTally(first, last int64) *tally {
	return &tally{first, last, map[weekChannel]dispatch.Outcomes{}, map[weekChannel]map[int64]int{}}
}

func (t *tally) count(ctx context.Context, tx *sql.Tx) error {
	_, err := collect(ctx, tx, func(scan func(...any) error) (none struct{}, err error) {
		var at weekChannel
		var state dispatch.State
		var n int
		err = scan(&at.week, &at.channel, &state, &n)
		for _, at := range []weekChannel{at, {allWeeks, at.channel}} {
			o := t.outcomes[at]
			o.Count(state, n)
			t.outcomes[at] = o
		}
		return none, err
	}, `SELECT week, channel, state, n FROM week_counts WHERE week BETWEEN ? AND ? AND n > 0`, t.first, t.last)
	return err
}

// weeklyMedians is up to how many weeks each one has its own median: nobody reads hundreds of them.
const weeklyMedians = 106

func (t *tally) time(ctx context.Context, tx *sql.Tx) error {
	err := t.timeBy(ctx, tx, `SELECT -1, channel, upto, sum(n) FROM delivery_times WHERE week BETWEEN ? AND ?
		GROUP BY channel, upto`)
	if err != nil || t.last-t.first >= weeklyMedians {
		return err
	}
	return t.timeBy(ctx, tx, `SELECT week, channel, upto, n FROM delivery_times WHERE week BETWEEN ? AND ?`)
}

func (t *tally) timeBy(ctx context.Context, tx *sql.Tx, query string) error {
	_, err := collect(ctx, tx, func(scan func(...any) error) (none struct{}, err error) {
		var at weekChannel
		var upto int64
		var n int
		if err := scan(&at.week, &at.channel, &upto, &n); err != nil || n <= 0 {
			return none, err
		}
		if t.times[at] == nil {
			t.times[at] = map[int64]int{}
		}
		t.times[at][upto] = n
		return none, nil
	}, query, t.first, t.last)
	return err
}

func (t *tally) figures() dispatch.Figures {
	f := dispatch.Figures{
		From: dispatch.WeekStart(t.first), Until: dispatch.WeekStart(t.last + 1), Channels: t.channels(allWeeks),
	}
	for week := t.first; week <= t.last; week++ {
		f.Weeks = append(f.Weeks, dispatch.WeekFigures{Start: dispatch.WeekStart(week), Channels: t.channels(week)})
	}
	return f
}

func (t *tally) channels(week int64) []dispatch.ChannelFigures {
	var all []dispatch.ChannelFigures
	for _, channel := range dispatch.ChannelKinds() {
		at := weekChannel{week, channel}
		if o := t.outcomes[at]; o.Made > 0 {
			all = append(all, dispatch.ChannelFigures{Channel: channel, Outcomes: o, Median: median(t.times[at])})
		}
	}
	return all
}

// median is the middle of deliveries counted by steps an eighth apart, as if each step's lay evenly within it.
func median(times map[int64]int) time.Duration {
	steps, all := make([]int64, 0, len(times)), 0
	for upto, n := range times {
		steps, all = append(steps, upto), all+n
	}
	slices.Sort(steps)
	half, passed := float64(all)/2, 0
	for _, upto := range steps {
		n := times[upto]
		if float64(passed+n) >= half {
			from := upto - max(1, upto/9)
			within := (half - float64(passed)) / float64(n)
			return time.Duration((float64(from) + within*float64(upto-from)) * float64(time.Second)).Round(time.Second)
		}
		passed += n
	}
	return 0
}

// failures names to whom most failed. One who was merged into another counts as that one.
func (s *Store) failures(ctx context.Context, tx *sql.Tx, first, last int64) ([]dispatch.FailureFigures, error) {
	type failing struct {
		dispatch.FailureFigures
		last int64
	}
	found, err := collect(ctx, tx, func(scan func(...any) error) (f failing, err error) {
		err = scan(&f.Recipient, &f.Channel, &f.Failed, &f.last)
		return f, err
	}, `SELECT coalesce(a.kept, f.recipient) AS who, f.channel, sum(f.n) AS failed, max(f.last)
		FROM failure_counts AS f LEFT JOIN recipient_aliases AS a ON a.id = f.recipient
		WHERE f.week BETWEEN ? AND ? GROUP BY who, f.channel
		ORDER BY failed DESC, who, f.channel LIMIT ?`, first, last, mostFailing)
	if err != nil {
		return nil, err
	}
	all := make([]dispatch.FailureFigures, len(found))
	for i, f := range found {
		all[i] = f.FailureFigures
		if all[i].Name, all[i].Address, err = s.addressee(ctx, tx, f.last); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// addressee tells to whom a dispatch went, as long as that is kept.
func (s *Store) addressee(ctx context.Context, tx *sql.Tx, seq int64) (name, address string, err error) {
	kept, err := exists(ctx, tx, `SELECT 1 FROM dispatch_bodies WHERE seq = ?`, seq)
	if err != nil || !kept {
		return "", "", err
	}
	found, err := s.loadRows(ctx, tx, []int64{seq})
	d := found[seq]
	return d.Recipient.Name, d.Route.Address, err
}

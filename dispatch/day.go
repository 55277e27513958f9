package dispatch

import "time"

// Day is a day of the calendar, written 2026-01-31 and without a time zone; empty: not known. Days compare as text.
type Day string

// DayOf is the day of a moment, where the clock that t carries shows it.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// ParseDay reads a day; nothing is no day. It reports false for anything else.
func ParseDay(text string) (Day, bool) {
	d := Day(text)
	return d, d == "" || d.Known()
}

// Known reports whether d is a day that exists.
func (d Day) Known() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// Time is the beginning of the day in UTC, zero when it is not known.
func (d Day) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// AddYears is the same day so many years later; the 29th of February becomes the 1st of March.
func (d Day) AddYears(years int) Day {
	if !d.Known() {
		return ""
	}
	return DayOf(d.Time().AddDate(years, 0, 0))
}

// Period is a day or several in a row. To is empty for a single day.
type Period struct {
	From        Day  `json:"from,omitempty"`
	To          Day  `json:"to,omitempty"`
	Approximate bool `json:"approximate,omitempty"`
}

// Last is the last day of p, empty when none is known.
func (p Period) Last() Day { return max(p.From, p.To) }

// Valid reports whether the days of p exist and stand in their order.
func (p Period) Valid() bool {
	known := (p.From == "" || p.From.Known()) && (p.To == "" || p.To.Known())
	return known && (p.To == "" || p.From != "" && p.From <= p.To)
}

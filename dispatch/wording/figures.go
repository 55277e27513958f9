package wording

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/souspli/souspli/dispatch"
)

// Duration writes how long something takes, to two figures or so: nobody compares seconds of an hour.
func (c *Catalogue) Duration(d time.Duration) string {
	switch {
	case d < 100*time.Second:
		return c.Text("duration_seconds", "n", int64(d.Round(time.Second)/time.Second))
	case d < 100*time.Minute:
		return c.Text("duration_minutes", "n", int64(d.Round(time.Minute)/time.Minute))
	case d < 24*time.Hour:
		d = d.Round(10 * time.Minute)
		if minutes := d % time.Hour; minutes > 0 {
			return c.Text("duration_hours_minutes", "h", int64(d/time.Hour), "m", int64(minutes/time.Minute))
		}
		return c.Text("duration_hours", "n", int64(d/time.Hour))
	default:
		const day = 24 * time.Hour
		return c.Plural("duration_days", int(d.Round(day)/day))
	}
}

// Percent writes a share of 0 to 1, to a tenth of a percent and never rounded up: all but one of a thousand are not
// all.
func (c *Catalogue) Percent(share float64) string {
	tenths := int64(math.Floor(share*1000 + 1e-9))
	text := c.Number(tenths / 10)
	if part := tenths % 10; part > 0 {
		point := ","
		if c.language == English {
			point = "."
		}
		text += point + strconv.FormatInt(part, 10)
	}
	return c.Text("percent", "n", text)
}

// Masked is an address that says which one it is to whoever knows it, and nobody else: the area code and the last four
// digits of a number, the first letter and the domain of an e-mail address.
func (c *Catalogue) Masked(address string) string {
	if number := c.PhoneNumber(address); number != address {
		return number[:4] + "•••" + number[7:]
	}
	if name, domain, ok := strings.Cut(address, "@"); ok {
		_, first := utf8.DecodeRuneInString(name)
		return name[:first] + "•••@" + domain
	}
	if address == "" {
		return ""
	}
	return "•••"
}

// Weeks names the days from the first to the last of some whole weeks.
func (c *Catalogue) Weeks(f dispatch.Figures) string {
	zone := dispatch.WeekZone()
	return c.Text("figures_period", "from", c.Date(f.From, zone), "until", c.Date(f.Until.AddDate(0, 0, -1), zone))
}

// MonthDay is the day of a month, without its year.
func (c *Catalogue) MonthDay(t time.Time, loc *time.Location) string {
	date := c.Date(t, loc)
	if c.language == English {
		day, _, _ := strings.Cut(date, ",")
		return day
	}
	return date[:strings.LastIndex(date, " ")]
}

// Share is the share delivered, or a dash when nothing ended.
func (c *Catalogue) Share(o dispatch.Outcomes) string {
	share, ok := o.Share()
	if !ok {
		return "–"
	}
	return c.Percent(share)
}

// Median is how long half of the deliveries took at most, or a dash when there was none.
func (c *Catalogue) Median(median time.Duration) string {
	if median == 0 {
		return "–"
	}
	return c.Duration(median)
}

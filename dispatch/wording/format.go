package wording

import (
	"strconv"
	"strings"
	"time"
)

const thinSpace = "\u202f"

// Number writes n in groups of three digits.
func (c *Catalogue) Number(n int64) string {
	separator := thinSpace
	if c.language == English {
		separator = ","
	}
	digits, sign := strconv.FormatInt(n, 10), ""
	if n < 0 {
		digits, sign = digits[1:], "-"
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + separator + digits[i:]
	}
	return sign + digits
}

// DateTime writes a moment to the minute as clocks at loc show it; nil is UTC.
func (c *Catalogue) DateTime(t time.Time, loc *time.Location) string {
	return c.Date(t, loc) + ", " + c.Time(t, loc)
}

// Date writes the day of a moment at loc; nil is UTC.
func (c *Catalogue) Date(t time.Time, loc *time.Location) string {
	t = at(t, loc)
	month, day := c.Text("month_"+strconv.Itoa(int(t.Month()))), strconv.Itoa(t.Day())
	if c.language == English {
		return month + " " + day + ", " + strconv.Itoa(t.Year())
	}
	if day == "1" {
		day = "1er"
	}
	return day + " " + month + " " + strconv.Itoa(t.Year())
}

// Time writes the minute of a moment at loc; nil is UTC.
func (c *Catalogue) Time(t time.Time, loc *time.Location) string {
	t = at(t, loc)
	if c.language == French {
		return strconv.Itoa(t.Hour()) + t.Format(" h 04")
	}
	return strings.NewReplacer("AM", "a.m.", "PM", "p.m.").Replace(t.Format("3:04 PM"))
}

func at(t time.Time, loc *time.Location) time.Time {
	if loc == nil {
		loc = time.UTC
	}
	return t.In(loc)
}

// Size writes a number of bytes in the largest decimal unit that keeps it above one.
func (c *Catalogue) Size(bytes int64) string {
	const kilo, mega, giga = 1000, 1000 * 1000, 1000 * 1000 * 1000
	switch {
	case bytes < kilo:
		return c.Plural("size_bytes", int(bytes))
	case bytes < mega-kilo/2:
		return c.Text("size_kilobytes", "n", (bytes+kilo/2)/kilo)
	case bytes < giga-mega/20:
		return c.Text("size_megabytes", "n", c.tenths(bytes, mega))
	default:
		return c.Text("size_gigabytes", "n", c.tenths(bytes, giga))
	}
}

// tenths writes n in units with one decimal.
func (c *Catalogue) tenths(n, unit int64) string {
	point := ","
	if c.language == English {
		point = "."
	}
	rounded := (n + unit/20) / (unit / 10)
	return c.Number(rounded/10) + point + strconv.FormatInt(rounded%10, 10)
}

// PhoneNumber writes an E.164 number as Canadians read it. A number from elsewhere stays as it is.
func (c *Catalogue) PhoneNumber(e164 string) string {
	local, ok := strings.CutPrefix(e164, "+1")
	if !ok || len(local) != 10 {
		return e164
	}
	return local[:3] + " " + local[3:6] + "-" + local[6:]
}

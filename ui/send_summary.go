package ui

import (
	"math"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// summaryWords are what would leave: the pages and their size, and by fax the cover page, with the minutes that the
// line is busy once the pages were looked at as a fax.
func (s *sendScreen) summaryWords(option desk.Option) string {
	u, d := s.u, s.draft()
	pages, size := d.weight()
	switch {
	case len(d.reports()) == 0:
		return ""
	case option.Channel != dispatch.CloudFax:
		return u.n("summary", pages, "size", u.texts.Size(size))
	}
	if minutes, known := d.minutes(); known {
		return u.t("summary_fax_minutes", "pages", u.texts.Number(int64(pages+1)), "minutes", u.texts.Number(minutes))
	}
	return u.t("summary_fax", "pages", u.texts.Number(int64(pages+1)))
}

// coverMinutes is about what a cover page takes.
const coverMinutes = 0.5

// minutes are about how long a fax of all documents keeps the line busy, with its cover page, once that was judged.
func (d *draft) minutes() (minutes int64, known bool) {
	sum := coverMinutes
	for _, r := range d.reports() {
		if r.Legibility == nil {
			return 0, false
		}
		sum += r.Legibility.Minutes
	}
	return int64(math.Ceil(sum)), true
}

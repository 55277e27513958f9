package ui

import (
	"math"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// summaryWords are what would leave: the pages and their size, and by fax the cover page, with about how many minutes
// the line is busy.
func (s *sendScreen) summaryWords(option desk.Option) string {
	u, d := s.u, s.draft()
	pages, size := d.weight()
	switch {
	case len(d.reports()) == 0:
		return ""
	case option.Channel != dispatch.CloudFax:
		return u.n("summary", pages, "size", u.texts.Size(size))
	}
	return u.t("summary_fax_minutes", "pages", u.texts.Number(int64(pages+1)), "minutes", u.texts.Number(d.minutes()))
}

// pageMinutes is about what a written page takes, the cover page among them: half a minute at 14,400 bit/s.
const pageMinutes = 0.5

// minutes are about how long a fax of all documents keeps the line busy, with its cover page: as they were judged, or
// else by the number of their pages.
func (d *draft) minutes() int64 {
	sum := pageMinutes
	for _, r := range d.reports() {
		if r.Legibility != nil {
			sum += r.Legibility.Minutes
		} else {
			sum += pageMinutes * float64(r.Pages)
		}
	}
	return int64(math.Ceil(sum))
}

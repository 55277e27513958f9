package ui

import (
	"math"
	"slices"
	"strings"

	"github.com/souspli/souspli/fax/facsimile"
)

const (
	greyWorthTelling = 0.05    // of a page's area: the share that begins to cost time and legibility
	heavyPage        = 150_000 // bytes: as Legibility counts heavy pages
	mostPagesNamed   = 6
)

// findingWords tells in a few words what a fax machine would do to a page. What hurts is told of the page as
// it is, also where it is prepared.
func (u *UI) findingWords(f facsimile.Findings, m manner) string {
	var words []string
	add := func(is bool, sentence string) {
		if is {
			words = append(words, sentence)
		}
	}
	add(f.LightText, u.t("fax_light"))
	add(f.TinyText, u.t("fax_tiny"))
	add(f.Dark, u.t("fax_dark"))
	add(f.GreyShare >= greyWorthTelling, u.t("fax_grey", "share", u.texts.Number(int64(math.Round(f.GreyShare*100)))))
	add(f.Bytes > heavyPage, u.t("fax_heavy"))
	if len(words) == 0 {
		return u.t("fax_page_good")
	}
	key := "fax_page"
	if m == faxedPrepared {
		key = "fax_page_as_is"
	}
	return u.t(key, "findings", strings.Join(words, ", "))
}

// wholeWords tells how long the document takes, and which pages to look at.
func (u *UI) wholeWords(l facsimile.Legibility) string {
	key := "fax_minutes"
	if u.preparing() {
		key = "fax_minutes_as_is"
	}
	minutes := u.n(key, max(1, int(math.Round(l.Minutes))))
	pages := slices.Sorted(slices.Values(slices.Concat(l.LightPages, l.TinyPages, l.DarkPages, l.HeavyPages)))
	pages = slices.Compact(pages)
	if len(pages) == 0 {
		return minutes
	}
	var names []string
	for _, page := range pages[:min(len(pages), mostPagesNamed)] {
		names = append(names, u.texts.Number(int64(page)))
	}
	if len(pages) > mostPagesNamed {
		names = append(names, "…")
	}
	return u.n("fax_minutes_pages", len(pages), "minutes", minutes, "pages", strings.Join(names, ", "))
}

// longSeconds is from where a time is told in minutes.
const longSeconds = 100

// pageWeight tells the size of a page and its time on the line.
func (u *UI) pageWeight(p *facsimile.Preview) string {
	if p == nil {
		return "…"
	}
	seconds := max(1, int64(math.Round(p.Minutes*60)))
	time := u.t("fax_seconds", "n", u.texts.Number(seconds))
	if seconds >= longSeconds {
		time = u.t("fax_page_minutes", "n", u.texts.Number(int64(math.Round(p.Minutes))))
	}
	return u.t("fax_page_weight", "size", u.texts.Size(int64(p.Findings.Bytes)), "time", time)
}

package facsimile

import "image"

const (
	bitsASecond = 14400
	heavy       = 150_000 // bytes; a page of text is under 100,000
	callSeconds = 25      // of dialling and handshake: inferred from 15 to 30, not measured
)

// NewPreview shows a page as the other machine prints it. Minutes and the size in Findings are those of
// the mode; what hurts is told of the page as it is.
func NewPreview(page *image.Gray, mode Mode) Preview {
	plain := Rasterise(page, Plain)
	findings, shown := Judge(page, plain), plain
	if mode == Optimised {
		shown = Rasterise(page, Optimised)
		findings.Bytes = size(shown)
	}
	return Preview{Image: shown.Gray(), Findings: findings, Minutes: minutes(findings.Bytes)}
}

func minutes(bytes int) float64 { return float64(bytes) * 8 / bitsASecond / 60 }

// Sum gathers the findings of a document's pages. The zero value is ready.
type Sum struct {
	l     Legibility
	bytes int
}

// Add takes the findings of a page; pages are numbered from 1.
func (s *Sum) Add(page int, f Findings) {
	s.l.Pages++
	s.bytes += f.Bytes
	s.l.GreyShare = max(s.l.GreyShare, f.GreyShare)
	for _, list := range []struct {
		pages *[]int
		hurt  bool
	}{
		{&s.l.LightPages, f.LightText},
		{&s.l.TinyPages, f.TinyText},
		{&s.l.DarkPages, f.Dark},
		{&s.l.HeavyPages, f.Bytes > heavy},
	} {
		if list.hurt {
			*list.pages = append(*list.pages, page)
		}
	}
}

// Legibility is that of the pages so far, sent in one call. Without pages there is no call.
func (s *Sum) Legibility() Legibility {
	l := s.l
	if l.Pages > 0 {
		l.Minutes = minutes(s.bytes) + callSeconds/60.
	}
	for _, pages := range []*[]int{&l.LightPages, &l.TinyPages, &l.DarkPages, &l.HeavyPages} {
		*pages = append([]int{}, *pages...) // never null in JSON, and the caller's own
	}
	return l
}

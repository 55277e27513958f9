package main

import (
	"math"
	"strconv"
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/identify"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/fax/facsimile"
)

// card grows line by line.
type card struct {
	words *wording.Catalogue
	rows  [][]string
}

// line adds texts under one name, the name before the first alone. Nothing to say is no line.
func (c *card) line(field string, texts ...string) {
	for i, text := range texts {
		name := ""
		if i == 0 {
			name = c.words.Text("pli_field_" + field)
		}
		c.rows = append(c.rows, []string{name, text})
	}
}

func (c *card) format(r inspect.Report) string {
	switch {
	case r.Arranged:
		return c.words.Text("pli_kept_pages", "type", r.MediaType)
	case r.Rendition == nil:
		return r.MediaType
	}
	return c.words.Text("pli_converted", "type", r.MediaType)
}

func (c *card) text(r inspect.Report) string {
	switch {
	case r.Recognised:
		return c.words.Text("pli_text_recognised")
	case r.TextLayer:
		return c.words.Text("pli_text_own")
	default:
		return c.words.Text("pli_text_none")
	}
}

// kind is the kind with its score and the words that decided, or what it may be.
func (c *card) kind(r inspect.Report) []string {
	if r.Kind == "" {
		texts := []string{c.words.Text("pli_kind_undecided")}
		for _, other := range r.Alternatives {
			texts = append(texts, c.words.Text("pli_kind_perhaps", "kind", c.words.Kind(other.Kind), "score", other.Score))
		}
		return texts
	}
	key := "pli_kind_read"
	if len(r.KindWords) > 0 {
		key = "pli_kind_words"
	}
	return []string{c.words.Text(key, "kind", c.words.Kind(r.Kind), "score", r.KindScore, "words", strings.Join(r.KindWords, ", "))}
}

func (c *card) protection(r inspect.Report) []string {
	if !r.Protected {
		return []string{c.words.Text("pli_not_protected")}
	}
	return append([]string{c.words.Text("pli_protected")}, each(r.Reasons, func(reason inspect.Reason) string {
		return c.words.Protected(string(reason))
	})...)
}

func (c *card) identifier(i identify.Identifier) string {
	key := "pli_identifier_page"
	if i.Page == 0 {
		key = "pli_identifier_line"
	}
	text := c.words.Text(key, "type", c.words.Identifier(string(i.Type)), "masked", i.Masked, "page", i.Page)
	if i.Valid {
		return text
	}
	return c.words.Text("pli_identifier_doubtful", "identifier", text)
}

// fax tells the time on the line, then what may not survive it.
func (c *card) fax(l facsimile.Legibility) []string {
	texts := []string{c.words.Plural("pli_fax_minutes", max(1, int(math.Ceil(l.Minutes))))}
	for _, found := range []struct {
		key   string
		pages []int
	}{{"pli_fax_light", l.LightPages}, {"pli_fax_tiny", l.TinyPages}, {"pli_fax_dark", l.DarkPages}, {"pli_fax_heavy", l.HeavyPages}} {
		if len(found.pages) > 0 {
			texts = append(texts, c.words.Text(found.key, "pages", strings.Join(each(found.pages, strconv.Itoa), ", ")))
		}
	}
	if len(texts) == 1 {
		texts = append(texts, c.words.Text("pli_fax_legible"))
	}
	return texts
}

// sizes compares what goes over the line.
func (c *card) sizes(s faxSizes) []string {
	if s.Plain == nil || s.Prepared == nil {
		return nil
	}
	return []string{
		c.words.Text("pli_fax_unprepared", "seconds", seconds(*s.Plain), "size", c.words.Size(int64(s.Plain.Bytes))),
		c.words.Text("pli_fax_prepared", "seconds", seconds(*s.Prepared), "size", c.words.Size(int64(s.Prepared.Bytes))),
	}
}

func seconds(s app.FaxSize) int { return int(math.Round(s.Minutes * 60)) }

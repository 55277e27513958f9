package main

import (
	"strconv"
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/classify"
)

type inspectCommand struct {
	PasswordFile string   `placeholder:"FILE|-" help:"pli_help_password_file"`
	Files        []string `arg:"" name:"file" help:"pli_help_files"`
}

// Run tells what was read in each file, and how it would come out of a fax machine.
func (c *inspectCommand) Run(s *session) error {
	password, err := s.fromFile(c.PasswordFile, "password-file")
	if err != nil {
		return err
	}
	from := app.OpenDocuments(s.now)
	defer func() { _ = from.Close() }() // its child holds nothing that could be lost
	for _, path := range c.Files {
		report, err := from.File(s.ctx, path, string(password))
		if err != nil {
			return err
		}
		if err := s.judgeAsFax(from, &report); err != nil {
			return err
		}
		if s.json {
			s.printJSON(whole(report))
			continue
		}
		s.table(s.card(report))
	}
	return nil
}

// judgeAsFax adds the legibility. A file whose pages cannot be drawn is told all the same.
func (s *session) judgeAsFax(from desk.Documents, report *inspect.Report) error {
	legibility, err := from.Legibility(s.ctx, *report)
	switch {
	case s.ctx.Err() != nil:
		return s.ctx.Err()
	case err != nil:
		s.note("pli_legibility_unknown", "name", report.Name)
	default:
		report.Legibility = &legibility
	}
	return nil
}

// whole is a report for programs, whose empty lists are lists.
func whole(r inspect.Report) inspect.Report {
	r.Languages, r.KindWords, r.Reasons, r.Topics = full(r.Languages), full(r.KindWords), full(r.Reasons), full(r.Topics)
	r.Identifiers, r.Warnings, r.Alternatives = full(r.Identifiers), full(r.Warnings), full(r.Alternatives)
	for i := range r.Alternatives {
		r.Alternatives[i].Words = full(r.Alternatives[i].Words)
	}
	if r.Legibility != nil {
		l := *r.Legibility
		l.LightPages, l.TinyPages, l.DarkPages, l.HeavyPages = full(l.LightPages), full(l.TinyPages), full(l.DarkPages), full(l.HeavyPages)
		r.Legibility = &l
	}
	return r
}

// full copies a list, so that JSON never says null for an empty one.
func full[T any](list []T) []T { return append([]T{}, list...) }

// card is a report for people: a line for each thing that there is to say.
func (s *session) card(r inspect.Report) [][]string {
	c := card{words: s.words}
	c.line("file", r.Name)
	c.line("type", strings.Join([]string{c.format(r), s.words.Plural("pli_pages", r.Pages), s.words.Size(r.Size)}, " · "))
	c.line("sha256", r.SHA256)
	c.line("text", c.text(r))
	if len(r.Languages) > 0 {
		c.line("languages", strings.Join(r.Languages, ", "))
	}
	c.line("kind", c.kind(r)...)
	c.line("protection", c.protection(r)...)
	if r.Persons > 0 {
		c.line("persons", strconv.Itoa(r.Persons))
	}
	c.line("identifiers", each(r.Identifiers, c.identifier)...)
	c.line("topics", each(r.Topics, func(t classify.Topic) string { return s.words.Topic(string(t)) })...)
	c.line("warnings", each(r.Warnings, func(w inspect.Warning) string { return s.words.Inspected(string(w)) })...)
	if r.Legibility != nil {
		c.line("as_fax", c.fax(*r.Legibility)...)
	}
	return c.rows
}

func each[T any](items []T, text func(T) string) []string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = text(item)
	}
	return texts
}

package main

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/classify"
)

type inspectCommand struct {
	PasswordFile string `placeholder:"FILE|-" help:"pli_help_password_file"`
	Fax          string `placeholder:"DIR" help:"pli_help_inspect_fax"`
	takeFlag
	Files []string `arg:"" name:"file" help:"pli_help_files"`
}

// Run tells what was read in each file, and how it would come out of a fax machine.
func (c *inspectCommand) Run(s *session) error {
	if c.Take != "" && len(c.Files) != 1 {
		return unknownValue("take")
	}
	password, err := s.fromFile(c.PasswordFile, "password-file")
	if err != nil {
		return err
	}
	from := app.OpenDocuments(s.now)
	defer func() { _ = from.Close() }() // its child holds nothing that could be lost
	code := exitDone
	for i, path := range c.Files {
		err := c.tell(s, from, i, path, string(password))
		switch {
		case s.ctx.Err() != nil:
			return s.ctx.Err()
		case err != nil && len(c.Files) == 1:
			return err
		case err != nil:
			s.note("pli_inspect_failed", "n", i+1)
			s.complain(err)
			code = exitCode(err)
		}
	}
	return leave(code)
}

// tell prints what was read in the n-th file, from 0.
func (c *inspectCommand) tell(s *session, from *app.Documents, n int, path, password string) error {
	read, err := from.File(s.ctx, path, password)
	if err != nil {
		return err
	}
	taken, err := c.arranged(s.ctx, from, []inspect.Report{read})
	if err != nil {
		return err
	}
	report := taken[0]
	sizes, err := s.judgeAsFax(from, &report, c.keep(n))
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(inspectView{whole(report), sizes})
		return nil
	}
	s.table(s.card(report, sizes))
	return nil
}

// keep writes the pages of the n-th file, from 0, if they are wanted: several files have a numbered folder
// each.
func (c *inspectCommand) keep(n int) func(app.FaxPage) error {
	switch {
	case c.Fax == "":
		return nil
	case len(c.Files) == 1:
		return pictures(c.Fax)
	default:
		return pictures(filepath.Join(c.Fax, strconv.Itoa(n+1)))
	}
}

// faxSizes are what a document takes on the line, as it is and prepared. Nil: it could not be drawn.
type faxSizes struct {
	Plain    *app.FaxSize `json:"legibility_unprepared,omitempty"`
	Prepared *app.FaxSize `json:"legibility_prepared,omitempty"`
}

// inspectView is a report as programs read it.
type inspectView struct {
	inspect.Report
	faxSizes
}

// judgeAsFax adds the legibility. A file whose pages cannot be drawn is told all the same, unless they were
// to be kept.
func (s *session) judgeAsFax(from *app.Documents, report *inspect.Report, keep func(app.FaxPage) error) (sizes faxSizes, err error) {
	found, err := from.AsFax(s.ctx, *report, keep)
	switch {
	case err == nil:
		report.Legibility = &found.Legibility
		return faxSizes{&found.Plain, &found.Prepared}, nil
	case s.ctx.Err() != nil:
		return sizes, s.ctx.Err()
	case keep != nil:
		return sizes, err
	}
	s.note("pli_legibility_unknown", "name", report.Name)
	return sizes, nil
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
func (s *session) card(r inspect.Report, sizes faxSizes) [][]string {
	c, size, sum := card{words: s.words}, r.Size, r.SHA256
	if r.Arranged { // the file itself would not leave
		size, sum = r.SentSize(), r.SentSHA256()
	}
	c.line("file", r.Name)
	c.line("type", strings.Join([]string{c.format(r), s.words.Plural("pli_pages", r.Pages), s.words.Size(size)}, " · "))
	c.line("sha256", sum)
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
		c.line("as_fax", append(c.fax(*r.Legibility), c.sizes(sizes)...)...)
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

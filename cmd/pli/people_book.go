package main

import (
	"io"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// bookFlags narrow the address book.
type bookFlags struct {
	Query      string `arg:"" optional:"" help:"pli_help_query"`
	Class      string `placeholder:"CLASS" help:"pli_help_book_class"`
	Restricted bool   `help:"pli_help_book_restricted"`
}

func (f bookFlags) query() desk.BookQuery {
	return desk.BookQuery{Query: f.Query, Class: dispatch.Class(f.Class), Restricted: f.Restricted}
}

type recipientListCommand struct {
	bookFlags
	Sort string `enum:"name,organisation,last" default:"name" placeholder:"name|organisation|last" help:"pli_help_book_sort"`
}

// Run lists recipients in the order asked for.
func (c *recipientListCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		query := c.query()
		query.Order = desk.BookOrder(c.Sort)
		book, err := a.Desk.Book(s.ctx, query)
		if err != nil {
			return err
		}
		if len(book.Recipients) == 0 && !s.json {
			s.say("pli_nothing_found")
		}
		rows := [][]string{}
		for _, r := range book.Recipients {
			if s.json {
				s.printJSON(listedView{r, instant(book.Last[r.ID])})
				continue
			}
			rows = append(rows, s.bookRow(r, book.Last[r.ID]))
		}
		if !s.json {
			s.table(rows)
		}
		return nil
	})
}

// listedView is a recipient with when it was last sent to; null: never.
type listedView struct {
	dispatch.Recipient
	Last *time.Time `json:"last"`
}

func (s *session) bookRow(r dispatch.Recipient, last time.Time) []string {
	when, refusal := "", ""
	if !last.IsZero() {
		when = s.when(last)
	}
	if r.Restricted {
		refusal = s.words.Text("field_restricted")
	}
	return []string{string(r.ID), r.Name, r.Organisation, s.words.Class(r.Class), when, refusal}
}

type recipientExportCommand struct {
	bookFlags
	Format string `enum:"csv,vcard" default:"csv" placeholder:"csv|vcard" help:"pli_help_book_format"`
	Out    string `short:"o" required:"" placeholder:"FILE" help:"pli_help_output"`
}

// Run writes people as a file that an import reads again.
func (c *recipientExportCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		var n int
		err := writeNew(c.Out, func(w io.Writer) (err error) {
			n, err = a.Desk.ExportRecipients(s.ctx, w, c.query(), c.Format, string(s.words.Language()))
			return err
		})
		if err != nil {
			return err
		}
		if s.json {
			s.printJSON(map[string]any{"n": n, "format": c.Format})
			return nil
		}
		s.say("pli_people_exported", "n", n, "file", c.Out)
		return nil
	})
}

type recipientStoryCommand struct {
	Who string `arg:"" help:"pli_help_who"`
}

// Run tells the last dispatches to a recipient and what was done with its entry.
func (c *recipientStoryCommand) Run(s *session) error {
	return s.withRecipient(c.Who, func(a *app.App, r dispatch.Recipient) error {
		told, err := a.Desk.Acquaintance(s.ctx, r.ID)
		if err != nil {
			return err
		}
		rows := [][]string{}
		for _, d := range told.Dispatches {
			if s.json {
				s.printJSON(map[string]any{"dispatch": d.ID, "state": d.State, "channel": d.Channel, "created": d.Created})
			}
			rows = append(rows, []string{s.when(d.Created), s.words.Way(d), s.words.State(d.State), string(d.ID)})
		}
		for _, e := range told.Events {
			if s.json {
				s.printJSON(e)
			}
			rows = append(rows, []string{s.when(e.At), s.words.Text("event_" + string(e.Type)), e.Actor, s.how(e.Details["how"])})
		}
		if !s.json {
			s.table(rows)
		}
		return nil
	})
}

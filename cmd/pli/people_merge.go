package main

import (
	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

type recipientDuplicatesCommand struct{}

// Run lists pairs that may be the same.
func (c *recipientDuplicatesCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		pairs, err := a.Desk.Duplicates(s.ctx)
		if err != nil {
			return err
		}
		if len(pairs) == 0 && !s.json {
			s.say("pli_nothing_found")
		}
		rows := [][]string{}
		for _, pair := range pairs {
			if s.json {
				s.printJSON(map[string]any{"a": pair.A, "b": pair.B, "why": pair.Why})
			}
			rows = append(rows, []string{
				string(pair.A.ID), pair.A.Name, string(pair.B.ID), pair.B.Name, s.words.Text("alike_" + string(pair.Why)),
			})
		}
		if !s.json {
			s.table(rows)
		}
		return nil
	})
}

type recipientMergeCommand struct {
	Who  string `arg:"" help:"pli_help_merge_kept"`
	With string `arg:"" help:"pli_help_merge_gone"`
}

// Run makes one recipient of two.
func (c *recipientMergeCommand) Run(s *session) error {
	return s.withRecipient(c.Who, func(a *app.App, kept dispatch.Recipient) error {
		gone, err := a.Desk.FindRecipient(s.ctx, c.With)
		if err != nil {
			return err
		}
		merged, err := a.Desk.MergeRecipients(s.ctx, kept.ID, gone.ID)
		if err != nil {
			return err
		}
		s.printRecipient(merged)
		return nil
	})
}

type recipientRemoveCommand struct {
	Who string `arg:"" help:"pli_help_who"`
}

// Run forgets a recipient; what was sent to it stays in the log.
func (c *recipientRemoveCommand) Run(s *session) error {
	return s.withRecipient(c.Who, func(a *app.App, r dispatch.Recipient) error {
		if err := a.Desk.RemoveRecipient(s.ctx, r.ID); err != nil {
			return err
		}
		if s.json {
			s.printJSON(map[string]any{"id": r.ID, "removed": true})
			return nil
		}
		s.say("pli_recipient_removed", "name", r.Name)
		return nil
	})
}

type recipientOrganisationsCommand struct {
	Query string `arg:"" optional:"" help:"pli_help_query"`
}

// Run lists recipients by organisation and department.
func (c *recipientOrganisationsCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		all, err := a.Desk.Organisations(s.ctx, c.Query)
		if err != nil {
			return err
		}
		rows := [][]string{}
		for _, organisation := range all {
			for _, department := range organisation.Departments {
				for _, r := range department.Recipients {
					rows = append(rows, []string{first(organisation.Name, "-"), first(department.Name, "-"), r.Name, string(r.ID)})
				}
			}
		}
		s.printOrganisations(all, rows)
		return nil
	})
}

// printOrganisations shows one organisation a line to programs, one recipient a line to people.
func (s *session) printOrganisations(all []desk.Organisation, rows [][]string) {
	if !s.json {
		s.table(rows)
		return
	}
	for _, organisation := range all {
		departments := []map[string]any{}
		for _, department := range organisation.Departments {
			departments = append(departments, map[string]any{"name": department.Name, "recipients": department.Recipients})
		}
		s.printJSON(map[string]any{"organisation": organisation.Name, "departments": departments})
	}
}

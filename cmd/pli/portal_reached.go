package main

import (
	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type outboxReachedCommand struct {
	ID   string `arg:"" help:"pli_help_id"`
	Note string `required:"" help:"pli_help_reached_note"`
}

// Run notes that who has not fetched from a portal was called. The portal is still asked.
func (c *outboxReachedCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		d, err := a.Desk.Reached(s.ctx, dispatch.ID(c.ID), c.Note)
		if err != nil {
			return err
		}
		s.printDispatch(d)
		return nil
	})
}

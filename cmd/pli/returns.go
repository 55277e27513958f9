package main

import (
	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

type outboxBounceCommand struct {
	File string `arg:"" placeholder:"FILE|-" help:"pli_help_outbox_bounce_file"`
}

// Run takes in a delivery notice. It exits like the dispatch that the notice was about.
func (c *outboxBounceCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		in, err := s.reader(c.File)
		if err != nil {
			return invalidField("bounce_unreadable", "file")
		}
		defer in.Close()
		returned, err := a.Desk.Bounce(s.ctx, in)
		s.printReturned(returned)
		return err
	})
}

type outboxReturnsCommand struct{}

// Run reads the mailboxes that receive notices.
func (c *outboxReturnsCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		returned, err := a.Desk.ReadReturns(s.ctx)
		s.printReturned(returned)
		if err == nil && len(returned) == 0 && !s.json {
			s.say("returned_none")
		}
		return err
	})
}

func (s *session) printReturned(all []desk.Returned) {
	for _, returned := range all {
		if s.json {
			s.printJSON(returned)
			continue
		}
		s.say("returned_" + string(returned.Match))
		if returned.Match == desk.ReturnMatched || returned.Match == desk.ReturnKnown {
			s.sayReport(returned)
		}
	}
}

// sayReport tells what became of the message, and what may be done when it came back.
func (s *session) sayReport(returned desk.Returned) {
	s.say("returned_action_"+string(returned.Report.Action), "why", s.words.Text("error_"+returned.Report.Code))
	if returned.Report.Action == dispatch.DeliveryFailed && returned.Next != "" {
		s.say("returned_next", "channel", s.words.Channel(returned.Next))
	}
	s.say("returned_dispatch", "id", string(returned.Dispatch))
}

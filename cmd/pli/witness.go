package main

import (
	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

// theWitness stands for whoever was chosen, in place of a recipient.
const theWitness = "witness"

// send sends the page of a checkpoint as pli send does a file.
func (c *logCheckpointCommand) send(s *session, a *app.App) error {
	var to dispatch.Recipient
	var err error
	if c.To == theWitness {
		to, err = a.Desk.Witness(s.ctx)
		if err == nil && to.ID == "" {
			err = &dispatch.Error{Op: "pli", Kind: dispatch.KindHeld, Code: "no_witness", Certainty: dispatch.Unsent}
		}
	} else {
		to, err = a.Desk.FindRecipient(s.ctx, c.To)
	}
	if err != nil {
		return err
	}
	draft, err := a.Desk.WitnessDraft(s.ctx, to, string(s.words.Language()))
	if err != nil {
		return err
	}
	draft.Purpose, draft.Authorisation = s.words.Text("witness_purpose"), s.words.Text("witness_authorisation")
	sent, err := s.send(a, draft)
	if err != nil {
		return err
	}
	if c.Wait {
		return s.await(a, sent)
	}
	s.printDispatch(sent)
	s.noteCall(a, sent)
	return outcome(sent)
}

type logWitnessCommand struct {
	Who string `arg:"" optional:"" help:"pli_help_log_witness_who"`
}

// Run shows or chooses who keeps the checkpoints of the log.
func (c *logWitnessCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if err := c.choose(s, a); err != nil {
			return err
		}
		r, err := a.Desk.Witness(s.ctx)
		switch {
		case err != nil:
			return err
		case s.json:
			s.printJSON(map[string]string{"id": string(r.ID), "name": r.Name})
		case r.ID == "":
			s.say("pli_witness_none")
		default:
			s.say("pli_witness", "name", r.Name)
		}
		return nil
	})
}

func (c *logWitnessCommand) choose(s *session, a *app.App) error {
	switch c.Who {
	case "":
		return nil
	case "-":
		return a.Desk.SaveWitness(s.ctx, "")
	default:
		r, err := a.Desk.FindRecipient(s.ctx, c.Who)
		if err != nil {
			return err
		}
		return a.Desk.SaveWitness(s.ctx, r.ID)
	}
}

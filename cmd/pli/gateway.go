package main

import (
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/desk"
)

type gatewayCommand struct {
	Show    gatewayShowCommand    `cmd:"" help:"pli_help_gateway_show"`
	Set     gatewaySetCommand     `cmd:"" help:"pli_help_gateway_set"`
	Approve gatewayApproveCommand `cmd:"" help:"pli_help_gateway_approve"`
	Test    gatewayTestCommand    `cmd:"" help:"pli_help_gateway_test"`
	Confirm gatewayConfirmCommand `cmd:"" help:"pli_help_gateway_confirm"`
}

type gatewayShowCommand struct {
	Account string `arg:"" help:"pli_help_account_name"`
}

// Run shows what is recorded of an account's encryption gateway.
func (c *gatewayShowCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		g, err := a.Desk.Gateway(s.ctx, c.Account)
		if err != nil {
			return err
		}
		s.printGateway(g)
		return nil
	})
}

type gatewaySetCommand struct {
	Account string `arg:"" help:"pli_help_account_name"`
	Subject string `placeholder:"WORD" help:"pli_help_gateway_subject"`
	Header  string `placeholder:"NAME: VALUE" help:"pli_help_gateway_header"`
}

// Run changes by what the gateway is told to encrypt.
func (c *gatewaySetCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		g, err := a.Desk.SetGateway(s.ctx, c.Account, c.Subject, c.Header)
		if err != nil {
			return err
		}
		s.printGateway(g)
		return nil
	})
}

type gatewayApproveCommand struct {
	Account string `arg:"" help:"pli_help_account_name"`
	By      string `required:"" placeholder:"NAME" help:"pli_help_gateway_by"`
	Rule    string `required:"" placeholder:"RULE" help:"pli_help_gateway_rule"`
	On      string `required:"" placeholder:"DATE" help:"pli_help_gateway_on"`
}

// Run records an administrator's approval.
func (c *gatewayApproveCommand) Run(s *session) error {
	on, err := time.Parse(time.DateOnly, c.On)
	if err != nil {
		return invalidField("gateway_date", "on")
	}
	return s.withHome(func(a *app.App) error {
		g, err := a.Desk.ApproveGateway(s.ctx, c.Account, desk.GatewayApproval{By: c.By, Rule: c.Rule, On: on})
		if err != nil {
			return err
		}
		s.printGateway(g)
		return nil
	})
}

type gatewayTestCommand struct {
	Account string `arg:"" help:"pli_help_account_name"`
	To      string `required:"" placeholder:"ADDRESS" help:"pli_help_gateway_to"`
}

// Run sends a test outside, for a person to look at.
func (c *gatewayTestCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		g, err := a.Desk.TestGateway(s.ctx, c.Account, c.To)
		if err != nil {
			return err
		}
		s.printGateway(g)
		s.note("pli_gateway_look")
		return nil
	})
}

type gatewayConfirmCommand struct {
	Account string `arg:"" help:"pli_help_account_name"`
	As      string `required:"" enum:"encrypted,clear" help:"pli_help_gateway_as"`
}

// Run records what a person saw of the test.
func (c *gatewayConfirmCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		g, err := a.Desk.ConfirmGateway(s.ctx, c.Account, c.As == "encrypted")
		if err != nil {
			return err
		}
		s.printGateway(g)
		return nil
	})
}

// gatewayView is a gateway for programs.
type gatewayView struct {
	desk.Gateway
	Standing desk.GatewayStanding `json:"standing"`
}

func (s *session) printGateway(g desk.Gateway) {
	standing := g.Standing(s.now())
	if s.json {
		s.printJSON(gatewayView{g, standing})
		return
	}
	rows := [][]string{
		{s.words.Text("pli_gateway_trigger"), g.Trigger},
		{s.words.Text("pli_gateway_standing"), s.words.Text("gateway_standing_" + string(standing))},
	}
	if a := g.Approval; a != nil {
		rows = append(rows, []string{
			s.words.Text("pli_gateway_approval"),
			s.words.Text("pli_gateway_approved", "by", a.By, "rule", a.Rule, "on", a.On.Format(time.DateOnly)),
		})
	}
	if t := g.Test; t != nil {
		rows = append(rows, []string{s.words.Text("pli_gateway_test"), s.words.Text("pli_gateway_tested", "to", t.Address, "at", s.when(t.Sent))})
		if t.Seen != nil {
			rows = append(rows, []string{"", s.words.Text("pli_gateway_seen", "by", t.Seen.By, "at", s.when(t.Seen.At))})
		}
	}
	s.table(rows)
}

package main

import (
	"encoding/json"

	"github.com/souspli/souspli/cmd/internal/app"
)

type accountJWKSCommand struct {
	Name   string `arg:"" help:"pli_help_account_name"`
	Output string `short:"o" placeholder:"FILE" help:"pli_help_account_jwks_output"`
	Renew  bool   `help:"pli_help_account_jwks_renew"`
}

// Run writes the public part of an account's own key, for whoever runs the portal. The private part never
// leaves the home.
func (c *accountJWKSCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		export := a.Desk.PublicKeys
		if c.Renew {
			export = a.Desk.RenewAccountKey
		}
		keys, err := export(s.ctx, c.Name)
		if err != nil {
			return err
		}
		return s.writeJWKS(c, keys)
	})
}

func (s *session) writeJWKS(c *accountJWKSCommand, keys []byte) error {
	if c.Output == "" {
		_, err := s.out.Write(keys)
		return err
	}
	keep, _, err := newPrivate(c.Output)
	if err != nil {
		return err
	}
	if err := keep(string(keys)); err != nil {
		return err
	}
	if s.json {
		s.printJSON(map[string]any{"account": c.Name, "jwks": json.RawMessage(keys)})
		return nil
	}
	s.say("pli_jwks_written")
	return nil
}

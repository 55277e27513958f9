package main

import (
	"fmt"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type keyVerifyCommand struct {
	Fingerprint string `arg:"" help:"pli_help_fingerprint"`
	How         string `help:"pli_help_how"`
	Phone       bool   `help:"pli_help_key_phone"`
	Compared    bool   `help:"pli_help_key_compared"`
}

// Run records that a fingerprint was compared with its owner. For the telephone it first tells the number.
func (c *keyVerifyCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		var key dispatch.Key
		var err error
		switch {
		case !c.Phone:
			key, err = a.Desk.VerifyKey(s.ctx, c.Fingerprint, c.How)
		case c.Compared:
			key, err = a.Desk.VerifyKeyByPhone(s.ctx, c.Fingerprint)
		default:
			return c.call(s, a)
		}
		if err != nil {
			return err
		}
		s.printKeys([]dispatch.Key{key})
		return nil
	})
}

// call tells whom to call and what to compare, and verifies nothing.
func (c *keyVerifyCommand) call(s *session, a *app.App) error {
	call, err := a.Desk.KeyCall(s.ctx, c.Fingerprint)
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(map[string]any{
			"fingerprint": call.Key.Fingerprint, "recipient": call.Recipient.ID, "name": call.Recipient.Name, "phone": call.Recipient.Phone,
		})
		return leave(exitHeld)
	}
	s.say("key_call", "name", call.Recipient.Name, "phone", s.words.PhoneNumber(call.Recipient.Phone))
	fmt.Fprintln(s.out, fingerprintGroups(call.Key.Fingerprint))
	s.say("key_call_then", "fingerprint", call.Key.Fingerprint)
	return leave(exitHeld)
}

type keyBindCommand struct {
	Fingerprint string `arg:"" help:"pli_help_fingerprint"`
	Address     string `arg:"" help:"pli_help_key_address"`
	Reason      string `required:"" help:"pli_help_key_reason"`
}

// Run has an organisation's key used for an address that it does not bear.
func (c *keyBindCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		key, err := a.Desk.BindKey(s.ctx, c.Fingerprint, c.Address, c.Reason)
		if err != nil {
			return err
		}
		s.printKeys([]dispatch.Key{key})
		return nil
	})
}

package main

import (
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

// accountView is an account as JSON, with whether dispatches leave with it unless they name another.
type accountView struct {
	dispatch.Account
	InUse bool `json:"in_use"`
}

type accountUseCommand struct {
	Name string `arg:"" help:"pli_help_account_name"`
}

// Run chooses the account that its channel sends with from now on.
func (c *accountUseCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		account, err := a.Desk.UseAccount(s.ctx, c.Name)
		if err != nil {
			return err
		}
		if s.json {
			s.printAccounts(a, []dispatch.Account{account})
			return nil
		}
		s.say("pli_account_in_use", "name", account.Name, "channel", s.words.Channel(account.Channel))
		if key := "sender_refused_" + string(account.Standing); s.words.Has(key) {
			s.note(key)
		}
		return nil
	})
}

type accountSetCommand struct {
	Name   string            `arg:"" help:"pli_help_account_name"`
	Values map[string]string `arg:"" mapsep:"none" placeholder:"NAME=VALUE" help:"pli_help_account_change_values"`
}

// Run changes what an account was told, and nothing of its secret.
func (c *accountSetCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		account, err := a.Desk.ChangeAccount(s.ctx, c.Name, c.Values)
		if err != nil {
			return err
		}
		if s.json {
			s.printAccounts(a, []dispatch.Account{account})
			return nil
		}
		s.say("pli_account_changed", "name", account.Name)
		return nil
	})
}

// inUse marks the account that its channel sends with, and says of one that may send nothing protected why.
func (s *session) inUse(used map[dispatch.ChannelKind]dispatch.Account, account dispatch.Account) string {
	var marks []string
	if account.Channel != "" && used[account.Channel].ID == account.ID {
		marks = append(marks, s.words.Text("account_in_use"))
	}
	if key := "sender_refused_" + string(account.Standing); s.words.Has(key) {
		marks = append(marks, s.words.Text(key))
	}
	return strings.Join(marks, " · ")
}

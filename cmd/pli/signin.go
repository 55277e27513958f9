package main

import (
	"context"
	"slices"
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

type accountSignInCommand struct {
	Name      string `arg:"" help:"pli_help_account_name"`
	NoBrowser bool   `help:"pli_help_account_no_browser"`
}

// Run signs in to a service in the browser and waits until the person has done so there. As JSON, the page
// comes first and the account last, one on each line.
func (c *accountSignInCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		account, err := a.Desk.SignIn(s.ctx, c.Name, func(page desk.SignInPage) error {
			c.show(s, page)
			return nil
		})
		if err != nil {
			return err
		}
		if s.json {
			s.printAccounts(a, []dispatch.Account{account})
			return nil
		}
		s.say("pli_signed_in", "name", account.Name)
		return nil
	})
}

// show prints the page, even when the browser opens: it may open on another screen, or not at all.
func (c *accountSignInCommand) show(s *session, page desk.SignInPage) {
	s.printSignInPage(page)
	if c.NoBrowser || s.browse == nil {
		return
	}
	if err := s.browse(s.ctx, page.URL); err != nil {
		s.note("pli_signin_no_browser", "why", s.words.Error(err))
	}
}

func (s *session) printSignInPage(page desk.SignInPage) {
	if s.json {
		view := map[string]string{"url": page.URL}
		if page.Code != "" {
			view["code"] = page.Code
		}
		s.printJSON(view)
		return
	}
	s.say("pli_signin_page")
	s.say("pli_signin_url", "url", printable(page.URL))
	if page.Code != "" {
		s.say("pli_signin_code", "code", printable(page.Code))
	}
}

// printable keeps what a service says from steering the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
}

// browse opens a page in the person's browser.
type browse func(ctx context.Context, page string) error

// wantsSecret reports whether the account has a password or a key: those that sign in to a service in the
// browser have none to give.
func (c *accountAddCommand) wantsSecret(provider string) bool {
	form, known := desk.AccountFormOf(provider)
	switch {
	case known && (form.SignsIn || form.MakesKey):
		return false
	case known && form.Channel == dispatch.Portal:
		return c.User != "" && form.WantsSecret()
	default:
		return c.User != "" || c.service()
	}
}

// mailProvider is the mail service named, if it is known.
func (c *accountAddCommand) mailProvider() (string, error) {
	if !slices.Contains(app.MailProviders(), c.Provider) {
		return "", unknownProvider(app.MailProviders())
	}
	return c.Provider, nil
}

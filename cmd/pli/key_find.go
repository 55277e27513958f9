package main

import (
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

type keyFindCommand struct {
	Address   string `arg:"" help:"pli_help_key_address"`
	Keyserver bool   `help:"pli_help_key_keyserver"`
	Consent   bool   `help:"pli_help_key_consent"`
	Import    bool   `help:"pli_help_key_import_found"`
}

// Run looks for the keys of an address. keys.openpgp.org is asked only once the person has read what it learns.
func (c *keyFindCommand) Run(s *session) error {
	if c.Keyserver && !c.Consent {
		s.note("key_keyserver_question", "address", c.Address)
		return leave(exitHeld)
	}
	return s.withHome(func(a *app.App) error {
		search, err := a.Desk.FindKeys(s.ctx, c.Address, c.Keyserver)
		if err != nil {
			return err
		}
		if c.Import {
			if _, err := a.Desk.ImportFound(s.ctx, usable(search.Found)); err != nil {
				return err
			}
		}
		s.printSearch(search)
		if len(search.Found) == 0 {
			return leave(exitFailed)
		}
		return nil
	})
}

// usable leaves out what cannot be encrypted to; a revocation is news.
func usable(found []dispatch.Key) []dispatch.Key {
	var kept []dispatch.Key
	for _, key := range found {
		if key.Problem == "" || key.Problem == dispatch.KeyRevoked {
			kept = append(kept, key)
		}
	}
	return kept
}

func (s *session) printSearch(search desk.KeySearch) {
	if s.json {
		s.printJSON(search)
		return
	}
	if len(search.Found) == 0 {
		s.say("key_none_found")
	}
	rows := [][]string{}
	for _, key := range search.Found {
		rows = append(rows, []string{
			fingerprintGroups(key.Fingerprint), s.words.Text("pli_key_" + string(key.Standing())),
			s.words.Text("key_source_" + key.Source), strings.Join(key.Addresses, " "),
		})
	}
	s.table(rows)
	s.printFailed(search.Failed)
}

func (s *session) printFailed(failed []desk.KeySourceFailure) {
	for _, f := range failed {
		s.note("key_source_failed", "source", s.words.Text("key_source_"+f.Source), "reason", s.words.Text("error_"+f.Code))
	}
}

type keyRefreshCommand struct {
	Fingerprints []string `arg:"" optional:"" help:"pli_help_key_fingerprints"`
	All          bool     `help:"pli_help_key_refresh_all"`
	Keyserver    bool     `help:"pli_help_key_keyserver"`
	Consent      bool     `help:"pli_help_key_consent"`
}

// Run asks for news of keys.
func (c *keyRefreshCommand) Run(s *session) error {
	switch {
	case c.All == (len(c.Fingerprints) > 0):
		return invalidField("key_refresh_which", "fingerprints")
	case c.Keyserver && !c.Consent:
		s.note("key_keyserver_question", "address", strings.Join(c.Fingerprints, " "))
		return leave(exitHeld)
	}
	return s.withHome(func(a *app.App) error {
		refreshed, err := a.Desk.RefreshKeys(s.ctx, c.Fingerprints, c.Keyserver)
		s.printRefreshed(refreshed)
		return err
	})
}

func (s *session) printRefreshed(refreshed []desk.RefreshedKey) {
	rows := [][]string{}
	for _, r := range refreshed {
		if s.json {
			s.printJSON(r)
			continue
		}
		rows = append(rows, []string{fingerprintGroups(r.Key.Fingerprint), s.words.Text("key_news_" + string(r.News))})
	}
	s.table(rows)
	for _, r := range refreshed {
		if !s.json {
			s.printFailed(r.Failed)
		}
	}
}

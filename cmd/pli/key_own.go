package main

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type keyOwnCommand struct {
	Output     string `short:"o" placeholder:"FILE" help:"pli_help_key_output"`
	Export     string `placeholder:"FILE" help:"pli_help_key_armored"`
	Revocation string `placeholder:"FILE.pdf|FILE.asc" help:"pli_help_key_revocation"`
}

// Run shows the clinic's own key, making it first when there is none.
func (c *keyOwnCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		key, err := a.Desk.OwnKey(s.ctx)
		if err != nil {
			return err
		}
		if err := c.write(s, a, key); err != nil {
			return err
		}
		s.printKeys([]dispatch.Key{key})
		return s.printOwnStanding(a)
	})
}

// write writes each file asked for.
func (c *keyOwnCommand) write(s *session, a *app.App, key dispatch.Key) error {
	for _, file := range []struct {
		path string
		text func() (string, error)
	}{
		{c.Output, func() (string, error) { return string(key.Certificate), nil }},
		{c.Export, func() (string, error) { return asText(a.Desk.ArmoredKey(s.ctx, key.Fingerprint)) }},
		{c.Revocation, func() (string, error) { return c.revocation(s, a) }},
	} {
		if file.path == "" {
			continue
		}
		if err := writePrivate(file.path, file.text); err != nil {
			return err
		}
	}
	if c.Revocation != "" {
		s.note("key_revocation_written")
	}
	return nil
}

func asText(text []byte, err error) (string, error) { return string(text), err }

// revocation is a page to print, or the certificate alone, by the file's name.
func (c *keyOwnCommand) revocation(s *session, a *app.App) (string, error) {
	if !strings.EqualFold(filepath.Ext(c.Revocation), ".pdf") {
		r, err := a.Desk.OwnRevocation(s.ctx)
		return string(r.Certificate), err
	}
	var page bytes.Buffer
	err := a.Desk.PrintRevocation(s.ctx, &page, string(s.words.Language()))
	return page.String(), err
}

// writePrivate makes a file that only its owner reads, and leaves none behind when there is no content.
func writePrivate(path string, content func() (string, error)) error {
	keep, forget, err := newPrivate(path)
	if err != nil {
		return err
	}
	text, err := content()
	if err != nil {
		forget()
		return err
	}
	return keep(text)
}

// printOwnStanding tells until when the key is good, and what to do before. Programs read it off the key.
func (s *session) printOwnStanding(a *app.App) error {
	standing, err := a.Desk.OwnKeyStanding(s.ctx)
	if err != nil || s.json || standing.Key == nil || standing.Key.Expires.IsZero() {
		return err
	}
	sentence := "key_own_expires"
	switch {
	case standing.Expired:
		sentence = "key_own_expired"
	case standing.Renew:
		sentence = "key_own_renew"
	}
	s.say(sentence, "date", s.day(standing.Key.Expires))
	return nil
}

type keyRenewCommand struct {
	Fresh bool `name:"new" help:"pli_help_key_fresh"`
}

// Run extends the clinic's own key, or makes another.
func (c *keyRenewCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		key, err := a.Desk.RenewOwnKey(s.ctx, c.Fresh)
		if err != nil {
			return err
		}
		s.printKeys([]dispatch.Key{key})
		return s.printOwnStanding(a)
	})
}

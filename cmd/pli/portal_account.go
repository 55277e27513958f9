package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// portalProvider is the portal that was named, or the one behind the address. One that was named may be
// reached at https as every other, and one with an address of its own may do without.
func (c *accountAddCommand) portalProvider() (string, error) {
	if c.Provider != "" && !slices.Contains(app.PortalProviders(), c.Provider) {
		return "", unknownProvider(app.PortalProviders())
	}
	if form, known := desk.AccountFormOf(c.Provider); c.URL == "" && known && form.Channel == dispatch.Portal && !form.WantsURL() {
		return c.Provider, nil
	}
	parsed, err := url.Parse(c.URL)
	if err != nil || parsed.Host == "" || parsed.User != nil {
		return "", invalidField("account_portal_url", "url")
	}
	behind := schemeProviders["portal"][parsed.Scheme]
	if behind == "" {
		return "", invalidField("account_portal_url", "url")
	}
	return cmp.Or(c.Provider, behind), nil
}

// unknownProvider tells which services there are, of one kind.
func unknownProvider(known []string) error {
	return &dispatch.Error{
		Op: "pli", Kind: dispatch.KindInvalid, Code: "account_provider", Field: "provider", Detail: strings.Join(known, ", "),
	}
}

type accountHostKeyCommand struct {
	Name    string `arg:"" help:"pli_help_account_name"`
	Pin     string `placeholder:"SHA256:..." help:"pli_help_account_pin"`
	Replace string `placeholder:"SHA256:..." help:"pli_help_account_replace"`
}

// Run shows the fingerprint of a server's key, and pins it once a person has compared it.
func (c *accountHostKeyCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if c.Pin != "" {
			if _, err := a.Desk.ReplaceHostKey(s.ctx, c.Name, c.Pin, c.Replace); err != nil {
				return err
			}
		}
		shown, pinned, err := a.Desk.HostKey(s.ctx, c.Name)
		if err != nil {
			return err
		}
		s.printHostKey(c.Name, shown, pinned)
		return nil
	})
}

func (s *session) printHostKey(name, shown, pinned string) {
	if s.json {
		s.printJSON(map[string]any{"account": name, "host_key": shown, "pinned": pinned})
		return
	}
	fmt.Fprintln(s.out, shown)
	switch pinned {
	case shown:
		s.note("pli_host_key_pinned")
	case "":
		s.note("pli_host_key_compare", "name", name, "fingerprint", shown)
	default:
		s.note("pli_host_key_differs", "name", name, "fingerprint", shown, "pinned", pinned)
	}
}

type accountNewKeyCommand struct {
	Name string `arg:"" help:"pli_help_account_name"`
}

// Run gives an account a new key of the clinic's own, and shows its public part: the line of an SFTP account's
// key, or the key set of a FHIR account's.
func (c *accountNewKeyCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		public, err := a.Desk.RenewAccountKey(s.ctx, c.Name)
		if err != nil {
			return err
		}
		if s.json {
			s.printJSON(newKeyView(c.Name, public))
			return nil
		}
		fmt.Fprint(s.out, string(public))
		s.note("pli_new_key_give")
		return nil
	})
}

func newKeyView(account string, public []byte) map[string]any {
	if json.Valid(public) {
		return map[string]any{"account": account, "jwks": json.RawMessage(public)}
	}
	return map[string]any{"account": account, "public_key": strings.TrimSpace(string(public))}
}

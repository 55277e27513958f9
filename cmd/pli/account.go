package main

import (
	"bytes"
	"io"
	"net/url"
	"os"

	"golang.org/x/term"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type accountCommand struct {
	Add      accountAddCommand      `cmd:"" help:"pli_help_account_add"`
	List     accountListCommand     `cmd:"" help:"pli_help_account_list"`
	Test     accountTestCommand     `cmd:"" help:"pli_help_account_test"`
	SignIn   accountSignInCommand   `cmd:"" name:"signin" help:"pli_help_account_signin"`
	Secret   accountSecretCommand   `cmd:"" help:"pli_help_account_new_secret"`
	Passport accountPassportCommand `cmd:"" help:"pli_help_account_passport"`
	HostKey  accountHostKeyCommand  `cmd:"" help:"pli_help_account_host_key"`
	NewKey   accountNewKeyCommand   `cmd:"" help:"pli_help_account_new_key"`
	JWKS     accountJWKSCommand     `cmd:"" name:"jwks" help:"pli_help_account_jwks"`
	Use      accountUseCommand      `cmd:"" help:"pli_help_account_use"`
	Set      accountSetCommand      `cmd:"" help:"pli_help_account_change"`
	Remove   accountRemoveCommand   `cmd:"" help:"pli_help_account_remove"`
}

type accountAddCommand struct {
	Kind       string            `arg:"" enum:"smtp,fax,portal,ldap,imap" help:"pli_help_account_kind"`
	Name       string            `arg:"" help:"pli_help_account_name"`
	Provider   string            `help:"pli_help_account_provider"`
	URL        string            `name:"url" help:"pli_help_account_url"`
	User       string            `help:"pli_help_account_user"`
	From       string            `help:"pli_help_account_from"`
	Set        map[string]string `mapsep:"none" placeholder:"NAME=VALUE" help:"pli_help_account_set"`
	SecretFile string            `placeholder:"FILE|-" help:"pli_help_account_secret"`
	CA         string            `name:"ca" placeholder:"FILE" help:"pli_help_account_ca"`
	Approved   bool              `help:"pli_help_account_approved"`
}

var accountChannels = map[string]dispatch.ChannelKind{
	"smtp": dispatch.EmailEncrypted, "fax": dispatch.CloudFax, "portal": dispatch.Portal,
}

// schemeProviders names the provider behind an account's URL, for each kind of account.
var schemeProviders = map[string]map[string]string{
	"smtp":   {"smtp": "smtp", "smtps": "smtp"},
	"fax":    {"hylafax": "hylafax"},
	"portal": {"https": "webdav", "sftp": "sftp"},
	"ldap":   {"ldap": "ldap", "ldaps": "ldap"},
	"imap":   {"imap": "imap", "imaps": "imap"},
}

// Run stores an account. Its secret comes from a file or a prompt, never from an argument.
func (c *accountAddCommand) Run(s *session) error {
	account, err := c.account()
	if err != nil {
		return err
	}
	secret, err := s.secret(c.SecretFile, c.wantsSecret(account.Provider))
	if err != nil {
		return err
	}
	return s.withHome(func(a *app.App) error {
		added, err := a.Desk.AddAccount(s.ctx, account, secret, c.Approved)
		if err != nil {
			return err
		}
		s.noteLimits(added.Provider)
		s.printAccounts(a, []dispatch.Account{added})
		return nil
	})
}

func (c *accountAddCommand) account() (account dispatch.Account, err error) {
	account = dispatch.Account{
		Name: c.Name, Channel: accountChannels[c.Kind], URL: c.URL, User: c.User, From: c.From, Settings: c.Set,
	}
	if account.Provider, err = c.provider(); err != nil {
		return account, err
	}
	if c.CA != "" {
		account.TrustedCA, err = readBounded(c.CA, maxCA)
	}
	return account, err
}

// service reports whether somebody else's fax service was named, which always has a secret.
func (c *accountAddCommand) service() bool {
	return c.Kind == "fax" && c.Provider != "" && c.Provider != schemeProviders["fax"]["hylafax"]
}

// provider is the one named, or the one behind the address. A service that was named has an address of its
// own, and may do without one.
func (c *accountAddCommand) provider() (string, error) {
	if c.Kind == "smtp" && c.Provider != "" {
		return c.mailProvider()
	}
	if c.Kind == "portal" {
		return c.portalProvider()
	}
	if c.Provider != "" && c.Kind != "fax" {
		return "", unknownValue("provider")
	}
	if c.URL == "" && c.service() {
		return c.Provider, nil
	}
	parsed, err := url.Parse(c.URL)
	if err != nil || parsed.Host == "" || parsed.User != nil {
		return "", invalidField("account_url", "url")
	}
	if c.Provider != "" {
		return c.Provider, nil
	}
	provider := schemeProviders[c.Kind][parsed.Scheme]
	if provider == "" {
		return "", invalidField("account_url", "url")
	}
	return provider, nil
}

// maxCA bounds a file of authorities, in bytes.
const maxCA = 1 << 20

// readBounded reads a whole small file; one that is larger is refused unread.
func readBounded(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, invalidField("file_unreadable", "ca")
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, invalidField("file_unreadable", "ca")
	}
	if int64(len(content)) > limit {
		return nil, invalidField("certificate_unreadable", "ca")
	}
	return content, nil
}

func invalidField(code, field string) error {
	return &dispatch.Error{Op: "pli", Kind: dispatch.KindInvalid, Code: code, Field: field}
}

// maxSecret bounds a secret, in bytes.
const maxSecret = 64 << 10

// secret reads a password from a file, from stdin, or from a person at a terminal.
func (s *session) secret(path string, wanted bool) ([]byte, error) {
	if path == "" {
		return s.askSecret(wanted)
	}
	return s.fromFile(path, "secret-file")
}

// fromFile reads what may not stand in an argument, where every program sees it: from a file, or from stdin.
// No path is nothing.
func (s *session) fromFile(path, field string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	in, err := s.reader(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	secret, err := io.ReadAll(io.LimitReader(in, maxSecret))
	if err != nil {
		return nil, invalidField("file_unreadable", field)
	}
	if secret = bytes.TrimRight(secret, "\r\n"); len(bytes.TrimSpace(secret)) == 0 {
		return nil, invalidField("required", field) // a check that was asked for must not be left out
	}
	return secret, nil
}

func (s *session) askSecret(wanted bool) ([]byte, error) {
	in, ok := s.in.(*os.File)
	if !wanted {
		return nil, nil
	}
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nil, invalidField("required", "secret-file")
	}
	s.note("pli_ask_secret")
	return term.ReadPassword(int(in.Fd()))
}

type accountListCommand struct{}

// Run lists the accounts, never their secrets.
func (c *accountListCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		accounts, err := a.Desk.Accounts(s.ctx)
		if err != nil {
			return err
		}
		s.printAccounts(a, accounts)
		return nil
	})
}

type accountTestCommand struct {
	Name string `arg:"" help:"pli_help_account_name"`
}

// Run connects and signs in, and sends nothing.
func (c *accountTestCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if err := s.noteLimitsOf(a, c.Name); err != nil {
			return err
		}
		if err := a.Desk.TestAccount(s.ctx, c.Name); err != nil {
			return err
		}
		if s.json {
			s.printJSON(map[string]any{"account": c.Name, "ok": true})
			return nil
		}
		s.say("pli_account_works", "name", c.Name)
		return nil
	})
}

type accountSecretCommand struct {
	Name       string `arg:"" help:"pli_help_account_name"`
	SecretFile string `placeholder:"FILE|-" help:"pli_help_account_secret"`
}

// Run changes the password of an account, and nothing else of it.
func (c *accountSecretCommand) Run(s *session) error {
	secret, err := s.secret(c.SecretFile, true)
	if err != nil {
		return err
	}
	return s.withHome(func(a *app.App) error {
		if err := a.Desk.ChangeSecret(s.ctx, c.Name, secret); err != nil {
			return err
		}
		if s.json {
			s.printJSON(map[string]any{"account": c.Name, "changed": true})
			return nil
		}
		s.say("pli_secret_changed", "name", c.Name)
		return nil
	})
}

type accountRemoveCommand struct {
	Name string `arg:"" help:"pli_help_account_name"`
}

// Run forgets an account and its secret.
func (c *accountRemoveCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if err := a.Desk.RemoveAccount(s.ctx, c.Name); err != nil {
			return err
		}
		if !s.json {
			s.say("pli_account_removed", "name", c.Name)
		}
		return nil
	})
}

// carries is what an account is for.
func (s *session) carries(account dispatch.Account) string {
	if account.Channel == "" {
		return s.words.Text("account_kind_" + account.Provider)
	}
	return s.words.Channel(account.Channel)
}

func (s *session) printAccounts(a *app.App, accounts []dispatch.Account) {
	used, _ := a.Desk.AccountsInUse(s.ctx) // only a mark beside what is listed
	if s.json {
		for _, account := range accounts {
			s.printJSON(accountView{account, used[account.Channel].ID == account.ID})
		}
		return
	}
	if len(accounts) == 0 {
		s.say("pli_nothing_found")
		return
	}
	rows := [][]string{}
	for _, account := range accounts {
		rows = append(rows, []string{
			account.Name, s.carries(account), account.Provider, account.URL, account.From, s.passportLine(a, account), s.inUse(used, account),
		})
	}
	s.table(rows)
}

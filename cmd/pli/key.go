package main

import (
	"io"
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type keyCommand struct {
	Own       keyOwnCommand       `cmd:"" help:"pli_help_key_own"`
	Import    keyImportCommand    `cmd:"" help:"pli_help_key_import"`
	ImportOwn keyImportOwnCommand `cmd:"" name:"import-own" help:"pli_help_key_import_own"`
	List      keyListCommand      `cmd:"" help:"pli_help_key_list"`
	Verify    keyVerifyCommand    `cmd:"" help:"pli_help_key_verify"`
	Block     keyBlockCommand     `cmd:"" help:"pli_help_key_block"`
	Bind      keyBindCommand      `cmd:"" help:"pli_help_key_bind"`
	Find      keyFindCommand      `cmd:"" help:"pli_help_key_find"`
	Refresh   keyRefreshCommand   `cmd:"" help:"pli_help_key_refresh"`
	Renew     keyRenewCommand     `cmd:"" help:"pli_help_key_renew"`
}

type keyImportCommand struct {
	File string `arg:"" help:"pli_help_key_file"`
}

// maxKeyFile is the most that is taken for keys, in bytes; more is refused, never cut off.
const maxKeyFile = 1 << 20

// Run imports the certificates of a file, or of stdin.
func (c *keyImportCommand) Run(s *session) error {
	in, err := s.reader(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, maxKeyFile+1)) // one more tells that there is more
	if err != nil {
		return invalidField("file_unreadable", "file")
	}
	return s.withHome(func(a *app.App) error {
		keys, err := a.Desk.ImportKey(s.ctx, data)
		if err != nil {
			return err
		}
		s.printKeys(keys)
		return nil
	})
}

type keyListCommand struct{}

// Run lists every key.
func (c *keyListCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		keys, err := a.Desk.Keys(s.ctx)
		if err != nil {
			return err
		}
		s.printKeys(keys)
		return nil
	})
}

type keyBlockCommand struct {
	Fingerprint string `arg:"" help:"pli_help_fingerprint"`
}

// Run makes sure that a key is not used again.
func (c *keyBlockCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		key, err := a.Desk.BlockKey(s.ctx, c.Fingerprint)
		if err != nil {
			return err
		}
		s.printKeys([]dispatch.Key{key})
		return nil
	})
}

func (s *session) printKeys(keys []dispatch.Key) {
	if s.json {
		for _, key := range keys {
			s.printJSON(key)
		}
		return
	}
	if len(keys) == 0 {
		s.say("pli_nothing_found")
		return
	}
	rows := [][]string{}
	for _, key := range keys {
		state := string(key.Standing())
		if key.Own {
			state = "own"
		}
		rows = append(rows, []string{
			fingerprintGroups(key.Fingerprint), s.words.Text("pli_key_" + state), strings.Join(key.Addresses, " "),
		})
	}
	s.table(rows)
	for _, key := range keys {
		if key.Problem != "" {
			s.say("key_problem", "key", fingerprintGroups(key.Fingerprint), "reason", s.words.Text("error_"+key.Problem))
		}
	}
}

// fingerprintGroups writes a fingerprint as it is compared on the telephone.
func fingerprintGroups(fingerprint string) string {
	var groups []string
	for text := strings.ToUpper(fingerprint); text != ""; {
		n := min(4, len(text))
		groups, text = append(groups, text[:n]), text[n:]
	}
	return strings.Join(groups, " ")
}

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
}

type keyOwnCommand struct {
	Output string `short:"o" placeholder:"FILE" help:"pli_help_key_output"`
}

// Run shows the clinic's own key, making it first when there is none.
func (c *keyOwnCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		key, err := a.Desk.OwnKey(s.ctx)
		if err != nil {
			return err
		}
		if c.Output != "" {
			keep, _, err := newPrivate(c.Output)
			if err != nil {
				return err
			}
			if err := keep(string(key.Certificate)); err != nil {
				return err
			}
		}
		s.printKeys([]dispatch.Key{key})
		return nil
	})
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

type keyVerifyCommand struct {
	Fingerprint string `arg:"" help:"pli_help_fingerprint"`
	How         string `required:"" help:"pli_help_how"`
}

// Run records that a fingerprint was compared with its owner.
func (c *keyVerifyCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		key, err := a.Desk.VerifyKey(s.ctx, c.Fingerprint, c.How)
		if err != nil {
			return err
		}
		s.printKeys([]dispatch.Key{key})
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
		state := string(key.State)
		if key.Own {
			state = "own"
		}
		rows = append(rows, []string{
			fingerprintGroups(key.Fingerprint), s.words.Text("pli_key_" + state), strings.Join(key.Addresses, " "),
		})
	}
	s.table(rows)
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

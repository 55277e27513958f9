package main

import (
	"io"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type keyImportOwnCommand struct {
	File         string `arg:"" help:"pli_help_key_own_file"`
	PasswordFile string `placeholder:"FILE|-" help:"pli_help_key_own_password"`
}

// Run keeps the clinic's own S/MIME certificate. Its password comes from a file or a prompt, never from an
// argument.
func (c *keyImportOwnCommand) Run(s *session) error {
	in, err := s.reader(c.File)
	if err != nil {
		return err
	}
	defer in.Close()
	file, err := io.ReadAll(io.LimitReader(in, maxKeyFile+1)) // one more tells that there is more
	if err != nil {
		return invalidField("file_unreadable", "file")
	}
	password, err := s.secret(c.PasswordFile, true)
	if err != nil {
		return err
	}
	return s.withHome(func(a *app.App) error {
		key, err := a.Desk.ImportOwnCertificate(s.ctx, file, string(password))
		if err != nil {
			return err
		}
		s.printKeys([]dispatch.Key{key})
		return nil
	})
}

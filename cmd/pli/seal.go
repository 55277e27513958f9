package main

import (
	"io"
	"os"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type sealCommand struct {
	Key    string `required:"" placeholder:"FPR" help:"pli_help_fingerprint"`
	Output string `short:"o" required:"" placeholder:"FILE" help:"pli_help_output"`
	File   string `arg:"" help:"pli_help_file"`
}

// Run signs and encrypts a file to a key, without sending.
func (c *sealCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		return transform(c.File, c.Output, func(out io.Writer, in io.ReadSeeker) error {
			return a.Seal(s.ctx, c.Key, out, in)
		})
	})
}

type lockCommand struct {
	Output string `short:"o" required:"" placeholder:"FILE" help:"pli_help_output"`
	File   string `arg:"" help:"pli_help_file"`
}

// Run locks a PDF under a new passphrase, without sending.
func (c *lockCommand) Run(s *session) error {
	passphrase := app.NewPassphrase(string(s.words.Language()), s.random)
	err := transform(c.File, c.Output, func(out io.Writer, in io.ReadSeeker) error {
		return app.Lock(out, in, passphrase)
	})
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(map[string]string{"file": c.Output, "passphrase": passphrase})
		return nil
	}
	s.say("pli_passphrase", "passphrase", passphrase)
	return nil
}

// transform writes a new file from another, and leaves nothing behind when it fails.
func transform(from, to string, do func(io.Writer, io.ReadSeeker) error) error {
	in, err := os.Open(from)
	if err != nil {
		return &dispatch.Error{Op: "inspect", Kind: dispatch.KindInvalid, Code: "file_unreadable", Field: "file"}
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return &dispatch.Error{Op: "pli", Kind: dispatch.KindStorage, Code: "output_file"}
	}
	err = do(out, in)
	if closing := out.Close(); err == nil && closing != nil {
		err = &dispatch.Error{Op: "pli", Kind: dispatch.KindStorage, Code: "file_not_copied"}
	}
	if err != nil {
		_ = os.Remove(to)
	}
	return err
}

package main

import (
	"fmt"

	"github.com/souspli/souspli/cmd/internal/app"
)

type backupCommand struct {
	To     string `xor:"to" placeholder:"DIR|FILE" help:"pli_help_backup_to"`
	Folder string `xor:"to" placeholder:"DIR" help:"pli_help_backup_folder"`
}

// Run makes a copy, or chooses where one is made every day.
func (c *backupCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if c.Folder != "" {
			return s.chooseCopyFolder(a, c.Folder)
		}
		made, err := a.Desk.CopyHome(s.ctx, c.To)
		if err != nil {
			return err
		}
		if s.json {
			s.printJSON(made)
			return nil
		}
		s.say("pli_copy_made", "file", made.Name, "size", s.words.Size(made.Bytes), "n", s.words.Number(made.Events))
		s.say("pli_copy_recovery")
		return nil
	})
}

func (s *session) chooseCopyFolder(a *app.App, folder string) error {
	key := "pli_copy_folder_set"
	if folder == "-" {
		folder, key = "", "pli_copy_folder_off"
	}
	if err := a.Desk.SaveCopyFolder(s.ctx, folder); err != nil {
		return err
	}
	if s.json {
		s.printJSON(map[string]string{"folder": folder})
		return nil
	}
	s.say(key)
	return nil
}

type restoreCommand struct {
	File string `arg:"" placeholder:"FILE" help:"pli_help_restore_file"`
}

// Run makes a home from a copy, in the folder of --home.
func (c *restoreCommand) Run(s *session) error {
	made, err := app.Restore(s.ctx, s.app, c.File)
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(made)
		return nil
	}
	s.say("pli_restored", "date", s.when(made.At), "n", s.words.Number(made.Events))
	if made.Held > 0 {
		fmt.Fprintln(s.out, s.words.Plural("pli_restored_held", made.Held))
	}
	if made.Rewrap {
		s.say("pli_restored_rewrap")
	}
	return nil
}

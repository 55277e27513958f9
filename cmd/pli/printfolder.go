package main

import (
	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/desk"
)

type printFolderCommand struct {
	Path   string `arg:"" optional:"" help:"pli_help_print_folder_path"`
	Remove bool   `help:"pli_help_print_folder_remove"`
	Off    bool   `help:"pli_help_print_folder_off"`
}

// Run shows the folder that the window watches, or chooses another.
func (c *printFolderCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if c.Path != "" || c.Off {
			chosen := desk.PrintFolder{Path: c.Path, Remove: c.Remove}
			if c.Off {
				chosen = desk.PrintFolder{}
			}
			if err := a.Desk.SavePrintFolder(s.ctx, chosen); err != nil {
				return err
			}
		}
		f, err := a.Desk.PrintFolder(s.ctx)
		switch {
		case err != nil:
			return err
		case s.json:
			s.printJSON(f)
		case f.Path == "":
			s.say("pli_print_folder_none")
		default:
			s.say("pli_print_folder", "path", f.Path)
		}
		return nil
	})
}

package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

type recipientImportCommand struct {
	File   string `arg:"" optional:"" help:"pli_help_import_file"`
	LDAP   string `name:"ldap" placeholder:"NAME" help:"pli_help_import_ldap"`
	Class  string `placeholder:"CLASS" help:"pli_help_import_class"`
	DryRun bool   `help:"pli_help_import_dry_run"`
	Undo   bool   `help:"pli_help_import_undo"`
}

// importGC collects sooner than usual, in percent of what is in use: most of a large book stays in use to the end.
const importGC = 25

// Run shows what an import does, and does it unless it is only a trial.
func (c *recipientImportCommand) Run(s *session) error {
	if err := c.check(); err != nil {
		return err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(importGC))
	return s.withHome(func(a *app.App) error {
		if c.Undo {
			return s.undoImport(a)
		}
		shown, err := a.Desk.PreviewImport(s.ctx, desk.ImportFrom{Path: c.File, Account: c.LDAP, Class: dispatch.Class(c.Class)})
		if err != nil {
			return err
		}
		if !c.DryRun {
			if err := a.Desk.StoreImport(s.ctx, shown); err != nil {
				return err
			}
		}
		s.printImport(shown, !c.DryRun)
		return nil
	})
}

// check takes one of a file, a directory or an undoing.
func (c *recipientImportCommand) check() error {
	ways := 0
	for _, named := range []bool{c.File != "", c.LDAP != "", c.Undo} {
		if named {
			ways++
		}
	}
	if ways != 1 {
		return invalidField("import_from", "file")
	}
	return nil
}

func (s *session) undoImport(a *app.App) error {
	undone, err := a.Desk.UndoImport(s.ctx)
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(map[string]int{"removed": undone.Removed, "restored": undone.Restored, "kept": undone.Kept})
		return nil
	}
	s.say("pli_import_undone", "removed", undone.Removed, "restored", undone.Restored, "kept", undone.Kept)
	return nil
}

// importView is an entry of an import as programs read it.
type importView struct {
	Line      int                 `json:"line,omitempty"`
	Outcome   desk.ImportOutcome  `json:"outcome"`
	Recipient dispatch.Recipient  `json:"recipient"`
	Before    *dispatch.Recipient `json:"before,omitempty"`
	Code      string              `json:"code,omitempty"`
	Field     string              `json:"field,omitempty"`
	Cautions  []desk.Caution      `json:"cautions,omitempty"`
}

func (s *session) printImport(shown desk.Import, stored bool) {
	for _, row := range shown.Rows {
		switch {
		case s.json:
			s.printJSON(importView{row.Line, row.Outcome, row.Recipient, row.Before, row.Code, row.Field, row.Cautions})
		case row.Outcome != desk.ImportSame:
			fmt.Fprintln(s.out, s.importLine(row))
		}
	}
	if s.json {
		return
	}
	key := "pli_import_trial"
	if stored {
		key = "pli_import_done"
	}
	s.say(key, "new", shown.Count(desk.ImportNew), "changed", shown.Count(desk.ImportChanged), "same", shown.Count(desk.ImportSame),
		"refused", shown.Count(desk.ImportRefused), "vanished", shown.Count(desk.ImportVanished))
}

// importLine is what happens with an entry, why, and what is odd about it.
func (s *session) importLine(row desk.ImportRow) string {
	parts := []string{s.words.Text("import_"+string(row.Outcome)) + " · " + row.Recipient.Name}
	if row.Line > 0 {
		parts[0] = s.words.Text("pli_import_line", "line", row.Line) + " · " + parts[0]
	}
	if row.Code != "" {
		parts = append(parts, s.words.Error(&dispatch.Error{Kind: dispatch.KindInvalid, Code: row.Code, Field: row.Field}))
	}
	for _, change := range row.Changes() {
		parts = append(parts, s.changeWords(change))
	}
	for _, caution := range row.Cautions {
		parts = append(parts, s.words.Text("caution_"+string(caution)))
	}
	return strings.Join(parts, " · ")
}

// changeWords tells what an import changes of one field.
func (s *session) changeWords(c desk.ImportChange) string {
	shown := func(value string) string {
		switch c.Field {
		case "class":
			return s.words.Class(dispatch.Class(value))
		case "fax", "phone":
			return s.words.PhoneNumber(value)
		default:
			return value
		}
	}
	field := s.words.Text("field_" + c.Field)
	switch {
	case c.From == "":
		return s.words.Text("import_change_added", "field", field, "to", shown(c.To))
	case c.To == "":
		return s.words.Text("import_change_dropped", "field", field, "from", shown(c.From))
	default:
		return s.words.Text("import_change", "field", field, "from", shown(c.From), "to", shown(c.To))
	}
}

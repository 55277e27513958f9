package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

type retentionCommand struct {
	Show        retentionShowCommand        `cmd:"" default:"1" help:"pli_help_retention_show"`
	Set         retentionSetCommand         `cmd:"" help:"pli_help_retention_set"`
	Run         retentionRunCommand         `cmd:"" help:"pli_help_retention_run"`
	Hold        retentionHoldCommand        `cmd:"" help:"pli_help_retention_hold"`
	Lift        retentionLiftCommand        `cmd:"" help:"pli_help_retention_lift"`
	Certificate retentionCertificateCommand `cmd:"" help:"pli_help_retention_certificate"`
}

type retentionShowCommand struct{}

// Run shows the periods, what is over, the holds and the destructions.
func (c *retentionShowCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		plan, err := a.Desk.PlanRetention(s.ctx)
		if err != nil {
			return err
		}
		holds, err := a.Desk.Holds(s.ctx)
		if err != nil {
			return err
		}
		runs, err := a.Desk.Destructions(s.ctx)
		if err != nil {
			return err
		}
		if s.json {
			s.printJSON(map[string]any{
				"plan": plan, "holds": append([]dispatch.LegalHold{}, holds...), "destructions": append([]dispatch.Destruction{}, runs...),
			})
			return nil
		}
		s.printPlan(plan)
		s.printHolds(holds)
		for _, run := range runs {
			s.say("pli_destruction_line", "id", run.ID, "date", s.when(run.Started),
				"documents", run.Destroyed.Documents.Count, "dispatches", run.Destroyed.Dispatches.Count)
		}
		return nil
	})
}

func (s *session) printPlan(plan desk.RetentionPlan) {
	r := plan.Retention
	s.say("pli_retention_kept", "days", r.DocumentDays, "log", r.LogYears, "incidents", r.IncidentYears)
	if plan.Open {
		s.say("pli_retention_open")
	}
	s.printExpired(plan.Expired)
}

func (s *session) printExpired(e dispatch.Expired) {
	if e.Held > 0 {
		s.say("pli_retention_held", "n", e.Held)
	}
	if e.Nothing() {
		s.say("pli_retention_nothing")
		return
	}
	rows := [][]string{{
		s.words.Text("pli_retention_kind"), s.words.Text("pli_retention_count"),
		s.words.Text("pli_retention_oldest"), s.words.Text("pli_retention_newest"),
	}}
	for _, sort := range []struct {
		key    string
		amount dispatch.Amount
	}{
		{"retention_documents", e.Documents},
		{"retention_dispatches", e.Dispatches},
		{"retention_incidents", e.Incidents},
		{"retention_lines", e.Lines},
	} {
		if sort.amount.Count > 0 {
			rows = append(rows, []string{
				s.words.Text(sort.key), s.words.Number(int64(sort.amount.Count)), s.when(sort.amount.Oldest), s.when(sort.amount.Newest),
			})
		}
	}
	s.table(rows)
}

func (s *session) printHolds(holds []dispatch.LegalHold) {
	for _, h := range holds {
		s.say("pli_hold_line", "id", h.ID, "date", s.when(h.Placed),
			"what", s.words.Text("hold_"+string(h.Scope), "target", h.Target), "reason", h.Reason)
	}
}

type retentionSetCommand struct {
	Documents *int `placeholder:"DAYS" help:"pli_help_retention_documents"`
	Log       *int `placeholder:"YEARS" help:"pli_help_retention_log"`
	Incidents *int `placeholder:"YEARS" help:"pli_help_retention_incidents"`
}

// Run changes the periods given and keeps the others.
func (c *retentionSetCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		r, err := a.Desk.Retention(s.ctx)
		if err != nil {
			return err
		}
		for to, from := range map[*int]*int{&r.DocumentDays: c.Documents, &r.LogYears: c.Log, &r.IncidentYears: c.Incidents} {
			if from != nil {
				*to = *from
			}
		}
		if err := a.Desk.SaveRetention(s.ctx, r); err != nil {
			return err
		}
		if s.json {
			s.printJSON(r)
			return nil
		}
		s.say("pli_retention_saved")
		return nil
	})
}

type retentionRunCommand struct {
	DryRun bool `help:"pli_help_retention_dry_run"`
}

// Run destroys what is over, or only counts it.
func (c *retentionRunCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if c.DryRun {
			return s.dryRun(a)
		}
		certificate, destroyed, err := a.Desk.DestroyExpired(s.ctx)
		switch {
		case err != nil:
			return err
		case s.json && destroyed:
			s.printJSON(certificate)
		case s.json:
			s.printJSON(map[string]any{"destruction": nil})
		case !destroyed:
			s.say("pli_retention_nothing")
		default:
			s.printExpired(certificate.Destruction.Destroyed)
			s.say("pli_retention_done", "id", certificate.Destruction.ID)
		}
		return nil
	})
}

func (s *session) dryRun(a *app.App) error {
	plan, err := a.Desk.PlanRetention(s.ctx)
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(plan)
		return nil
	}
	s.printPlan(plan)
	s.say("pli_retention_dry")
	return nil
}

type retentionHoldCommand struct {
	Dispatch   string `xor:"what" required:"" placeholder:"ID" help:"pli_help_retention_hold_dispatch"`
	Recipient  string `xor:"what" required:"" placeholder:"WHO" help:"pli_help_retention_hold_recipient"`
	Everything bool   `xor:"what" required:"" help:"pli_help_retention_hold_everything"`
	Reason     string `required:"" help:"pli_help_retention_reason"`
}

// Run places a hold.
func (c *retentionHoldCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		scope, target := dispatch.HoldEverything, dispatch.ID("")
		switch {
		case c.Dispatch != "":
			scope, target = dispatch.HoldDispatch, dispatch.ID(c.Dispatch)
		case c.Recipient != "":
			r, err := a.Desk.FindRecipient(s.ctx, c.Recipient)
			if err != nil {
				return err
			}
			scope, target = dispatch.HoldRecipient, r.ID
		}
		h, err := a.Desk.PlaceHold(s.ctx, scope, target, c.Reason)
		if err != nil {
			return err
		}
		if s.json {
			s.printJSON(h)
			return nil
		}
		s.say("pli_hold_placed", "id", h.ID)
		return nil
	})
}

type retentionLiftCommand struct {
	ID     string `arg:"" help:"pli_help_retention_hold_id"`
	Reason string `required:"" help:"pli_help_retention_reason"`
}

// Run lifts a hold.
func (c *retentionLiftCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		if err := a.Desk.LiftHold(s.ctx, dispatch.ID(c.ID), c.Reason); err != nil {
			return err
		}
		if s.json {
			s.printJSON(map[string]string{"lifted": c.ID})
			return nil
		}
		s.say("pli_hold_lifted")
		return nil
	})
}

type retentionCertificateCommand struct {
	ID  string `arg:"" optional:"" help:"pli_help_retention_certificate_id"`
	Out string `short:"o" required:"" placeholder:"FILE" help:"pli_help_certificate_out"`
}

// Run writes the certificate of a destruction.
func (c *retentionCertificateCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		err := writeNew(c.Out, func(w io.Writer) error {
			if strings.EqualFold(filepath.Ext(c.Out), ".pdf") {
				return a.Desk.PrintCertificate(s.ctx, w, dispatch.ID(c.ID), string(s.words.Language()))
			}
			certificate, err := a.Desk.Certificate(s.ctx, dispatch.ID(c.ID))
			if err != nil {
				return err
			}
			encoder := json.NewEncoder(w)
			encoder.SetIndent("", "  ")
			return encoder.Encode(certificate)
		})
		if err != nil {
			return err
		}
		if s.json {
			s.printJSON(map[string]string{"file": c.Out})
			return nil
		}
		s.say("pli_certificate_written")
		return nil
	})
}

// writeNew makes a file that only its owner reads, never over another, and leaves none half-written.
func writeNew(path string, write func(io.Writer) error) error {
	failed := &dispatch.Error{Op: "pli", Kind: dispatch.KindStorage, Code: "output_file"}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return failed
	}
	err = write(file)
	if closing := file.Close(); err == nil && closing != nil {
		err = failed
	}
	if err != nil {
		_ = os.Remove(path)
	}
	return err
}

type logExportCommand struct {
	Format string `enum:"csv,json,pdf" default:"csv" placeholder:"csv|json|pdf" help:"pli_help_export_format"`
	Since  string `placeholder:"DATE" help:"pli_help_log_since"`
	Until  string `placeholder:"DATE" help:"pli_help_log_until"`
	Query  string `help:"pli_help_export_query"`
	BOM    bool   `name:"bom" help:"pli_help_export_bom"`
	Out    string `short:"o" required:"" placeholder:"FILE" help:"pli_help_export_out"`
}

// Run exports the log. The number of dispatches goes to stderr when the export itself goes to standard output.
func (c *logExportCommand) Run(s *session) error {
	o := desk.ExportOptions{Format: c.Format, Language: string(s.words.Language()), BOM: c.BOM, Query: c.Query}
	var err error
	if o.Since, err = day(c.Since, "since"); err != nil {
		return err
	}
	if o.Until, err = day(c.Until, "until"); err != nil {
		return err
	}
	return s.withHome(func(a *app.App) error {
		n := 0
		export := func(w io.Writer) (err error) {
			n, err = a.Desk.Export(s.ctx, w, o)
			return err
		}
		if c.Out == "-" {
			err := export(s.out)
			s.note("pli_exported", "n", n)
			return err
		}
		if err := writeNew(c.Out, export); err != nil {
			return err
		}
		if s.json {
			s.printJSON(map[string]any{"file": c.Out, "dispatches": n})
			return nil
		}
		s.say("pli_exported", "n", s.words.Number(int64(n)))
		return nil
	})
}

package app

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

// DemoReport is what a demonstration left behind.
type DemoReport struct {
	Home       string // of the practice home
	Practice   string // folder of what the recipients received
	Kept       bool
	Dispatches []dispatch.Dispatch
	Events     int64 // proven by the log's evidence
}

// demoStep is one dispatch of the demonstration.
type demoStep struct {
	name  string
	file  string
	to    string
	draft desk.Draft
	end   dispatch.State
}

func demoSteps() []demoStep {
	return []demoStep{
		{"openpgp", "rapport-de-consultation.pdf", practicePhysician, desk.Draft{
			Kind: dispatch.ConsultReport, Channel: dispatch.EmailEncrypted, Subject: "Rapport de consultation",
			Message: "Bonjour, voici le rapport demandé.", Authorisation: "EX-2026-001", Purpose: "continuité des soins",
		}, dispatch.Accepted},
		{"fax", "ordonnance.pdf", practicePharmacy, desk.Draft{
			Kind: dispatch.Prescription, Signature: dispatch.SignedByHand,
			Authorisation: "EX-2026-002", Purpose: "service d'une ordonnance",
		}, dispatch.Delivered},
		{"portal", "resume-de-depart.pdf", practicePatient, desk.Draft{
			Kind: dispatch.DischargeSummary, Authorisation: "EX-2026-003", Purpose: "information du patient",
		}, dispatch.Accepted},
	}
}

// Demo makes the whole journey on loopback in a practice home: a temporary one, unless c names one, which
// is then kept. report hears the name of each step as it begins.
func Demo(ctx context.Context, c Config, report func(step string)) (DemoReport, error) {
	kept := c.Home != ""
	if !kept {
		folder, err := os.MkdirTemp("", "souspli-demo-")
		if err != nil {
			return DemoReport{}, homeError("home_unwritable", err)
		}
		defer func() { _ = os.RemoveAll(folder) }()
		c.Home = filepath.Join(folder, "home")
	}
	a, err := OpenPractice(ctx, c)
	if err != nil {
		return DemoReport{}, err
	}
	defer a.Close()
	report("home")
	result := DemoReport{Home: a.config.Home, Practice: practiceFolder(a.config.Home), Kept: kept}
	for _, step := range demoSteps() {
		report(step.name)
		d, err := a.demonstrate(ctx, step)
		if err != nil {
			return result, err
		}
		result.Dispatches = append(result.Dispatches, d)
	}
	result.Events, err = a.Desk.VerifyLog(ctx)
	return result, err
}

func (a *App) demonstrate(ctx context.Context, step demoStep) (dispatch.Dispatch, error) {
	draft := step.draft
	report, err := a.Desk.Inspect(ctx, filepath.Join(practiceFolder(a.config.Home), samplesFolder, step.file), "")
	if err != nil {
		return dispatch.Dispatch{}, err
	}
	draft.Documents = []inspect.Report{report}
	if draft.Recipient, err = a.Desk.FindRecipient(ctx, step.to); err != nil {
		return dispatch.Dispatch{}, err
	}
	now := time.Duration(0)
	draft.Hold = &now
	made, err := a.Desk.Send(ctx, draft)
	if err != nil {
		return made, err
	}
	d, err := a.Await(ctx, made.ID, nil)
	if err == nil && d.State != step.end {
		err = &dispatch.Error{Op: "demo", Kind: dispatch.KindInternal, Code: "demo_incomplete"}
	}
	return d, err
}

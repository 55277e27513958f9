package app

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/practice"
)

// demoPatience is far longer than a demonstration takes.
const demoPatience = time.Minute

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
		}, dispatch.Delivered},
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
	if result.Dispatches, err = a.demonstrate(ctx, report); err != nil {
		return result, err
	}
	result.Events, err = a.Desk.VerifyLog(ctx)
	return result, err
}

// demonstrate sends everything at once: what one recipient takes is no wait for another.
func (a *App) demonstrate(ctx context.Context, report func(step string)) ([]dispatch.Dispatch, error) {
	ctx, cancel := context.WithTimeout(ctx, demoPatience)
	defer cancel()
	steps := demoSteps()
	dispatches := make([]dispatch.Dispatch, len(steps))
	for i, step := range steps {
		report(step.name)
		var err error
		if dispatches[i], err = a.post(ctx, step); err != nil {
			return nil, err
		}
	}
	for _, d := range dispatches {
		if err := a.receive(ctx, d); err != nil {
			return nil, err
		}
	}
	for i, step := range steps {
		var err error
		dispatches[i], err = a.await(ctx, dispatches[i].ID, step.done, nil)
		if err == nil && dispatches[i].State != step.end {
			err = &dispatch.Error{Op: "demo", Kind: dispatch.KindInternal, Code: "demo_incomplete"}
		}
		if err != nil {
			return dispatches, err
		}
	}
	return dispatches, nil
}

// done reports whether a dispatch came to its end, or to one that it should not have come to. A portal has it
// followed for days.
func (step demoStep) done(d dispatch.Dispatch) bool {
	return d.State == step.end || d.State.Final() || d.AwaitsPerson()
}

func (a *App) post(ctx context.Context, step demoStep) (dispatch.Dispatch, error) {
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
	return a.Desk.Send(ctx, draft)
}

// receive is the recipient of a portal's deposit, who opens the link and types the passphrase. It does nothing
// for other channels.
func (a *App) receive(ctx context.Context, d dispatch.Dispatch) error {
	if d.Channel != dispatch.Portal {
		return nil
	}
	d, err := a.Await(ctx, d.ID, nil)
	if err != nil || d.State != dispatch.Accepted {
		return err
	}
	passphrase, err := a.store.Passphrase(ctx, d.ID)
	if err != nil {
		return err
	}
	_, err = practice.OpenLink(ctx, d.Attempts[len(d.Attempts)-1].Receipt.Link, passphrase)
	return err
}

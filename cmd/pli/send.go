package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

// draftFlags is what suggest and send share.
type draftFlags struct {
	To              []string `placeholder:"WHO" sep:"none" help:"pli_help_to"`
	Route           string   `placeholder:"ADDRESS" help:"pli_help_route"`
	Account         string   `placeholder:"NAME" help:"pli_help_send_account"`
	Channel         string   `placeholder:"CHANNEL" help:"pli_help_channel"`
	Form            string   `placeholder:"openpgp|openpgp_attachment|openpgp_passphrase|smime|locked_pdf|gateway" help:"pli_help_form"`
	Kind            string   `placeholder:"KIND" help:"pli_help_kind"`
	NothingPersonal bool     `help:"pli_help_nothing_personal"`
	Subject         string   `help:"pli_help_subject"`
	Message         string   `help:"pli_help_message"`
	Reason          string   `help:"pli_help_reason"`
	Authorised      string   `placeholder:"REF" help:"pli_help_authorised"`
	AuthorisedOn    string   `placeholder:"DATE" help:"pli_help_authorised_on"`
	NotAuthorised   bool     `help:"pli_help_not_authorised"`
	Purpose         string   `help:"pli_help_purpose"`
	Signature       string   `placeholder:"hand|electronic" help:"pli_help_signature"`
	Confirm         []string `placeholder:"CODE" help:"pli_help_confirm"`
	PatientFile     string   `placeholder:"FILE|-" help:"pli_help_patient_file"`
	PasswordFile    string   `placeholder:"FILE|-" help:"pli_help_password_file"`
	takeFlag
	Files []string `arg:"" optional:"" name:"file" help:"pli_help_files"`
}

// draft reads the flags, the recipient and the files.
func (f *draftFlags) draft(s *session, a *app.App) (desk.Draft, error) {
	draft := desk.Draft{
		Kind: dispatch.DocumentKind(f.Kind), NothingPersonal: f.NothingPersonal,
		Channel: dispatch.ChannelKind(f.Channel), Route: f.Route, Account: f.Account, Form: dispatch.Form(f.Form),
		Subject: f.Subject, Message: f.Message, Reason: f.Reason, Purpose: f.Purpose,
		Authorisation: f.Authorised, AuthorisedOn: dispatch.Day(f.AuthorisedOn), Refused: f.NotAuthorised, Signature: dispatch.Signature(f.Signature),
		Confirmed: f.Confirm,
	}
	if err := f.check(); err != nil {
		return draft, err
	}
	patient, err := s.fromFile(f.PatientFile, "patient-file")
	if err != nil {
		return draft, err
	}
	draft.Patient = string(patient)
	if len(f.To) == 1 {
		if draft.Recipient, err = a.Desk.FindRecipient(s.ctx, f.To[0]); err != nil {
			return draft, err
		}
	}
	draft.Documents, err = f.documents(s, a)
	return draft, err
}

// check refuses what names nothing.
func (f *draftFlags) check() error {
	switch {
	case f.Channel != "" && !dispatch.ChannelKind(f.Channel).Valid():
		return unknownValue("channel")
	case f.Kind != "" && !dispatch.DocumentKind(f.Kind).Valid():
		return unknownValue("kind")
	case slices.ContainsFunc(f.Confirm, func(code string) bool { return !slices.Contains(desk.ConcernCodes(), code) }):
		return unknownValue("confirm")
	}
	return nil
}

// documents reads the files. The password is for those that are encrypted.
func (f *draftFlags) documents(s *session, a *app.App) ([]inspect.Report, error) {
	password, err := s.fromFile(f.PasswordFile, "password-file")
	if err != nil {
		return nil, err
	}
	var reports []inspect.Report
	for _, path := range f.Files {
		report, err := a.Desk.Inspect(s.ctx, path, string(password))
		if err != nil {
			return nil, err
		}
		reports = append(reports, report)
	}
	return f.arranged(s.ctx, a.Desk, reports)
}

func unknownValue(field string) error {
	return &dispatch.Error{Op: "pli", Kind: dispatch.KindInvalid, Code: "unknown_value", Field: field}
}

type sendCommand struct {
	draftFlags
	againFlag
	Hold           *time.Duration `placeholder:"D" help:"pli_help_hold"`
	Expires        *int           `placeholder:"DAYS" help:"pli_help_expires"`
	DrawPassphrase bool           `help:"pli_help_draw_passphrase"`
	Wait           bool           `help:"pli_help_wait"`
	doneFlags
}

// Run queues the draft, or records it when a person carries it. With --wait it stays until the outcome
// is known.
func (c *sendCommand) Run(s *session) error {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer a.Close()
	draft, err := c.draft(s, a)
	if err != nil {
		return err
	}
	if draft, err = c.again(s, a, draft, c.draftFlags); err != nil {
		return err
	}
	draft.Hold, draft.DrawPassphrase = c.Hold, c.DrawPassphrase
	if draft.Done, err = c.done(); err != nil {
		return err
	}
	if len(c.To) > 1 {
		to, err := c.addressees(s, a)
		if err != nil {
			return err
		}
		return s.sendAll(a, draft, to, c.Wait)
	}
	if c.Expires != nil {
		draft.Expires = s.inDays(*c.Expires)
	}
	made, err := s.send(a, draft)
	if err != nil {
		return err
	}
	if c.Wait && made.State != dispatch.ByHand {
		return s.await(a, made)
	}
	s.printDispatch(made)
	s.noteCall(a, made)
	if made.State == dispatch.Held {
		s.note("pli_leaves_later")
	}
	return outcome(made)
}

// await stays until the outcome is known, and shows where the dispatch stands even when it cannot stay.
func (s *session) await(a *app.App, made dispatch.Dispatch) error {
	d, failure := a.Await(s.ctx, made.ID, s.progress)
	if failure != nil {
		return s.broken(a, made, failure)
	}
	s.printDispatch(d)
	s.noteCall(a, d)
	if d.State == dispatch.Queued && !d.AwaitsPerson() {
		s.note("pli_tries_again", "at", s.when(d.NextAt))
		return quietExit(exitUncertain) // it may leave yet: no failure to send again
	}
	return outcome(d)
}

// broken ends a wait that was broken off. The dispatch is stored and may leave, or have left: whoever
// retries a failure must not take it for one.
func (s *session) broken(a *app.App, made dispatch.Dispatch, failure error) error {
	if d, err := a.Desk.Show(context.WithoutCancel(s.ctx), made.ID); err == nil {
		made = d
	}
	s.printDispatch(made)
	if s.ctx.Err() == nil {
		fmt.Fprintln(s.err, s.words.Error(failure))
	}
	s.note("pli_wait_broken", "id", made.ID)
	if made.State.Final() || made.State == dispatch.Held {
		return outcome(made)
	}
	return quietExit(exitUncertain)
}

// send takes the way that the chosen channel needs: carried, or done by hand.
func (s *session) send(a *app.App, draft desk.Draft) (dispatch.Dispatch, error) {
	answer, err := a.Desk.Suggest(s.ctx, draft)
	if err != nil {
		return dispatch.Dispatch{}, err
	}
	if option, ok := answer.Option(); ok && !option.Carried && draft.Channel != "" {
		return a.Desk.RecordByHand(s.ctx, draft)
	}
	return a.Desk.Send(s.ctx, draft)
}

// progress goes to stderr, and only to a person.
func (s *session) progress(p dispatch.Progress) {
	if s.json || p.Total == 0 {
		return
	}
	key := "pli_progress_bytes"
	if p.Unit == dispatch.ProgressPages {
		key = "pli_progress_pages"
	}
	s.note(key, "done", s.words.Size(p.Done), "total", s.words.Size(p.Total), "page", p.Done, "pages", p.Total)
}

// outcome ends with the exit code that a state deserves.
func outcome(d dispatch.Dispatch) error { return leave(outcomeCode(d)) }

func outcomeCode(d dispatch.Dispatch) int {
	switch d.State {
	case dispatch.Failed:
		return failureCode(d)
	case dispatch.Partial, dispatch.Cancelled:
		return exitFailed
	case dispatch.Uncertain:
		return exitUncertain
	case dispatch.Queued:
		return heldCode(d)
	default:
		return exitDone
	}
}

// heldCode tells what was held back from what waits for its turn.
func heldCode(d dispatch.Dispatch) int {
	if d.AwaitsPerson() {
		return exitHeld
	}
	return exitDone
}

// failureCode tells refused credentials from every other failure.
func failureCode(d dispatch.Dispatch) int {
	if n := len(d.Attempts); n > 0 && d.Attempts[n-1].Error != nil &&
		d.Attempts[n-1].Error.Kind == dispatch.KindCredentials.String() {
		return exitCredentials
	}
	return exitFailed
}

type outboxCommand struct {
	List    outboxListCommand    `cmd:"" help:"pli_help_outbox_list"`
	Run     outboxRunCommand     `cmd:"" help:"pli_help_outbox_run"`
	Cancel  outboxCancelCommand  `cmd:"" help:"pli_help_outbox_cancel"`
	Resolve outboxResolveCommand `cmd:"" help:"pli_help_outbox_resolve"`
	LetGo   outboxLetGoCommand   `cmd:"" help:"pli_help_outbox_let_go"`
	Extend  outboxExtendCommand  `cmd:"" help:"pli_help_outbox_extend"`
	Reached outboxReachedCommand `cmd:"" help:"pli_help_outbox_reached"`
	Bounce  outboxBounceCommand  `cmd:"" help:"pli_help_outbox_bounce"`
	Returns outboxReturnsCommand `cmd:"" help:"pli_help_outbox_returns"`
}

type outboxListCommand struct{}

// Run lists what is still under way or waits for a person.
func (c *outboxListCommand) Run(s *session) error {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer a.Close()
	open, err := unfinished(s.ctx, a.Desk)
	if err != nil {
		return err
	}
	s.printDispatches(open)
	return nil
}

// unfinished collects, page by page, what is not final. What was accepted and is followed no more has
// nothing left to happen.
func unfinished(ctx context.Context, from *desk.Desk) ([]dispatch.Dispatch, error) {
	filter := dispatch.Filter{
		States: []dispatch.State{dispatch.Held, dispatch.Queued, dispatch.Sending, dispatch.Accepted, dispatch.Uncertain},
		Limit:  500,
	}
	var open []dispatch.Dispatch
	for {
		page, err := from.Search(ctx, filter)
		if err != nil {
			return nil, err
		}
		for _, d := range page.Dispatches {
			if d.State != dispatch.Accepted || !d.NextAt.IsZero() || d.AwaitsPerson() {
				open = append(open, d)
			}
		}
		if filter.After = page.Next; page.Next == "" {
			return open, nil
		}
	}
}

type outboxRunCommand struct{}

// Run sends all that is due, shows what changed, and ends when nothing is due.
func (c *outboxRunCommand) Run(s *session) error {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer a.Close()
	changed, failure := a.Settle(s.ctx)
	if len(changed) > 0 {
		s.printDispatches(changed)
	}
	code := worstOutcome(changed)
	if failure != nil {
		s.complain(failure)
		if code != exitUncertain {
			code = exitCode(failure)
		}
	}
	return leave(code)
}

// worstOutcome is unknown before held back before failed before all else.
func worstOutcome(changed []dispatch.Dispatch) int {
	worst := exitDone
	for _, d := range changed {
		worst = max(worst, outcomeCode(d))
	}
	return worst
}

type outboxResolveCommand struct {
	ID   string `arg:"" help:"pli_help_id"`
	As   string `required:"" enum:"sent,unsent" help:"pli_help_as"`
	Note string `required:"" help:"pli_help_note"`
}

// Run settles an unknown outcome by a person's word.
func (c *outboxResolveCommand) Run(s *session) error {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer a.Close()
	d, err := a.Desk.Resolve(s.ctx, dispatch.ID(c.ID), c.As == "sent", c.Note)
	if err != nil {
		return err
	}
	s.printDispatch(d)
	return nil
}

type outboxLetGoCommand struct {
	ID string `arg:"" help:"pli_help_id"`
}

// Run gives a dispatch that was held back to the outbox again.
func (c *outboxLetGoCommand) Run(s *session) error {
	return s.withHome(func(a *app.App) error {
		d, err := a.Desk.LetGo(s.ctx, dispatch.ID(c.ID))
		if err != nil {
			return err
		}
		s.printDispatch(d)
		return nil
	})
}

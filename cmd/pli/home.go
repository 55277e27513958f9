package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
)

type initCommand struct {
	Vault    string `enum:"keyring,passphrase,file," default:"" placeholder:"keyring|passphrase|file" help:"pli_help_vault"`
	Recovery string `placeholder:"FILE" help:"pli_help_recovery"`
	Practice bool   `help:"pli_help_practice_home"`
}

// Run makes a home and shows its recovery code once. The file for the code is there before the home is:
// a home whose code could not be kept would be made for nothing.
func (c *initCommand) Run(s *session) error {
	keep, forget := func(string) error { return nil }, func() {}
	if c.Recovery != "" {
		var err error
		if keep, forget, err = newPrivate(c.Recovery); err != nil {
			return err
		}
	}
	made, err := app.Init(s.ctx, s.app, app.InitOptions{Vault: app.VaultKind(c.Vault), Practice: c.Practice})
	if err != nil {
		forget()
		return err
	}
	kept := keep(made.RecoveryCode + "\n")
	if c.Recovery != "" && kept == nil {
		made.RecoveryCode = ""
	}
	s.printMade(made)
	return kept
}

func (s *session) printMade(made app.InitResult) {
	if s.json {
		s.printJSON(made)
		return
	}
	s.say("pli_home_made", "home", made.Home)
	if made.RecoveryCode != "" {
		s.say("pli_recovery_code", "code", made.RecoveryCode)
	}
	if made.Practice {
		s.say("pli_practice_ready")
	}
}

// newPrivate makes a file that only its owner reads, never over another, but for an empty one: a program that was killed
// while it made a home leaves that. Keep writes and closes it; forget removes it.
func newPrivate(path string) (keep func(text string) error, forget func(), err error) {
	failed := &dispatch.Error{Op: "pli", Kind: dispatch.KindStorage, Code: "output_file"}
	if left, err := os.Lstat(path); err == nil && left.Mode().IsRegular() && left.Size() == 0 {
		_ = os.Remove(path) // what cannot be removed is refused below
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, nil, failed
	}
	keep = func(text string) error {
		_, writing := file.WriteString(text)
		if errors.Join(writing, file.Sync(), file.Close()) != nil {
			return failed
		}
		return nil
	}
	forget = func() {
		_ = file.Close()
		_ = os.Remove(path)
	}
	return keep, forget, nil
}

type vaultCommand struct {
	Rewrap   vaultRewrapCommand   `cmd:"" help:"pli_help_vault_rewrap"`
	Recovery vaultRecoveryCommand `cmd:"" help:"pli_help_vault_recovery"`
}

type vaultRewrapCommand struct {
	Vault string `enum:"keyring,passphrase,file" required:"" placeholder:"keyring|passphrase|file" help:"pli_help_vault"`
}

// Run gives a home opened by its recovery code a new keyring entry, passphrase or key file.
func (c *vaultRewrapCommand) Run(s *session) error {
	if err := app.Rewrap(s.ctx, s.app, app.VaultKind(c.Vault)); err != nil {
		return err
	}
	if s.json {
		s.printJSON(map[string]string{"vault": c.Vault})
		return nil
	}
	s.say("pli_vault_rewrapped")
	return nil
}

type profileCommand struct {
	Set  profileSetCommand  `cmd:"" help:"pli_help_profile_set"`
	Show profileShowCommand `cmd:"" default:"1" help:"pli_help_profile_show"`
}

type profileSetCommand struct {
	Name         *string `help:"pli_help_profile_name"`
	Organisation *string `help:"pli_help_profile_organisation"`
	Address      *string `help:"pli_help_profile_address"`
	Phone        *string `help:"pli_help_profile_phone"`
	Fax          *string `help:"pli_help_profile_fax"`
	Email        *string `help:"pli_help_profile_email"`
	Role         *string `help:"pli_help_profile_role"`
	Language     *string `help:"pli_help_profile_language"`
	Cover        *string `placeholder:"fr|en" help:"pli_help_profile_cover"`
	VerifyMonths *int    `placeholder:"MONTHS" help:"pli_help_verify_months"`
	UndoSeconds  *int    `placeholder:"SECONDS" help:"pli_help_undo_seconds"`
}

// Run changes the fields given and keeps the others.
func (c *profileSetCommand) Run(s *session) error {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer a.Close()
	sender, _, err := a.Desk.Sender(s.ctx)
	if err != nil {
		return err
	}
	set(&sender.Name, c.Name)
	set(&sender.Organisation, c.Organisation)
	set(&sender.Address, c.Address)
	set(&sender.Phone, c.Phone)
	set(&sender.Fax, c.Fax)
	set(&sender.Email, c.Email)
	set(&sender.Role, c.Role)
	set(&sender.Language, c.Language)
	set(&sender.CoverLanguage, c.Cover)
	if err := a.Desk.SaveSender(s.ctx, sender); err != nil {
		return err
	}
	if c.VerifyMonths != nil {
		if err := a.Desk.SaveVerificationMonths(s.ctx, *c.VerifyMonths); err != nil {
			return err
		}
	}
	if c.UndoSeconds != nil {
		if err := a.Desk.SaveUndoSeconds(s.ctx, *c.UndoSeconds); err != nil {
			return err
		}
	}
	return showProfile(s, a)
}

// set writes *from over *to when it was given.
func set[T ~string](to *T, from *string) {
	if from != nil {
		*to = T(*from)
	}
}

type profileShowCommand struct{}

// Run shows the clinic's profile.
func (c *profileShowCommand) Run(s *session) error {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer a.Close()
	return showProfile(s, a)
}

func showProfile(s *session, a *app.App) error {
	sender, _, err := a.Desk.Sender(s.ctx)
	if err != nil {
		return err
	}
	if s.json {
		s.printJSON(sender)
		return nil
	}
	months, err := a.Desk.VerificationMonths(s.ctx)
	if err != nil {
		return err
	}
	undo, err := a.Desk.UndoSeconds(s.ctx)
	if err != nil {
		return err
	}
	s.table([][]string{
		{s.words.Text("pli_field_name"), sender.Name},
		{s.words.Text("pli_field_organisation"), sender.Organisation},
		{s.words.Text("pli_field_phone"), s.words.PhoneNumber(sender.Phone)},
		{s.words.Text("pli_field_fax"), s.words.PhoneNumber(sender.Fax)},
		{s.words.Text("pli_field_email"), sender.Email},
		{s.words.Text("pli_field_verify_months"), s.words.Number(int64(months))},
		{s.words.Text("pli_field_undo_seconds"), s.words.Number(int64(undo))},
	})
	return nil
}

type practiceCommand struct{}

// Run serves the practice services of this home until it is stopped.
func (c *practiceCommand) Run(s *session) error {
	addresses, stop, err := app.ServePractice(s.ctx, s.app)
	if err != nil {
		return err
	}
	s.printJSON(addresses)
	s.note("pli_practice_serving")
	<-s.ctx.Done()
	return stop()
}

type demoCommand struct{}

// Run makes the whole journey on loopback.
func (c *demoCommand) Run(s *session) error {
	report, err := app.Demo(s.ctx, s.app, func(step string) {
		if !s.json {
			s.say("pli_demo_" + step)
		}
	})
	if err != nil {
		return err
	}
	if s.json {
		views := []dispatchView{}
		for _, d := range report.Dispatches {
			views = append(views, viewDispatch(d))
		}
		s.printJSON(map[string]any{
			"home": report.Home, "practice": report.Practice, "dispatches": views, "events": report.Events, "verified": true,
		})
		return nil
	}
	s.printDispatches(report.Dispatches)
	s.say("pli_demo_verified", "n", report.Events)
	if report.Kept {
		s.say("pli_demo_kept", "home", report.Home, "practice", report.Practice)
	}
	return nil
}

type doctorCommand struct {
	Full bool `help:"pli_help_doctor_full"`
}

// Run checks the home. It exits with the highest code among what it found: 7 when something is damaged, 6
// when the vault stays shut, 1 when something else needs care. What is only advised changes no code.
func (c *doctorCommand) Run(s *session) error {
	checks, err := app.Doctor(s.ctx, s.app, c.Full)
	if err != nil {
		return err
	}
	worst := exitDone
	for _, check := range checks {
		if check.Err != nil && !check.Advice {
			worst = max(worst, exitCode(check.Err))
		}
		s.printCheck(check)
	}
	return leave(worst)
}

func (s *session) printCheck(check app.Check) {
	message := ""
	if check.Err != nil {
		message = s.words.Error(check.Err)
	}
	if s.json {
		s.printJSON(map[string]any{"check": check.Name, "ok": check.Err == nil || check.Advice, "advice": check.Advice, "detail": check.Detail, "message": message})
		return
	}
	mark := "✓"
	switch {
	case check.Advice:
		mark = "!"
	case check.Err != nil:
		mark = "✗"
	}
	fmt.Fprintln(s.out, mark, s.words.Text("pli_check_"+check.Name), check.Detail, message)
}

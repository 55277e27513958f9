package uitest

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// RecoveryCode is what RenewRecoveryCode draws.
const RecoveryCode = "7K2MQ-X9D4T-0FHVB-3WZ8N-6RJCP-1EYGS"

// setup is the first start and the lock of a desk.
type setup struct {
	steps  desk.Setup
	lock   desk.Lock
	secret string
}

// Begin puts the desk at the beginning of a first start, with these steps done.
func (d *Desk) Begin(done ...desk.SetupStep) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.setup.steps = desk.Setup{Running: true}
	for _, step := range []desk.SetupStep{desk.SetupRecovery, desk.SetupLock, desk.SetupClinic, desk.SetupAccount, desk.SetupDirectory} {
		d.setup.steps.Steps = append(d.setup.steps.Steps, desk.SetupStanding{Step: step, Done: slices.Contains(done, step)})
	}
}

// LockBy gives the window a secret that opens it.
func (d *Desk) LockBy(way desk.LockWay, secret string, minutes int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.setup.lock, d.setup.secret = desk.Lock{Way: way, Minutes: minutes}, secret
}

// Setup tells how far the first start is.
func (d *Desk) Setup(context.Context) (desk.Setup, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	steps := d.setup.steps
	steps.Steps = slices.Clone(steps.Steps)
	return steps, d.called("Setup")
}

func (d *Desk) setStep(method string, step desk.SetupStep, change func(*desk.SetupStanding)) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called(method); err != nil {
		return err
	}
	for i := range d.setup.steps.Steps {
		if d.setup.steps.Steps[i].Step == step {
			change(&d.setup.steps.Steps[i])
		}
	}
	return nil
}

// LeaveForLater leaves a step.
func (d *Desk) LeaveForLater(_ context.Context, step desk.SetupStep) error {
	return d.setStep("LeaveForLater", step, func(s *desk.SetupStanding) { s.Later = true })
}

// RunSetup goes on or stops.
func (d *Desk) RunSetup(_ context.Context, on bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.setup.steps.Running = on
	return d.called("RunSetup")
}

// RenewRecoveryCode draws the code of tests.
func (d *Desk) RenewRecoveryCode(context.Context) (string, error) {
	return RecoveryCode, d.failure("RenewRecoveryCode")
}

// ConfirmRecoveryCode ends its step.
func (d *Desk) ConfirmRecoveryCode(context.Context) error {
	return d.setStep("ConfirmRecoveryCode", desk.SetupRecovery, func(s *desk.SetupStanding) { s.Done = true })
}

// PrintRecoveryCode writes the code.
func (d *Desk) PrintRecoveryCode(_ context.Context, w io.Writer, code, _ string) error {
	if err := d.failure("PrintRecoveryCode"); err != nil {
		return err
	}
	_, err := io.WriteString(w, code)
	return err
}

// PickGroups picks the second and the fifth.
func (d *Desk) PickGroups(int) (first, second int) { return 1, 4 }

// Lock tells how the window locks.
func (d *Desk) Lock(context.Context) (desk.Lock, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.setup.lock, d.called("Lock")
}

// SetLockCode chooses the code.
func (d *Desk) SetLockCode(_ context.Context, code string) error {
	err := d.setStep("SetLockCode", desk.SetupLock, func(s *desk.SetupStanding) { s.Done = true })
	if err == nil {
		d.LockBy(desk.LockByCode, code, d.lockMinutes())
	}
	return err
}

func (d *Desk) lockMinutes() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.setup.lock.Minutes
}

// SetLockMinutes chooses after how long.
func (d *Desk) SetLockMinutes(_ context.Context, minutes int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.setup.lock.Minutes = minutes
	return d.called("SetLockMinutes")
}

// LockWindow keeps that the window is locked.
func (d *Desk) LockWindow(context.Context, bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.setup.lock.Locked = true
	return d.called("LockWindow")
}

// UnlockWindow takes the secret alone; a wrong one makes the next try wait for ten seconds.
func (d *Desk) UnlockWindow(_ context.Context, typed string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.called("UnlockWindow"); err != nil {
		return err
	}
	if typed != d.setup.secret {
		d.setup.lock.Wait = 10 * time.Second
		return &dispatch.Error{Op: "desk.unlock", Kind: dispatch.KindCredentials, Code: "unlock_wrong"}
	}
	d.setup.lock.Locked, d.setup.lock.Wait = false, 0
	return nil
}

// Homes are two homes in memory.
type Homes struct {
	Practice, Real bool // they exist
	KeyringErr     error
	MakeErr        error

	Passphrase string // that the real home was made with
	Opened     []bool // practice, for each that was opened
}

// Exists reports whether there is such a home.
func (h *Homes) Exists(practice bool) bool { return practice && h.Practice || !practice && h.Real }

// TryKeyring answers KeyringErr.
func (h *Homes) TryKeyring(context.Context) error { return h.KeyringErr }

// Make makes the real home.
func (h *Homes) Make(_ context.Context, passphrase string) error {
	if h.MakeErr == nil {
		h.Passphrase, h.Real = passphrase, true
	}
	return h.MakeErr
}

// Open keeps what was opened.
func (h *Homes) Open(practice bool, _ string, _ func(error)) { h.Opened = append(h.Opened, practice) }

package desk

import (
	"context"
	"io"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// SetupStep names a step of the first start of a real home.
type SetupStep string

// The steps, in their order.
const (
	SetupRecovery  SetupStep = "recovery"  // the recovery code is on paper
	SetupLock      SetupStep = "lock"      // the window can be locked
	SetupClinic    SetupStep = "clinic"    // who sends
	SetupAccount   SetupStep = "account"   // by what service
	SetupDirectory SetupStep = "directory" // to whom
)

// SetupStanding is how far a step is.
type SetupStanding struct {
	Step  SetupStep
	Done  bool
	Later bool // a person left it for later
}

// Setup is how far the first start of a home is. One that was made otherwise than by a first start has no steps.
type Setup struct {
	Running bool // the window goes on with it at the next start
	Steps   []SetupStanding
}

// Open counts the steps that are not done.
func (s Setup) Open() int {
	open := 0
	for _, step := range s.Steps {
		if !step.Done {
			open++
		}
	}
	return open
}

// Next is the first step that nobody has done or left for later; ok is false when there is none.
func (s Setup) Next() (step SetupStep, ok bool) {
	i := slices.IndexFunc(s.Steps, func(x SetupStanding) bool { return !x.Done && !x.Later })
	if i < 0 {
		return "", false
	}
	return s.Steps[i].Step, true
}

const setupSetting = "setup"

// setupKept is what is kept of a first start. What else is done shows in the home.
type setupKept struct {
	Begun     bool        `json:"begun"`
	Running   bool        `json:"running"`
	Confirmed bool        `json:"confirmed"` // the recovery code
	Later     []SetupStep `json:"later,omitempty"`
}

// Setup tells how far the first start is.
func (d *Desk) Setup(ctx context.Context) (Setup, error) {
	var kept setupKept
	if _, err := d.config.Store.Setting(ctx, setupSetting, &kept); err != nil || !kept.Begun {
		return Setup{}, err
	}
	s := Setup{Running: kept.Running}
	for _, step := range []struct {
		name SetupStep
		done func(context.Context) (bool, error)
	}{
		{SetupRecovery, func(context.Context) (bool, error) { return kept.Confirmed, nil }},
		{SetupLock, d.canLock},
		{SetupClinic, d.knowsSender},
		{SetupAccount, d.hasAccount},
		{SetupDirectory, d.knowsSomebody},
	} {
		done, err := step.done(ctx)
		if err != nil {
			return Setup{}, err
		}
		s.Steps = append(s.Steps, SetupStanding{step.name, done, slices.Contains(kept.Later, step.name)})
	}
	return s, nil
}

func (d *Desk) knowsSender(ctx context.Context) (bool, error) {
	sender, _, err := d.Sender(ctx)
	return sender.Organisation != "" && sender.Phone != "", err
}

// hasAccount reports whether some service carries dispatches.
func (d *Desk) hasAccount(ctx context.Context) (bool, error) {
	accounts, err := d.Accounts(ctx)
	return slices.ContainsFunc(accounts, func(a dispatch.Account) bool { return a.Channel != "" }), err
}

func (d *Desk) knowsSomebody(ctx context.Context) (bool, error) {
	known, err := d.Recipients(ctx, "", 1)
	return len(known) > 0, err
}

// BeginSetup makes the window begin with the steps of a first start.
func (d *Desk) BeginSetup(ctx context.Context) error {
	return d.changeSetup(ctx, func(kept *setupKept) { *kept = setupKept{Begun: true, Running: true} })
}

// LeaveForLater leaves a step of the first start.
func (d *Desk) LeaveForLater(ctx context.Context, step SetupStep) error {
	return d.changeSetup(ctx, func(kept *setupKept) {
		if !slices.Contains(kept.Later, step) {
			kept.Later = append(kept.Later, step)
		}
	})
}

// RunSetup goes on with the first start at the next one, or no longer does: the steps stay as they are.
func (d *Desk) RunSetup(ctx context.Context, on bool) error {
	return d.changeSetup(ctx, func(kept *setupKept) {
		kept.Running = on
		if on {
			kept.Later = nil
		}
	})
}

func (d *Desk) changeSetup(ctx context.Context, change func(*setupKept)) error {
	var kept setupKept
	return d.config.Store.ChangeSetting(ctx, setupSetting, &kept, func() (dispatch.Event, error) {
		change(&kept)
		return dispatch.Event{}, nil
	})
}

// RenewRecoveryCode draws a recovery code in place of the one there was, which opens nothing from then on. The new
// one is told this once. It counts as not on paper before it is drawn: a program that ends in between never takes the
// new one for confirmed.
func (d *Desk) RenewRecoveryCode(ctx context.Context) (string, error) {
	if err := d.changeSetup(ctx, func(kept *setupKept) { kept.Confirmed = false }); err != nil {
		return "", err
	}
	code, err := d.config.Gate.RenewRecoveryCode(ctx)
	if err != nil {
		return "", err
	}
	return code, d.config.Store.Append(ctx, d.event(dispatch.EventRecoveryRenewed, nil))
}

// Rekey changes what opens the home beside its recovery code, which stays: to a passphrase or, when that is empty, the
// keyring.
func (d *Desk) Rekey(ctx context.Context, passphrase string) error {
	if err := d.config.Gate.Rekey(ctx, passphrase); err != nil {
		return err
	}
	return d.config.Store.Append(ctx, d.event(dispatch.EventVaultRekeyed, nil))
}

// ConfirmRecoveryCode records that a person proved to have the recovery code on paper.
func (d *Desk) ConfirmRecoveryCode(ctx context.Context) error {
	var kept setupKept
	return d.config.Store.ChangeSetting(ctx, setupSetting, &kept, func() (dispatch.Event, error) {
		kept.Confirmed = true
		return d.event(dispatch.EventRecoveryConfirmed, nil), nil
	})
}

// PrintRecoveryCode writes the page of a recovery code in a language, fr or en.
func (d *Desk) PrintRecoveryCode(ctx context.Context, w io.Writer, code, language string) error {
	sender, _, err := d.Sender(ctx)
	if err != nil {
		return err
	}
	return d.config.PrintRecoveryCode(w, RecoveryPage{Clinic: sender.Organisation, Code: code}, language)
}

// RecoveryPage is what stands on the page of a recovery code.
type RecoveryPage struct {
	Clinic string // may be empty
	Code   string
}

// PickGroups draws two different groups of a recovery code of so many, from 0, for a person to type.
func (d *Desk) PickGroups(of int) (first, second int) {
	drawn := make([]byte, 2)
	_, _ = io.ReadFull(d.config.Random, drawn) // without randomness it is the first and the second
	first, second = int(drawn[0])%of, int(drawn[1])%(of-1)
	if second >= first {
		second++
	}
	return min(first, second), max(first, second)
}

package desk

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/souspli/souspli/dispatch"
)

// Gate proves who may open the home.
type Gate interface {
	// HasPassphrase reports whether the home itself opens by a passphrase.
	HasPassphrase() bool
	// Opens reports whether this is the home's passphrase.
	Opens(ctx context.Context, typed string) (bool, error)
	// Recovers reports whether this is the home's recovery code; it answers fast and cannot be guessed.
	Recovers(ctx context.Context, typed string) (bool, error)
	// RenewRecoveryCode draws another recovery code in place of the one there was.
	RenewRecoveryCode(ctx context.Context) (string, error)
	// Rekey changes what opens the home beside the recovery code: to a passphrase or, when that is empty, the keyring.
	Rekey(ctx context.Context, passphrase string) error
	// Verifier is what is kept of a code, and Verifies compares a code with it.
	Verifier(code string) []byte
	Verifies(verifier []byte, code string) (bool, error)
}

// LockWay is what opens a locked window. The recovery code does so always.
type LockWay string

// The ways.
const (
	LockUnset        LockWay = "" // nothing was chosen: the window cannot be locked
	LockByPassphrase LockWay = "passphrase"
	LockByCode       LockWay = "code"
)

// Bounds of the lock.
const (
	MinLockCode        = 6 // characters
	MostLockMinutes    = 120
	defaultLockMinutes = 10
	freeTries          = 3 // wrong ones, before the next one must wait
	firstWait          = 5 * time.Second
	mostWait           = 5 * time.Minute
)

// Lock is the lock of the window. It hides what the window shows; the home stays open, and sending goes on.
type Lock struct {
	Way     LockWay
	Minutes int           // without a hand on it, after which the window locks; 0: never
	Locked  bool          // a program that starts on it stays locked
	Wait    time.Duration // until another try is heeded
}

const (
	lockSetting  = "lock"
	triesSetting = "lock_tries"
)

// lockKept is what is kept of the lock. Every change of it is a line of the log, so that an earlier one that is put
// back, with a code that was changed since, is found.
type lockKept struct {
	Verifier []byte `json:"verifier,omitempty"`
	Minutes  *int   `json:"minutes,omitempty"`
	Locked   bool   `json:"locked"`
}

// lockTries are counted before they are judged, so that ending the program in between wins nothing. They are kept apart,
// because no line tells of a try that has no outcome yet.
type lockTries struct {
	Tries int       `json:"tries"` // wrong ones since it was opened
	Until time.Time `json:"until"` // no other try before
}

// Lock tells how the window locks.
func (d *Desk) Lock(ctx context.Context) (Lock, error) {
	kept, err := d.lockKept(ctx)
	if err != nil {
		return Lock{}, err
	}
	var tries lockTries
	if _, err := d.config.Store.Setting(ctx, triesSetting, &tries); err != nil {
		return Lock{}, err
	}
	return Lock{Way: d.lockWay(kept), Minutes: d.lockMinutes(kept), Locked: kept.Locked, Wait: d.lockWait(tries)}, nil
}

func (d *Desk) lockKept(ctx context.Context) (kept lockKept, err error) {
	_, err = d.config.Store.Setting(ctx, lockSetting, &kept)
	return kept, err
}

func (d *Desk) lockWay(kept lockKept) LockWay {
	switch {
	case d.config.Gate.HasPassphrase():
		return LockByPassphrase
	case len(kept.Verifier) > 0:
		return LockByCode
	default:
		return LockUnset
	}
}

func (d *Desk) lockMinutes(kept lockKept) int {
	switch {
	case kept.Minutes != nil:
		return *kept.Minutes
	case d.config.Practice:
		return 0
	default:
		return defaultLockMinutes
	}
}

// lockWait is nothing when it would be longer than the longest wait: the clock was set back, and that keeps nobody out.
func (d *Desk) lockWait(kept lockTries) time.Duration {
	wait := kept.Until.Sub(d.config.Now())
	if wait > mostWait {
		return 0
	}
	return max(0, wait)
}

func (d *Desk) canLock(ctx context.Context) (bool, error) {
	kept, err := d.lockKept(ctx)
	return d.lockWay(kept) != LockUnset, err
}

// SetLockCode chooses the code that opens the window, of at least six characters. A home that has a passphrase needs
// none and takes none.
func (d *Desk) SetLockCode(ctx context.Context, code string) error {
	if d.config.Gate.HasPassphrase() {
		return &dispatch.Error{Op: "desk.lock", Kind: dispatch.KindRefused, Code: "lock_has_passphrase"}
	}
	if utf8.RuneCountInString(code) < MinLockCode {
		return &dispatch.Error{Op: "desk.lock", Kind: dispatch.KindInvalid, Code: "lock_code_short", Field: "code"}
	}
	verifier := d.config.Gate.Verifier(code)
	return d.changeLock(ctx, func(kept *lockKept) dispatch.Event {
		kept.Verifier = verifier
		return d.event(dispatch.EventLockChanged, map[string]string{"code": "set"})
	})
}

// SetLockMinutes chooses after how many minutes without a hand on it the window locks: from 1 to 120, or 0 for never
// in a practice home.
func (d *Desk) SetLockMinutes(ctx context.Context, minutes int) error {
	least := 1
	if d.config.Practice {
		least = 0
	}
	if minutes < least || minutes > MostLockMinutes {
		return &dispatch.Error{Op: "desk.lock", Kind: dispatch.KindInvalid, Code: "lock_minutes_range", Field: "minutes"}
	}
	return d.changeLock(ctx, func(kept *lockKept) dispatch.Event {
		kept.Minutes = &minutes
		return d.event(dispatch.EventLockChanged, nil)
	})
}

func (d *Desk) changeLock(ctx context.Context, change func(*lockKept) dispatch.Event) error {
	var kept lockKept
	return d.config.Store.ChangeSetting(ctx, lockSetting, &kept, func() (dispatch.Event, error) { return change(&kept), nil })
}

// LockWindow records that the window was locked, because somebody asked or because nobody was there. It fails with
// lock_unset when nothing could open it again.
func (d *Desk) LockWindow(ctx context.Context, idle bool) error {
	var kept lockKept
	return d.config.Store.ChangeSetting(ctx, lockSetting, &kept, func() (dispatch.Event, error) {
		if d.lockWay(kept) == LockUnset {
			return dispatch.Event{}, &dispatch.Error{Op: "desk.lock", Kind: dispatch.KindHeld, Code: "lock_unset"}
		}
		kept.Locked = true
		why := "asked"
		if idle {
			why = "idle"
		}
		return d.event(dispatch.EventLocked, map[string]string{"why": why}), nil
	})
}

// UnlockWindow opens the locked window by what was typed: the home's passphrase, the lock code, or the recovery code.
// It fails with unlock_wrong, and with unlock_wait while a try must wait; the recovery code never waits.
func (d *Desk) UnlockWindow(ctx context.Context, typed string) error {
	recovers, err := d.config.Gate.Recovers(ctx, typed)
	if err != nil {
		return err
	}
	if recovers {
		return d.unlocked(ctx, "recovery")
	}
	if err := d.countTry(ctx); err != nil {
		return err
	}
	kept, err := d.lockKept(ctx)
	if err != nil {
		return err
	}
	way := d.lockWay(kept)
	opens, err := d.opens(ctx, way, kept.Verifier, typed)
	switch {
	case err != nil:
		return err
	case opens:
		return d.unlocked(ctx, string(way))
	default:
		return d.unlockFailed(ctx)
	}
}

func (d *Desk) opens(ctx context.Context, way LockWay, verifier []byte, typed string) (bool, error) {
	switch way {
	case LockByPassphrase:
		return d.config.Gate.Opens(ctx, typed)
	case LockByCode:
		return d.config.Gate.Verifies(verifier, typed)
	default:
		return false, nil
	}
}

// countTry counts a try as a wrong one, before it is judged.
func (d *Desk) countTry(ctx context.Context) error {
	var kept lockTries
	return d.config.Store.ChangeSetting(ctx, triesSetting, &kept, func() (dispatch.Event, error) {
		if d.lockWait(kept) > 0 {
			return dispatch.Event{}, &dispatch.Error{Op: "desk.unlock", Kind: dispatch.KindHeld, Code: "unlock_wait"}
		}
		kept.Tries++
		kept.Until = d.config.Now().Add(waitAfter(kept.Tries))
		return dispatch.Event{}, nil
	})
}

// waitAfter is how long the next try waits after so many wrong ones: twice as long each time.
func waitAfter(tries int) time.Duration {
	if tries < freeTries {
		return 0
	}
	wait := firstWait
	for range tries - freeTries {
		if wait = wait * 2; wait >= mostWait {
			return mostWait
		}
	}
	return wait
}

func (d *Desk) unlocked(ctx context.Context, by string) error {
	if err := d.config.Store.SaveSetting(ctx, triesSetting, lockTries{}); err != nil {
		return err
	}
	return d.changeLock(ctx, func(kept *lockKept) dispatch.Event {
		kept.Locked = false
		return d.event(dispatch.EventUnlocked, map[string]string{"by": by})
	})
}

func (d *Desk) unlockFailed(ctx context.Context) error {
	if err := d.config.Store.Append(ctx, d.event(dispatch.EventUnlockFailed, nil)); err != nil {
		return err
	}
	return &dispatch.Error{Op: "desk.unlock", Kind: dispatch.KindCredentials, Code: "unlock_wrong"}
}

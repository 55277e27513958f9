package ui

import (
	"context"
	"io"

	"github.com/souspli/souspli/dispatch/desk"
)

// deskSetup is what a first start leaves to be done, and the lock of the window.
type deskSetup interface {
	Setup(ctx context.Context) (desk.Setup, error)
	LeaveForLater(ctx context.Context, step desk.SetupStep) error
	RunSetup(ctx context.Context, on bool) error
	RenewRecoveryCode(ctx context.Context) (string, error)
	ConfirmRecoveryCode(ctx context.Context) error
	PrintRecoveryCode(ctx context.Context, w io.Writer, code, language string) error
	PickGroups(of int) (first, second int)

	Lock(ctx context.Context) (desk.Lock, error)
	SetLockCode(ctx context.Context, code string) error
	SetLockMinutes(ctx context.Context, minutes int) error
	LockWindow(ctx context.Context, idle bool) error
	UnlockWindow(ctx context.Context, typed string) error
}

// Homes makes homes and opens them. A person has two: a real one and one for practice.
type Homes interface {
	// Exists reports whether there is such a home. It does not block.
	Exists(practice bool) bool
	// TryKeyring fails when this computer's keyring keeps nothing. It may block.
	TryKeyring(ctx context.Context) error
	// Make makes the real home, opened by a passphrase or, when that is empty, by the keyring. It may block.
	Make(ctx context.Context, passphrase string) error
	// Open opens one of the two in this window, in the place of what it shows, and makes the practice home first when
	// there is none. It returns at once; failed is called on the goroutine that draws, and nothing has changed then.
	Open(practice bool, passphrase string, failed func(error))
}

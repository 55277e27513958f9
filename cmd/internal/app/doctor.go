package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Check is one finding of the doctor.
type Check struct {
	// Name is home, vault, database, search, counts, sealed, documents, log, accounts, copy, copy_space, reader, office,
	// recognition, permissions, space or clock.
	Name   string
	Detail string // a figure or a name, never personal data
	Err    error  // nil: well
	// Advice says that Err is nothing broken, only something better done.
	Advice bool
}

// Doctor examines a home; full proves every line of its log, and reads all that it keeps, which takes
// minutes in an old home. It fails only when there is no home to examine; everything else is a finding.
func Doctor(ctx context.Context, c Config, full bool) ([]Check, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	home, err := readHome(c.Home)
	if dispatch.KindOf(err) == dispatch.KindNotFound {
		return nil, err
	}
	checks := []Check{{Name: "home", Detail: c.Home, Err: err}}
	if err == nil {
		checks = append(checks, examineInside(ctx, c, home, full)...)
	}
	documents := OpenDocuments(c.Now)
	defer func() { _ = documents.Close() }() // its child holds nothing that could be lost
	checks = append(checks, documents.check(ctx)...)
	return append(checks,
		Check{Name: "permissions", Err: checkPermissions(c.Home)},
		checkSpace(c.Home),
		Check{Name: "clock", Detail: c.Now().UTC().Format(time.RFC3339), Err: errors.Join(checkClock(c.Now()), checkDiskClock(c))},
	), nil
}

// examineInside checks what can only be seen with the vault open.
func examineInside(ctx context.Context, c Config, home homeDescription, full bool) []Check {
	vault, err := unlock(ctx, c, home)
	checks := []Check{{Name: "vault", Detail: string(home.Vault), Err: err}}
	if err != nil {
		return checks
	}
	vault.Destroy()
	a, err := Open(ctx, c)
	if err != nil {
		return append(checks, Check{Name: "database", Err: err})
	}
	defer a.Close()
	checks = append(append(checks, a.checkContents(ctx, full)...), a.checkLog(ctx, full))
	accounts, err := a.store.Accounts(ctx)
	checks = append(checks, Check{Name: "accounts", Detail: fmt.Sprint(len(accounts)), Err: err})
	return append(checks, a.checkCopies(ctx)...)
}

// checkPermissions refuses a home that others on a Unix system can read. Windows keeps a person's data
// folder by its own lists.
func checkPermissions(home string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	info, err := os.Stat(home)
	if err != nil {
		return homeError("home_unreadable", err)
	}
	if info.Mode().Perm()&(fs.ModePerm&^privateDir) != 0 {
		return &dispatch.Error{Op: "doctor", Kind: dispatch.KindStorage, Code: "home_open_to_others"}
	}
	return nil
}

// leastSpace is the free space below which the doctor warns, in bytes.
const leastSpace = 1 << 30

func checkSpace(home string) Check {
	free, err := freeSpace(home)
	if err == nil && free < leastSpace {
		err = &dispatch.Error{Op: "doctor", Kind: dispatch.KindStorage, Code: "space_low"}
	}
	return Check{Name: "space", Detail: fmt.Sprintf("%d MB", free>>20), Err: err}
}

// firstRelease is before any clock that is right.
var firstRelease = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func checkClock(now time.Time) error {
	if now.Before(firstRelease) {
		return &dispatch.Error{Op: "doctor", Kind: dispatch.KindStorage, Code: "clock_wrong"}
	}
	return nil
}

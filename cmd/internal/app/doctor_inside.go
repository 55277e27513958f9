package app

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// checkContents examines what the database holds beside the log; full reads all of it.
func (a *App) checkContents(ctx context.Context, full bool) []Check {
	checks := []Check{
		{Name: "database", Err: a.store.Check(ctx)},
		{Name: "search", Err: a.store.CheckSearch(ctx)},
		{Name: "counts", Err: a.store.CheckCounts(ctx)},
	}
	if !full {
		return checks
	}
	if checks[1].Err == nil {
		checks[1].Err = a.store.CheckTerms(ctx)
	}
	documents, err := a.store.CheckDocuments(ctx)
	return append(checks,
		Check{Name: "sealed", Err: a.store.CheckSealed(ctx)},
		Check{Name: "documents", Detail: fmt.Sprint(documents), Err: err})
}

// checkLog compares the log with its last checkpoint, or proves every line of it, and its last line with the clock.
func (a *App) checkLog(ctx context.Context, full bool) Check {
	prove := a.store.CheckTree
	if full {
		prove = a.store.VerifyLog
	}
	events, err := prove(ctx)
	if err == nil {
		err = a.checkLastLine(ctx)
	}
	return Check{Name: "log", Detail: fmt.Sprint(events), Err: err}
}

// clockTolerance is how far two clocks may differ.
const clockTolerance = 5 * time.Minute

func (a *App) checkLastLine(ctx context.Context) error {
	last, err := a.store.LastEvent(ctx)
	if err == nil && last.After(a.config.Now().Add(clockTolerance)) {
		err = &dispatch.Error{Op: "doctor", Kind: dispatch.KindStorage, Code: "clock_back"}
	}
	return err
}

// copyOld is after how long without a copy the doctor warns.
const copyOld = 48 * time.Hour

// checkCopies tells how old the last copy is, and the space where copies go. A practice home needs none.
func (a *App) checkCopies(ctx context.Context) []Check {
	s, err := a.Desk.CopyStanding(ctx)
	check := Check{Name: "copy", Err: err}
	switch {
	case err != nil || a.home.Practice && s.Last.At.IsZero():
	case s.Last.At.IsZero():
		check.Err, check.Advice = &dispatch.Error{Op: "doctor", Kind: dispatch.KindStorage, Code: "copy_never"}, true
	default:
		check.Detail = s.Last.At.Format(time.RFC3339)
		if a.config.Now().Sub(s.Last.At) > copyOld {
			check.Err = &dispatch.Error{Op: "doctor", Kind: dispatch.KindStorage, Code: "copy_old"}
		}
	}
	if s.Folder == "" {
		return []Check{check}
	}
	space := checkSpace(s.Folder)
	space.Name = "copy_space"
	if _, err := os.Stat(s.Folder); err != nil {
		space = Check{Name: "copy_space", Err: copyError(dispatch.KindStorage, "copy_folder_missing", err)}
	}
	return []Check{check, space}
}

// checkDiskClock compares the clock with that of the home's disk, which may stand in another computer.
func checkDiskClock(c Config) error {
	probe, err := os.CreateTemp(c.Home, "clock-*")
	if err != nil {
		return homeError("home_unwritable", err)
	}
	defer func() { _ = os.Remove(probe.Name()) }() // empty
	info, err := probe.Stat()
	_ = probe.Close() // nothing was written
	if err != nil {
		return homeError("home_unreadable", err)
	}
	if time.Until(info.ModTime()).Abs() > clockTolerance {
		return &dispatch.Error{Op: "doctor", Kind: dispatch.KindStorage, Code: "clock_disk"}
	}
	return nil
}

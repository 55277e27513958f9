package desk

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Copies makes backup copies of the home.
type Copies interface {
	// Copy writes a copy that was restored and proven to a new file, or into a folder, while work goes on.
	Copy(ctx context.Context, to string) (dispatch.Copy, error)
	// Check refuses a folder that copies cannot be kept in.
	Check(folder string) error
	// Rotate removes the home's own copies in a folder that newer ones supersede, but never the file named latest: after a
	// clock was set back, it may bear an older time than others.
	Rotate(folder, latest string) error
}

// CopyStanding is how backup copies stand.
type CopyStanding struct {
	Folder  string        `json:"folder,omitempty"` // where a copy is made every day; empty: nowhere
	Last    dispatch.Copy `json:"last,omitzero"`    // that succeeded, wherever to
	Failed  time.Time     `json:"failed,omitzero"`  // when one failed, unless a later one succeeded
	Problem string        `json:"problem,omitempty"`
}

// A person chose the folder, and the log tells it; how copies ended is what the program remembers.
const (
	copiesSetting     = "copies"
	copyFolderSetting = "copy_folder"
)

// CopyStanding tells it.
func (d *Desk) CopyStanding(ctx context.Context) (s CopyStanding, err error) {
	if _, err = d.config.Store.Setting(ctx, copiesSetting, &s); err != nil {
		return s, err
	}
	_, err = d.config.Store.Setting(ctx, copyFolderSetting, &s.Folder)
	return s, err
}

// SaveCopyFolder chooses where a copy is made every day while the program runs; an empty folder ends that.
func (d *Desk) SaveCopyFolder(ctx context.Context, folder string) error {
	if folder = strings.TrimSpace(folder); folder != "" {
		if err := d.config.Copies.Check(folder); err != nil {
			return err
		}
	}
	s, err := d.CopyStanding(ctx)
	if err != nil {
		return err
	}
	if err := d.saveSetting(ctx, copyFolderSetting, folder); err != nil {
		return err
	}
	s.Folder, s.Failed, s.Problem = folder, time.Time{}, ""
	return d.config.Store.SaveSetting(ctx, copiesSetting, s)
}

// CopyHome makes a copy now, to a new file or into a folder; empty: into the folder chosen. It is logged.
func (d *Desk) CopyHome(ctx context.Context, to string) (dispatch.Copy, error) {
	s, err := d.CopyStanding(ctx)
	if err != nil {
		return dispatch.Copy{}, err
	}
	if to == "" {
		to = s.Folder
	}
	if to == "" {
		return dispatch.Copy{}, invalid("copy_folder_unset", "to")
	}
	made, err := d.config.Copies.Copy(ctx, to)
	if err != nil {
		return made, err
	}
	e := d.event(dispatch.EventCopied, map[string]string{
		"copy": string(made.ID), "bytes": strconv.FormatInt(made.Bytes, 10), "events": strconv.FormatInt(made.Events, 10),
	})
	if err := d.config.Store.Append(ctx, e); err != nil {
		return made, err
	}
	return made, d.keepCopied(ctx, made, nil)
}

// keepCopied keeps how a copy ended, beside what somebody may have chosen meanwhile.
func (d *Desk) keepCopied(ctx context.Context, made dispatch.Copy, failure error) error {
	s, err := d.CopyStanding(ctx)
	if err != nil {
		return err
	}
	if failure != nil {
		s.Failed, s.Problem = d.config.Now().UTC(), dispatch.CodeOf(failure)
	} else {
		s.Last, s.Failed, s.Problem = made, time.Time{}, ""
	}
	return d.config.Store.SaveSetting(ctx, copiesSetting, s)
}

// How often copies are made by themselves, and tried again after a failure.
const (
	copyEvery = 24 * time.Hour
	copyAgain = time.Hour
)

// CopyWhenDue makes the copy of the day when a folder was chosen and the last is a day old, then lets the older ones
// rotate. It returns when to look again; what fails is kept for CopyStanding and tried again in an hour.
func (d *Desk) CopyWhenDue(ctx context.Context) (time.Duration, error) {
	s, err := d.CopyStanding(ctx)
	if err != nil || s.Folder == "" {
		return copyAgain, err
	}
	age := d.config.Now().Sub(s.Last.At)
	if age >= 0 && age < copyEvery { // a clock that was set back is no reason to wait
		return min(copyEvery-age, copyAgain), nil
	}
	made, err := d.CopyHome(ctx, "")
	if err != nil {
		if ctx.Err() != nil {
			return copyAgain, err
		}
		return copyAgain, errors.Join(err, d.keepCopied(ctx, dispatch.Copy{}, err))
	}
	return copyAgain, d.config.Copies.Rotate(s.Folder, made.Name)
}

// RestoredSetting names the setting that says when the home was restored.
const RestoredSetting = "restored"

// HoldBackRestored leaves to a person what the outbox would send again by itself, when the home was restored from a
// copy since the dispatch was made: it may have left meanwhile.
func (d *Desk) HoldBackRestored(ctx context.Context, t dispatch.Transition) (dispatch.Transition, error) {
	if t.To != dispatch.Queued || t.From != dispatch.Accepted && t.From != dispatch.Uncertain {
		return t, nil
	}
	restored, err := d.restored(ctx)
	if err != nil || restored.IsZero() {
		return t, err
	}
	stands, err := d.config.Store.Dispatch(ctx, t.Dispatch)
	if err == nil && stands.Created.Before(restored) {
		t.NextAt = time.Time{}
	}
	return t, err
}

// restored is when the home was restored from a copy; zero: it was not.
func (d *Desk) restored(ctx context.Context) (at time.Time, err error) {
	_, err = d.config.Store.Setting(ctx, RestoredSetting, &at)
	return at, err
}

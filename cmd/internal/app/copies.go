package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Check refuses a folder that is not there, that cannot be written, or that lies inside the home.
func (h homeCopies) Check(folder string) error {
	info, err := os.Stat(folder)
	if err != nil || !info.IsDir() {
		return copyError(dispatch.KindStorage, "copy_folder_missing", err)
	}
	if inside(h.app.config.Home, folder) {
		return copyError(dispatch.KindInvalid, "copy_folder_inside", nil)
	}
	probe, err := os.CreateTemp(folder, "souspli-*"+copyPart)
	if err != nil {
		return copyError(dispatch.KindStorage, "copy_unwritable", err)
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return copyError(dispatch.KindStorage, "copy_unwritable", nil)
	}
	return nil
}

// inside reports whether a folder is another, or lies in it.
func inside(outer, folder string) bool {
	for _, path := range []*string{&outer, &folder} {
		if real, err := filepath.EvalSymlinks(*path); err == nil {
			*path = real
		}
		if absolute, err := filepath.Abs(*path); err == nil {
			*path = absolute
		}
	}
	relative, err := filepath.Rel(outer, folder)
	return err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator))
}

// Rotate removes the home's own copies that newer ones supersede, and parts that a crash left a day ago. Other files in
// the folder are not looked at, and the latest stays whatever its time says.
func (h homeCopies) Rotate(folder, latest string) error {
	paths, made, err := h.list(folder)
	if err != nil {
		return err
	}
	for _, i := range dispatch.Superseded(made, time.Local) {
		if filepath.Base(paths[i]) == latest {
			continue
		}
		if err := os.Remove(paths[i]); err != nil {
			return copyError(dispatch.KindStorage, "copy_unwritable", err)
		}
	}
	return nil
}

// list finds the home's own whole copies in a folder, and removes parts of them that nobody goes on with.
func (h homeCopies) list(folder string) (paths []string, made []time.Time, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, copyError(dispatch.KindStorage, "copy_folder_missing", err)
	}
	for _, entry := range entries {
		name, ours := strings.CutPrefix(entry.Name(), h.app.copyStem())
		if !ours {
			continue
		}
		path := filepath.Join(folder, entry.Name())
		if strings.HasSuffix(name, copyPart) {
			h.dropOldPart(path)
			continue
		}
		at, err := time.Parse(copyTime+copyExtension, name)
		if err == nil && entry.Type().IsRegular() {
			paths, made = append(paths, path), append(made, at)
		}
	}
	return paths, made, nil
}

// oldPart is how long a copy may take.
const oldPart = 24 * time.Hour

func (h homeCopies) dropOldPart(path string) {
	if info, err := os.Stat(path); err == nil && h.app.config.Now().Sub(info.ModTime()) > oldPart {
		_ = os.Remove(path) // tried again the next day
	}
}

// keepCopying makes the copy of each day until ctx ends. What fails is kept for people to see, and tried again.
func (a *App) keepCopying(ctx context.Context) {
	for {
		wait, err := a.Desk.CopyWhenDue(ctx)
		if err != nil && ctx.Err() == nil {
			a.config.Log.Warn("no copy could be made", "kind", dispatch.KindOf(err), "code", dispatch.CodeOf(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(max(wait, time.Minute)):
		}
	}
}

package desk

import (
	"context"
	"os"
	"slices"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
)

// seenPrint is a printed document that is offered no more: dismissed, or held by stored dispatches. It is kept with
// the home, so that a document goes from its folder also when the program ended before the undo had passed.
type seenPrint struct {
	Key  string        `json:"key"`
	Path string        `json:"path,omitempty"` // of one that is to go
	Held []dispatch.ID `json:"held,omitempty"` // the dispatches whose undo is waited for
}

// sentPrinted sees to the printed documents that stored dispatches now hold: they are never offered again, and go from
// the folder, where the setting says so, once the undo of these dispatches has passed.
func (d *Desk) sentPrinted(ctx context.Context, reports []inspect.Report, made ...dispatch.ID) {
	f, err := d.PrintFolder(ctx)
	if err != nil || f.Path == "" {
		return
	}
	for _, r := range reports {
		d.prints.mu.Lock()
		p, printed := d.prints.taken[r.Path]
		d.prints.mu.Unlock()
		if !printed {
			continue
		}
		seen := seenPrint{Key: p.key(), Held: made}
		if f.Remove {
			seen.Path = p.Path
		}
		_ = d.sawPrinted(context.WithoutCancel(ctx), seen) // until this program ends, it is known as taken
	}
}

// sentPrintedToAll is sentPrinted once nobody is left who could not be sent to.
func (d *Desk) sentPrintedToAll(ctx context.Context, draft Draft, made []Delivery) {
	var ids []dispatch.ID
	for _, one := range made {
		if one.Err != nil {
			return
		}
		ids = append(ids, one.Dispatch.ID)
	}
	d.sentPrinted(ctx, draft.Documents, ids...)
}

// removePrinted removes the documents whose dispatches cannot be taken back any more. One whose dispatch was
// cancelled stays, and is offered again once no draft holds it.
func (d *Desk) removePrinted(ctx context.Context) error {
	var seen []seenPrint
	if _, err := d.config.Store.Setting(ctx, printSeenSetting, &seen); err != nil {
		return err
	}
	for _, s := range seen {
		if len(s.Held) == 0 {
			continue
		}
		undoable, cancelled := d.undoable(ctx, s.Held)
		if undoable {
			continue
		}
		if !cancelled && s.Path != "" {
			if gone, err := abandonable(ctx, s.remove); err != nil || !gone {
				continue // open in another program: the next look tries again
			}
		}
		if err := d.settlePrinted(ctx, s.Key, cancelled); err != nil {
			return err
		}
	}
	return nil
}

// undoable reports whether one of some dispatches waits for its undo to pass or cannot be read, and whether one was
// cancelled.
func (d *Desk) undoable(ctx context.Context, ids []dispatch.ID) (undoable, cancelled bool) {
	for _, id := range ids {
		x, err := d.config.Store.Dispatch(ctx, id)
		switch {
		case dispatch.KindOf(err) == dispatch.KindNotFound: // destroyed since
		case err != nil || x.State == dispatch.Held:
			return true, false
		case x.State == dispatch.Cancelled:
			cancelled = true
		}
	}
	return false, cancelled
}

// remove removes the file, if it is still the one that was sent, and reports whether that is no longer there.
func (s seenPrint) remove() bool {
	info, err := os.Lstat(s.Path)
	if err != nil {
		return os.IsNotExist(err)
	}
	if p := (Printed{s.Path, info.Size(), info.ModTime()}); p.key() != s.Key || !p.is(info) {
		return true
	}
	return os.Remove(s.Path) == nil
}

// sawPrinted remembers a document, so that it is not offered at the next start.
func (d *Desk) sawPrinted(ctx context.Context, s seenPrint) error {
	return d.changeSeen(ctx, func(seen []seenPrint) []seenPrint {
		seen = append(seen, s)
		return seen[max(0, len(seen)-mostPrinted):]
	})
}

// settlePrinted ends the waiting for a document. Of one that was sent stays what is needed not to offer it again.
func (d *Desk) settlePrinted(ctx context.Context, key string, cancelled bool) error {
	return d.changeSeen(ctx, func(seen []seenPrint) []seenPrint {
		for i, s := range seen {
			if s.Key == key {
				seen[i] = seenPrint{Key: key}
			}
		}
		return slices.DeleteFunc(seen, func(s seenPrint) bool { return cancelled && s.Key == key })
	})
}

// changeSeen changes what is remembered while nobody else can. Nothing of it belongs into the log.
func (d *Desk) changeSeen(ctx context.Context, change func([]seenPrint) []seenPrint) error {
	var seen []seenPrint
	return d.config.Store.ChangeSetting(ctx, printSeenSetting, &seen, func() (dispatch.Event, error) {
		seen = change(seen)
		return dispatch.Event{}, nil
	})
}

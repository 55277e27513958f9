package desk

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
)

// PrintFolder is a folder that other programs print into. Its documents lie there in clear until they are removed.
type PrintFolder struct {
	Path   string `json:"path"`   // absolute; empty: none is watched
	Remove bool   `json:"remove"` // a document goes from the folder once the dispatch that holds it is stored, not before
}

// Printed is a document in the print folder that is complete and that nobody has taken yet.
type Printed struct {
	Path     string
	size     int64
	modified time.Time
}

const (
	printFolderSetting = "print_folder"
	printSeenSetting   = "print_folder_seen"
	mostPrinted        = 500 // documents that are offered, and remembered as seen
	printTail          = 1 << 10
)

// printedEndings are what printing makes.
var printedEndings = []string{".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg"}

// printDesk keeps what was seen of the print folder. The zero value has seen nothing.
type printDesk struct {
	mu      sync.Mutex
	before  map[string]Printed // at the last look
	taken   map[string]Printed // into a draft, by path
	leaving []leaving          // sent, and to be removed
}

// PrintFolder is the folder that is watched, as the settings say.
func (d *Desk) PrintFolder(ctx context.Context) (PrintFolder, error) {
	var f PrintFolder
	_, err := d.config.Store.Setting(ctx, printFolderSetting, &f)
	return f, err
}

// SavePrintFolder keeps another folder, and makes it for this person alone when it is not there. An empty path ends
// the watching. It fails with KindInvalid and print_folder_invalid.
func (d *Desk) SavePrintFolder(ctx context.Context, f PrintFolder) error {
	f.Path = strings.TrimSpace(f.Path)
	if f.Path != "" {
		if !filepath.IsAbs(f.Path) || os.MkdirAll(f.Path, 0o700) != nil {
			return invalid("print_folder_invalid", "print_folder")
		}
		if info, err := os.Stat(f.Path); err != nil || !info.IsDir() {
			return invalid("print_folder_invalid", "print_folder")
		}
	}
	return d.config.Store.SaveSetting(ctx, printFolderSetting, f)
}

// Printed looks into the print folder: the complete documents that nobody has taken, the oldest first. A document is
// complete when it was the same at the look before, can be opened, and, a PDF, has its end. Links, folders and other
// files are left alone. A folder that cannot be read has nothing in it: it may lie on a network drive.
func (d *Desk) Printed(ctx context.Context) ([]Printed, error) {
	f, err := d.PrintFolder(ctx)
	if err != nil || f.Path == "" {
		return nil, err
	}
	d.removePrinted(ctx)
	var seen []string
	if _, err := d.config.Store.Setting(ctx, printSeenSetting, &seen); err != nil {
		return nil, err
	}
	now := look(f.Path)
	d.prints.mu.Lock()
	defer d.prints.mu.Unlock()
	var offered []Printed
	for path, p := range now {
		taken := d.prints.taken[path] == p // another one may have come under the same name
		if !taken && d.prints.before[path] == p && !slices.Contains(seen, p.key()) && p.complete() {
			offered = append(offered, p)
		}
	}
	d.prints.before = now
	slices.SortFunc(offered, func(a, b Printed) int {
		return cmp.Or(a.modified.Compare(b.modified), cmp.Compare(a.Path, b.Path))
	})
	return offered[:min(len(offered), mostPrinted)], nil
}

// TakePrinted puts a document aside for a draft: it is offered no more. GiveBackPrinted offers it again, after the
// draft let go of it.
func (d *Desk) TakePrinted(p Printed) {
	d.prints.mu.Lock()
	defer d.prints.mu.Unlock()
	if d.prints.taken == nil {
		d.prints.taken = map[string]Printed{}
	}
	d.prints.taken[p.Path] = p
}

// GiveBackPrinted offers a document again that no draft holds any more.
func (d *Desk) GiveBackPrinted(path string) {
	d.prints.mu.Lock()
	defer d.prints.mu.Unlock()
	delete(d.prints.taken, path)
}

// DismissPrinted offers a document no more; the file stays where it is.
func (d *Desk) DismissPrinted(ctx context.Context, p Printed) error {
	d.TakePrinted(p)
	return d.sawPrinted(ctx, p)
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
		if printed && f.Remove {
			d.prints.leaving = append(d.prints.leaving, leaving{p, made})
		}
		d.prints.mu.Unlock()
		if printed {
			_ = d.sawPrinted(context.WithoutCancel(ctx), p) // until this program ends, it is known as taken
		}
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
// cancelled is in a draft again, and stays.
func (d *Desk) removePrinted(ctx context.Context) {
	d.prints.mu.Lock()
	waiting := d.prints.leaving
	d.prints.leaving = nil
	d.prints.mu.Unlock()
	for _, l := range waiting {
		switch undoable, err := d.undoable(ctx, l.held); {
		case err != nil:
		case undoable:
			d.prints.mu.Lock()
			d.prints.leaving = append(d.prints.leaving, l)
			d.prints.mu.Unlock()
		default:
			l.remove()
		}
	}
}

// undoable reports whether one of some dispatches waits for its undo to pass. It fails with KindConflict when one was
// cancelled.
func (d *Desk) undoable(ctx context.Context, ids []dispatch.ID) (bool, error) {
	for _, id := range ids {
		x, err := d.config.Store.Dispatch(ctx, id)
		switch {
		case err != nil:
			return false, err
		case x.State == dispatch.Cancelled:
			return false, &dispatch.Error{Op: "desk.print_folder", Kind: dispatch.KindConflict, Certainty: dispatch.Unsent}
		case x.State == dispatch.Held:
			return true, nil
		}
	}
	return false, nil
}

// leaving is a printed document that goes from its folder, with the dispatches that hold it.
type leaving struct {
	printed Printed
	held    []dispatch.ID
}

// remove removes the file, if it is still the one that was sent.
func (l leaving) remove() {
	if info, err := os.Lstat(l.printed.Path); err == nil && l.printed.is(info) {
		_ = os.Remove(l.printed.Path) // it stays in clear, as everything in the folder, and is not offered again
	}
}

// sawPrinted remembers a document, by what cannot be read back, so that it is not offered at the next start.
func (d *Desk) sawPrinted(ctx context.Context, p Printed) error {
	var seen []string
	if _, err := d.config.Store.Setting(ctx, printSeenSetting, &seen); err != nil {
		return err
	}
	seen = append(seen, p.key())
	return d.config.Store.SaveSetting(ctx, printSeenSetting, seen[max(0, len(seen)-mostPrinted):])
}

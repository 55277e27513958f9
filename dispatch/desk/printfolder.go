package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"
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
	printSeenSetting   = "print_folder_taken"
	mostPrinted        = 500 // documents that are offered, and remembered as seen
	printTail          = 1 << 10
)

// printedEndings are what printing makes.
var printedEndings = []string{".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg"}

// printDesk keeps what was seen of the print folder. The zero value has seen nothing. The folder is never touched
// while mu is held: it may lie on a drive that does not answer, and the window asks here.
type printDesk struct {
	mu     sync.Mutex
	before map[string]Printed // at the last look
	taken  map[string]Printed // into a draft, by path
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
	if f.Path == "" {
		return d.saveSetting(ctx, printFolderSetting, f)
	}
	switch made, err := abandonable(ctx, func() bool { return makeFolder(f.Path) }); {
	case err != nil:
		return err
	case !made:
		return invalid("print_folder_invalid", "print_folder")
	}
	return d.saveSetting(ctx, printFolderSetting, f)
}

// Printed looks into the print folder: the complete documents that nobody has taken, the oldest first. A document is
// complete when it was the same at the look before, can be opened, and, a PDF, has its end. Links, folders and other
// files are left alone. A folder that cannot be read has nothing in it; one that never answers is left when ctx ends.
func (d *Desk) Printed(ctx context.Context) ([]Printed, error) {
	if err := d.removePrinted(ctx); err != nil {
		return nil, err
	}
	f, err := d.PrintFolder(ctx)
	if err != nil || f.Path == "" {
		return nil, err
	}
	var seen []seenPrint
	if _, err := d.config.Store.Setting(ctx, printSeenSetting, &seen); err != nil {
		return nil, err
	}
	now, err := abandonable(ctx, func() map[string]Printed { return look(f.Path) })
	if err != nil {
		return nil, err
	}
	offered, err := abandonable(ctx, func() []Printed { return slices.DeleteFunc(d.stillThere(now, seen), Printed.incomplete) })
	if err != nil {
		return nil, err
	}
	slices.SortFunc(offered, func(a, b Printed) int {
		return cmp.Or(a.modified.Compare(b.modified), cmp.Compare(a.Path, b.Path))
	})
	return offered[:min(len(offered), mostPrinted)], nil
}

// stillThere are the documents that were the same at the look before and that are not taken or seen to.
func (d *Desk) stillThere(now map[string]Printed, seen []seenPrint) []Printed {
	over := map[string]bool{}
	for _, s := range seen {
		over[s.Key] = true
	}
	d.prints.mu.Lock()
	defer d.prints.mu.Unlock()
	var same []Printed
	for path, p := range now {
		taken := d.prints.taken[path] == p // another one may have come under the same name
		if !taken && d.prints.before[path] == p && !over[p.key()] {
			same = append(same, p)
		}
	}
	d.prints.before = now
	return same
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
	return d.sawPrinted(ctx, seenPrint{Key: p.key()})
}

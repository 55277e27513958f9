package ui

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
)

// mostEntries bounds what is listed of a folder.
const mostEntries = 5000

// chooser lists a folder in the page, the newest files first. Folders are read in a job, so that a network
// drive that does not answer never holds the window.
type chooser struct {
	u       *UI
	content *fyne.Container
	title   *text
	list    *widget.List
	notice  *notice
	endings []string
	folder  string
	entries []entry
	take    func(path string)
	slot    slot
}

// entry is a folder or a file of the listed folder.
type entry struct {
	path, name string
	folder     bool
	size       int64
	modified   time.Time
}

// newChooser lists files with one of the endings; none lists any.
func newChooser(u *UI, endings []string, take func(string), leave func()) *chooser {
	c := &chooser{u: u, endings: endings, take: take, title: captionLine(""), notice: newNotice(u)}
	c.list = widget.NewList(func() int { return len(c.entries) },
		func() fyne.CanvasObject { return newListLine() }, c.fill)
	c.list.HideSeparators = true
	c.list.OnSelected = c.choose
	up := newIconButton(u.t("parent_folder"), "up", func() { c.read(filepath.Dir(c.folder)) })
	close := newButton(u.t("leave"), leave)
	c.content = filled(newColumn(gap, newRow(gap, []track{own, share(1), own}, up, spacer(0), close), c.title, c.notice.content), nil,
		padded(gap, 0, c.list))
	c.read(u.startFolder())
	return c
}

// startFolder is where choosing begins: the last folder used, or the person's own.
func (u *UI) startFolder() string {
	if u.config.Folder != "" {
		return u.config.Folder
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return string(filepath.Separator)
	}
	return home
}

func (c *chooser) read(folder string) {
	run(c.u, &c.slot, func(context.Context) ([]entry, error) { return readFolder(folder, c.endings) },
		func(entries []entry, err error) {
			if err != nil {
				c.notice.fail(err)
				return
			}
			c.notice.clear()
			c.folder, c.entries = folder, entries
			c.title.set(folder)
			c.list.ScrollToTop()
			c.list.Refresh()
		})
}

func (c *chooser) choose(i widget.ListItemID) {
	c.list.Unselect(i)
	if i >= len(c.entries) {
		return
	}
	if e := c.entries[i]; e.folder {
		c.read(e.path)
	} else {
		c.u.config.Folder = c.folder
		c.take(e.path)
	}
}

func (c *chooser) fill(i widget.ListItemID, o fyne.CanvasObject) {
	if i >= len(c.entries) {
		return
	}
	e := c.entries[i]
	if e.folder {
		o.(*listLine).fill("folder", e.name, c.u.t("folder"), false)
		return
	}
	o.(*listLine).fill("document", e.name, c.u.t("file_line",
		"when", c.u.moment(e.modified), "size", c.u.texts.Size(e.size)), false)
}

// readFolder lists the folders by name, then the files with one of the endings, newest first.
func readFolder(folder string, endings []string) ([]entry, error) {
	found, err := readNames(folder)
	if err != nil {
		return nil, &dispatch.Error{Op: "ui.read_folder", Kind: dispatch.KindStorage, Code: "folder_not_read", Certainty: dispatch.Unsent}
	}
	var entries []entry
	for _, f := range found {
		if e, ok := entryOf(folder, f, endings); ok {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, compareEntries)
	return entries, nil
}

func readNames(folder string) ([]os.DirEntry, error) {
	f, err := os.Open(folder) //nolint:gosec // the person chooses the folder
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	found, err := f.ReadDir(mostEntries)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return found, err
}

func entryOf(folder string, f os.DirEntry, endings []string) (entry, bool) {
	if strings.HasPrefix(f.Name(), ".") {
		return entry{}, false
	}
	info, err := os.Stat(filepath.Join(folder, f.Name())) // follows links to folders
	if err != nil {
		return entry{}, false
	}
	wanted := len(endings) == 0 || slices.Contains(endings, strings.ToLower(filepath.Ext(f.Name())))
	return entry{
		path: filepath.Join(folder, f.Name()), name: f.Name(), folder: info.IsDir(),
		size: info.Size(), modified: info.ModTime(),
	}, info.IsDir() || wanted && info.Mode().IsRegular()
}

func compareEntries(a, b entry) int {
	switch {
	case a.folder && b.folder:
		return cmp.Compare(fold(a.name), fold(b.name))
	case a.folder:
		return -1
	case b.folder:
		return 1
	default:
		return cmp.Or(b.modified.Compare(a.modified), cmp.Compare(a.name, b.name))
	}
}

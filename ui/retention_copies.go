package ui

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// copies is where backup copies are made, and how the last one ended.
type copies struct {
	u                       *UI
	root                    *fyne.Container
	stands                  *text
	folder                  *field
	notice                  *notice
	reading, saving, making slot
}

func newCopies(u *UI) *copies {
	c := &copies{u: u, stands: body(""), folder: u.field(""), notice: newNotice(u)}
	c.folder.keys[fyne.KeyReturn] = func() bool { c.save(); return true }
	c.root = newColumn(gap+gapHalf, strong(u.t("copies")), caption(u.t("copies_explained")), c.stands,
		labelled(u.t("copies_folder"), c.folder),
		newRow(gap, nil, newButton(u.t("copies_save"), c.save), newButton(u.t("copies_now"), c.make)), c.notice.content)
	return c
}

func (c *copies) content() fyne.CanvasObject { return c.root }

func (c *copies) enter() { c.read(true) }

func (c *copies) changed() { c.read(false) }

func (c *copies) read(fill bool) {
	run(c.u, &c.reading, c.u.desk.CopyStanding, func(s desk.CopyStanding, err error) {
		if err != nil {
			c.notice.fail(err)
			return
		}
		if fill {
			c.folder.SetText(s.Folder)
		}
		c.stands.set(c.words(s))
		c.root.Refresh()
	})
}

func (c *copies) words(s desk.CopyStanding) string {
	u := c.u
	words := u.t("copies_never")
	if !s.Last.At.IsZero() {
		words = u.t("copies_last", "date", u.texts.DateTime(s.Last.At, u.config.Location))
	}
	if s.Failed.IsZero() {
		return words
	}
	return words + "\n" + u.t("copies_failed", "date", u.texts.DateTime(s.Failed, u.config.Location)) + " " +
		u.texts.Error(&dispatch.Error{Code: s.Problem})
}

func (c *copies) save() {
	folder := strings.TrimSpace(c.folder.Text)
	act(c.u, &c.saving, noValue(func(ctx context.Context) error { return c.u.desk.SaveCopyFolder(ctx, folder) }),
		func(_ nothing, err error) {
			switch {
			case err != nil:
				c.notice.fail(err)
			case folder == "":
				c.notice.tell(c.u.t("copies_off"))
			default:
				c.notice.tell(c.u.t("copies_folder_saved"))
			}
		})
}

func (c *copies) make() {
	folder := strings.TrimSpace(c.folder.Text)
	act(c.u, &c.making, func(ctx context.Context) (dispatch.Copy, error) { return c.u.desk.CopyHome(ctx, folder) },
		func(made dispatch.Copy, err error) {
			if err != nil {
				c.notice.fail(err)
				return
			}
			c.notice.tell(c.u.t("copies_made", "file", made.Name))
			c.read(false)
		})
	if c.making.busy {
		c.notice.tell(c.u.t("copies_copying"))
	}
}

// export takes the log out as a file.
type export struct {
	u            *UI
	root         *fyne.Container
	since, until *field
	notice       *notice
	slot         slot
}

func newExport(u *UI) *export {
	e := &export{u: u, since: u.field(""), until: u.field(""), notice: newNotice(u)}
	e.root = newColumn(gap+gapHalf, strong(u.t("export")), caption(u.t("export_explained")),
		newTopRow(gap, []track{share(1), share(1)}, labelled(u.t("export_since"), e.since), labelled(u.t("export_until"), e.until)),
		newRow(gap, nil,
			newButton(u.t("export_csv"), func() { e.write(desk.ExportCSV) }),
			newButton(u.t("export_json"), func() { e.write(desk.ExportJSON) }),
			newButton(u.t("export_pdf"), func() { e.write(desk.ExportPDF) })), e.notice.content)
	return e
}

func (e *export) content() fyne.CanvasObject { return e.root }

func (e *export) enter() {}

func (e *export) changed() {}

// days reads the period; both its days are in it.
func (e *export) days() (since, until time.Time, ok bool) {
	for entry, at := range map[*field]*time.Time{e.since: &since, e.until: &until} {
		words := strings.TrimSpace(entry.Text)
		if words == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, words, e.u.config.Location)
		if err != nil {
			return since, until, false
		}
		*at = day
	}
	if !until.IsZero() {
		until = until.AddDate(0, 0, 1)
	}
	return since, until, true
}

func (e *export) write(format string) {
	u := e.u
	since, until, ok := e.days()
	if !ok {
		e.notice.ask(u.t("export_date_wrong"))
		return
	}
	o := desk.ExportOptions{Format: format, Language: string(u.texts.Language()), BOM: true, Since: since, Until: until}
	type written struct {
		name string
		n    int
	}
	act(u, &e.slot, func(ctx context.Context) (w written, err error) {
		path := freePath(u.startFolder(), u.t("export_file"), "."+format)
		w.name = filepath.Base(path)
		return w, writePage(path, func(out io.Writer) error {
			w.n, err = u.desk.Export(ctx, out, o)
			return err
		})
	}, func(w written, err error) {
		if err != nil {
			e.notice.fail(err)
			return
		}
		e.notice.tell(u.t("export_done", "n", u.texts.Number(int64(w.n)), "file", w.name))
	})
	if e.slot.busy {
		e.notice.tell(u.t("export_running"))
	}
}

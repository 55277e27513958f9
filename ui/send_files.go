package ui

import (
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch/inspect"
)

// fileCard is a document with what is known of it. Of several, a press brings its pages in sight.
func (p *documentsPane) fileCard(f *file) fyne.CanvasObject {
	d := p.s.draft()
	content := padded(gap+gapHalf, gap+gapHalf, p.fileLines(f))
	fill := colorSurface
	if len(d.files) > 1 && f == d.inSight() {
		fill = theme.ColorNameSelection
	}
	back := newSurface(fill, "", 6)
	if len(d.files) < 2 || !f.ready() {
		return container.NewStack(back, content)
	}
	return container.NewStack(back, newPress(f.name(), content, func() { p.look(f) }))
}

func (p *documentsPane) fileLines(f *file) fyne.CanvasObject {
	words, state := newColumn(2, line(f.name()).bold()), p.fileState(f)
	if !f.locked() {
		words.Add(state)
	}
	remove := newIconButton("", "close", func() { p.remove(f) }).called(p.s.u.t("file_remove", "name", f.name()))
	remove.Importance = widget.LowImportance
	head := newTopRow(gap+gapHalf, []track{own, share(1)}, notNil(fileIcon(f), words, p.sooner(f), remove)...)
	switch {
	case f.locked():
		return newColumn(gap, head, state, p.password(f))
	case !f.read:
		leave := newButton(p.s.u.t("leave_reading"), func() { p.remove(f) })
		return newColumn(gap, newTopRow(gap+gapHalf, []track{own, share(1)}, fileIcon(f), words), leading(leave))
	case f.ready():
		return newColumn(0, head, newTopRow(gap+gapHalf, []track{own, share(1)}, spacer(24), p.pageLine(f)))
	default:
		return head
	}
}

func fileIcon(f *file) fyne.CanvasObject {
	switch {
	case f.locked():
		return picture("lock", theme.ColorNamePrimary, 24)
	case f.err != nil:
		return picture("stop", colorRed, 24)
	default:
		return picture("document", theme.ColorNamePrimary, 24)
	}
}

func (p *documentsPane) fileState(f *file) fyne.CanvasObject {
	u := p.s.u
	switch {
	case f.locked() && f.tried:
		return caption(u.t("password_wrong")).tint(colorAmber)
	case f.locked():
		return caption(u.t("password_question"))
	case f.err != nil:
		return caption(u.texts.Error(f.err)).tint(theme.ColorNameForeground)
	case !f.read:
		return caption(u.t(readingOf(f.path)))
	default:
		return caption(u.fileWords(f.report))
	}
}

// fileWords are the pages, the size, the persons and what became of the file, on one line.
func (u *UI) fileWords(r inspect.Report) string {
	words := u.n("pages_size", r.Pages, "size", u.texts.Size(r.SentSize()))
	if r.Persons > 0 {
		words = u.n("and_persons", r.Persons, "before", words)
	}
	switch {
	case r.Arranged:
	case r.Rendition != nil && r.MediaType == "application/pdf":
		words = u.t("and_opened", "before", words)
	case r.Rendition != nil:
		words = u.t("and_converted", "before", words)
	}
	if r.Recognised {
		words = u.t("and_recognised", "before", words)
	}
	return words
}

// readingOf tells what takes time, by what the name promises.
func readingOf(path string) string {
	switch ending := strings.ToLower(filepath.Ext(path)); {
	case ending == ".pdf":
		return "reading"
	case slices.Contains([]string{".png", ".jpg", ".jpeg", ".tif", ".tiff"}, ending):
		return "reading_picture"
	default:
		return "reading_converting"
	}
}

// password asks for the password of a document, in its card. It goes to the desk and out of the field.
func (p *documentsPane) password(f *file) fyne.CanvasObject {
	u := p.s.u
	entry := p.passwords[f]
	if entry == nil {
		entry = u.field(u.t("password"))
		entry.Password = true
		open := func() { p.unlock(f, entry) }
		entry.OnSubmitted = func(string) { open() }
		p.passwords[f] = entry
	}
	return newColumn(gap, entry, leading(newButton(u.t("open_locked"), func() { p.unlock(f, entry) })))
}

func (p *documentsPane) unlock(f *file, entry *field) {
	password := entry.Text
	entry.SetText("")
	if password == "" {
		p.s.u.focus(entry)
		return
	}
	f.read, f.err = false, nil
	p.s.inspect(f, password)
	p.render()
	p.s.u.focus(nil)
}

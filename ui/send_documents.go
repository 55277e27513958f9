package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/inspect"
)

// documentEndings are the files that can be read, some with the help of another program, and delivery notices.
var documentEndings = []string{
	".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".txt", ".docx", ".doc", ".odt", ".rtf", ".xlsx", ".ods", ".csv", ".eml",
}

// documentsPane is the first column: what is sent, page by page, and what was read in it.
type documentsPane struct {
	s         *sendScreen
	content   *fyne.Container
	middle    *fyne.Container
	waiting   *fyne.Container // tells that printed documents wait
	chooser   *chooser        // not nil while a file is being chosen
	pages     *pagesPane
	kind      *kindQuestion
	more      *button // another document
	passwords map[*file]*field
	concerns  []desk.Concern // told in the last column: not told twice
	whyOpen   bool
	listOpen  bool
}

func newDocumentsPane(s *sendScreen) *documentsPane {
	p := &documentsPane{s: s, middle: container.NewStack(), waiting: newColumn(gap), passwords: map[*file]*field{}}
	p.pages = newPagesPane(s.u, func() { s.zoom() }, p.relay)
	p.kind = newKindQuestion(s)
	p.more = newIconButton(s.u.t("add"), "add", p.open)
	p.more.Importance = widget.LowImportance
	title := newTopRow(gap, []track{share(1)}, paneTitle(s.u.t("documents")), p.more)
	p.content = filled(newColumn(0, title, p.waiting), nil, p.middle)
	p.strip()
	return p
}

func paneTitle(title string) fyne.CanvasObject {
	return newColumn(0, heading(title), sized(fyne.NewSize(0, gap+gapHalf), container.NewWithoutLayout()))
}

// render draws the drop area, or the documents with what was read in them.
func (p *documentsPane) render() {
	setVisible(p.more, p.chooser == nil && len(p.s.draft().files) > 0)
	p.middle.Objects = []fyne.CanvasObject{p.body()}
	p.content.Refresh()
}

// relay lays the column out again, and draws the page at the size that is left for it.
func (p *documentsPane) relay() { p.middle.Refresh() }

func (p *documentsPane) body() fyne.CanvasObject {
	d := p.s.draft()
	switch {
	case p.chooser != nil:
		return p.chooser.content
	case len(d.files) == 0:
		p.pages.clear()
		return p.dropArea()
	}
	files := newColumn(gap, notNil(p.s.u.sentBeforeLine())...)
	for _, f := range d.files {
		files.Add(p.fileCard(f))
	}
	reading := newColumn(gap+gapHalf, files)
	if f := d.inSight(); f != nil {
		reading.Add(p.reading(f))
	}
	return p.pages.above(reading)
}

// answered hears what looks wrong.
func (p *documentsPane) answered(concerns []desk.Concern) {
	was := p.told()
	p.concerns = concerns
	f := p.s.draft().inSight()
	switch {
	case f != nil && p.told() != was:
		p.render()
	case f != nil && (p.pages.preview.wanted.manner != p.s.u.manner() || // another account would carry it
		p.pages.pager.cover.Visible() != p.s.draft().hasCover()):
		p.pages.pager.update()
		p.relay()
	}
}

// open lists files in the place of the documents.
func (p *documentsPane) open() {
	p.chooser = newChooser(p.s.u, documentEndings, func(path string) {
		p.chooser = nil
		p.s.u.add([]string{path})
	}, p.close)
	p.render()
	p.s.u.focus(p.chooser.list)
}

// close ends the choosing.
func (p *documentsPane) close() {
	p.chooser = nil
	p.render()
}

func (p *documentsPane) dropArea() fyne.CanvasObject {
	u := p.s.u
	open := newButton(u.t("open"), p.open)
	title, hint := strong(u.t("drop")), caption(u.t("drop_hint"))
	title.align, hint.align = fyne.TextAlignCenter, fyne.TextAlignCenter
	words := newColumn(gap, container.NewCenter(picture("drop", theme.ColorNamePrimary, 40)), title, hint,
		container.NewCenter(open), newColumn(gapHalf, container.NewCenter(u.link("paste", u.paste)),
			container.NewCenter(u.link("printing_open", func() { p.s.coverWith(newPrinting(p.s)) }))))
	return container.NewStack(newSurface(colorSurface, theme.ColorNameInputBorder, 8),
		padded(gapDouble, gapDouble, newMiddle(words)))
}

// look shows the pages of a document and what was read in it.
func (p *documentsPane) look(f *file) {
	p.s.draft().look(f)
	p.render()
}

func (p *documentsPane) remove(f *file) {
	p.s.draft().remove(f)
	p.s.u.letGo(f)
	p.s.u.desk.GiveBackPrinted(f.path)
	delete(p.passwords, f)
	p.render()
	p.s.suggest()
}

// add reads documents, each in its own job, and keeps their order.
func (s *sendScreen) add(paths []string) {
	s.uncover()
	s.unzoom()
	s.draft().doubt()
	for _, path := range paths {
		f := &file{path: path}
		s.draft().files = append(s.draft().files, f)
		s.inspect(f, "")
	}
	s.documents.render()
	s.showBar()
	s.focusNext()
}

// inspect reads a document. password opens it and is kept nowhere.
func (s *sendScreen) inspect(f *file, password string) {
	f.tried = password != ""
	run(s.u, &f.slot, func(ctx context.Context) (inspect.Report, error) {
		return s.u.desk.Inspect(ctx, f.path, password)
	}, func(report inspect.Report, err error) {
		f.report, f.err, f.read = report, err, true
		s.u.sending().wasRead() // the window may have changed its language meanwhile
	})
}

// wasRead shows what was read, and brings the keyboard to what it leaves open.
func (s *sendScreen) wasRead() {
	s.documents.render()
	s.suggest()
	if s.u.here == roomSend && s.idle() {
		s.focusNext()
	}
}

// idle reports whether nobody is writing.
func (s *sendScreen) idle() bool {
	focused := s.u.window.Canvas().Focused()
	if f, ok := focused.(*field); ok {
		return f == s.recipient.finder.field && f.Text == ""
	}
	return true
}

package ui

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
)

// documentsPane is the first column: what is sent.
type documentsPane struct {
	s       *sendScreen
	content *fyne.Container
	middle  *fyne.Container
	chooser *chooser // not nil while a file is being chosen
	kinds   *finder
	found   []dispatch.DocumentKind
	plain   *widget.Check
}

func newDocumentsPane(s *sendScreen) *documentsPane {
	p := &documentsPane{s: s, middle: container.NewStack()}
	p.kinds = newFinder(s.u, s.u.t("kind_search"), p.seekKind, func(i int) { p.choose(p.found[i]) })
	p.plain = widget.NewCheck(s.u.t("nothing_personal"), nil)
	p.plain.Checked = s.draft().nothingPersonal
	p.plain.OnChanged = func(on bool) { s.draft().nothingPersonal = on; s.suggest() }
	p.content = filled(paneTitle(s.u.t("documents")), nil, p.middle)
	return p
}

func paneTitle(title string) fyne.CanvasObject {
	return newColumn(0, heading(title), sized(fyne.NewSize(0, gap+gapHalf), container.NewWithoutLayout()))
}

// render draws the drop area, or the documents and the question about them.
func (p *documentsPane) render() {
	p.middle.Objects = []fyne.CanvasObject{p.body()}
	p.middle.Refresh()
}

func (p *documentsPane) body() fyne.CanvasObject {
	d := p.s.draft()
	switch {
	case p.chooser != nil:
		return p.chooser.content
	case len(d.files) == 0:
		return p.dropArea()
	}
	files := newColumn(gap)
	for _, f := range d.files {
		files.Add(p.fileCard(f))
	}
	u := p.s.u
	more := widget.NewButtonWithIcon(u.t("add_document"), icon{"add", theme.ColorNameForeground}, p.open)
	more.Importance, more.Alignment = widget.LowImportance, widget.ButtonAlignLeading
	return scrolled(newColumn(gapDouble, newColumn(gapHalf, files, more), p.question()))
}

// open lists files in the place of the documents.
func (p *documentsPane) open() {
	p.chooser = newChooser(p.s.u, []string{".pdf"}, func(path string) {
		p.chooser = nil
		p.s.add([]string{path})
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
	open := widget.NewButton(u.t("open"), p.open)
	title, hint := strong(u.t("drop")), caption(u.t("drop_hint"))
	title.align, hint.align = fyne.TextAlignCenter, fyne.TextAlignCenter
	words := newColumn(gap, container.NewCenter(picture("drop", theme.ColorNamePrimary, 40)), title, hint,
		container.NewCenter(open))
	return container.NewStack(newSurface(colorSurface, theme.ColorNameInputBorder, 8),
		padded(gapDouble, gapDouble, newMiddle(words)))
}

func (p *documentsPane) fileCard(f *file) fyne.CanvasObject {
	words := newColumn(2, line(filepath.Base(f.path)).bold(), p.fileState(f))
	remove := widget.NewButtonWithIcon("", icon{"close", theme.ColorNameForeground}, func() { p.remove(f) })
	remove.Importance = widget.LowImportance
	name, color := iconName("document"), theme.ColorNamePrimary
	if f.err != nil {
		name, color = "stop", colorRed
	}
	return card(newTopRow(gap+gapHalf, []track{own, share(1)}, picture(name, color, 24), words, remove))
}

func (p *documentsPane) fileState(f *file) fyne.CanvasObject {
	u := p.s.u
	switch {
	case f.err != nil:
		return caption(u.texts.Error(f.err)).tint(theme.ColorNameForeground)
	case !f.read:
		return captionLine(u.t("reading"))
	default:
		return captionLine(u.n("pages_size", f.report.Pages, "size", u.texts.Size(f.report.Size)))
	}
}

// question asks the kind once, then shows the answer with a way to change it.
func (p *documentsPane) question() fyne.CanvasObject {
	u, d := p.s.u, p.s.draft()
	if d.kind == "" {
		p.seekKind(p.kinds.field.Text)
		return newColumn(gap, strong(u.t("kind_question")), p.kinds.content)
	}
	change := widget.NewButton(u.t("change"), p.askAgain)
	change.Importance = widget.LowImportance
	kind := newRow(gap, []track{share(1)}, labelled(u.t("kind_question"), line(capital(u.texts.Kind(d.kind))).bold()), change)
	return newColumn(gap, kind, p.plain)
}

func (p *documentsPane) seekKind(query string) {
	p.found = p.s.u.matchingKinds(query)
	choices := make([]choice, 0, len(p.found))
	for _, kind := range p.found {
		choices = append(choices, choice{icon: "document", title: capital(p.s.u.texts.Kind(kind))})
	}
	p.kinds.offer(choices)
}

func (p *documentsPane) choose(kind dispatch.DocumentKind) {
	d := p.s.draft()
	d.kind, d.channel = kind, ""
	p.render()
	p.s.suggest()
	p.s.focusNext()
}

func (p *documentsPane) askAgain() {
	p.s.draft().kind = ""
	p.kinds.field.SetText("")
	p.render()
	p.s.suggest()
	p.s.focusNext()
}

func (p *documentsPane) remove(f *file) {
	p.s.draft().remove(f)
	p.render()
	p.s.suggest()
}

// add reads documents, each in its own job, and keeps their order.
func (s *sendScreen) add(paths []string) {
	for _, path := range paths {
		f := &file{path: path}
		s.draft().files = append(s.draft().files, f)
		s.inspect(f)
	}
	s.documents.render()
	s.showBar()
	s.focusNext()
}

func (s *sendScreen) inspect(f *file) {
	run(s.u, &slot{}, func(ctx context.Context) (inspect.Report, error) {
		return s.u.desk.Inspect(ctx, f.path, "")
	}, func(report inspect.Report, err error) {
		f.report, f.err, f.read = report, err, true
		now := s.u.sending() // the window may have changed its language meanwhile
		now.documents.render()
		now.suggest()
	})
}

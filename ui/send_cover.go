package ui

import (
	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch/inspect"
)

// cover is a page over the three columns, with its own primary button.
type cover interface {
	body() fyne.CanvasObject
	begin() // puts the keyboard where work begins
	close() // ends what is under way
}

// coverWith shows a page over the columns; the bar of the screen goes while it is there.
func (s *sendScreen) coverWith(c cover) {
	s.unzoom()
	if s.over != nil {
		s.over.close()
	}
	s.over = c
	s.middle.Objects = []fyne.CanvasObject{c.body()}
	s.foot.Hide()
	s.root.Refresh()
	c.begin()
}

// uncover shows the columns again.
func (s *sendScreen) uncover() {
	if s.over == nil {
		return
	}
	s.over.close()
	s.over = nil
	s.middle.Objects = []fyne.CanvasObject{s.panes}
	s.foot.Show()
	s.root.Refresh()
	s.documents.render()
	s.showBar()
	s.focusNext()
}

// arrange shows the pages of a document to be put in order.
func (s *sendScreen) arrange(f *file) {
	if s.over == nil {
		s.draft().look(f)
		s.coverWith(newArranger(s, f))
	}
}

// original is the document as it was read first.
func (f *file) original() inspect.Report {
	if f.whole != nil {
		return *f.whole
	}
	return f.report
}

// arranged takes the document that was made of some pages in the place of the one before. Without leaves it is the
// file itself again.
func (s *sendScreen) arranged(f *file, report inspect.Report, leaves []inspect.Leaf) {
	if f.report.Arranged {
		s.u.pictures.forget(f.report.SentSHA256())
		s.u.desk.Forget(f.report)
	}
	whole := f.original()
	f.whole, f.leaves, f.report = &whole, leaves, report
	if leaves == nil {
		f.whole = nil
	}
	d := s.draft()
	d.doubt() // what was looked at is no longer what would leave
	d.page = min(d.page, report.Pages)
	s.uncover()
	s.suggest()
}

// wholeAgain puts all pages of a document back.
func (s *sendScreen) wholeAgain(f *file) { s.arranged(f, f.original(), nil) }

// letGo forgets a document, with the one that it was made of.
func (u *UI) letGo(f *file) {
	u.pictures.forget(f.report.SentSHA256())
	u.desk.Forget(f.report)
	if f.whole != nil {
		u.pictures.forget(f.whole.SentSHA256())
		u.desk.Forget(*f.whole)
	}
}

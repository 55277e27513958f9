package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// section names a page of the settings.
type section string

// The sections, in the order of the list.
const (
	sectionClinic    section = "clinic"
	sectionAccounts  section = "accounts"
	sectionDisplay   section = "display"
	sectionSending   section = "sending"
	sectionSecurity  section = "security"
	sectionRetention section = "retention"
	sectionLog       section = "log"
	sectionAbout     section = "about"
)

// settingsPages are the sections with what each shows. A pane is a screen of its own, made when it is first opened;
// its title is "ui_settings_" and its section. A function, because panes lead back to the settings.
func settingsPages() []settingsPage {
	return []settingsPage{
		{sectionClinic, func(u *UI) screen { return newClinicPane(u) }},
		{sectionAccounts, func(u *UI) screen { return newAccountsPane(u) }},
		{sectionDisplay, func(u *UI) screen { return newStacked(u.t("settings_display"), newLanguagePane(u), newLookPane(u)) }},
		{sectionSending, func(u *UI) screen {
			return newStacked(u.t("settings_sending"), newUndoSeconds(u), newVerificationMonths(u), newPortalDays(u), newPassphraseDays(u))
		}},
		{sectionSecurity, func(u *UI) screen {
			return newStacked(u.t("settings_security"), newLockPane(u, strong(u.t("lock_settings"))), newHomesPane(u))
		}},
		{sectionRetention, func(u *UI) screen { return newRetentionPane(u) }},
		{sectionLog, func(u *UI) screen { return newLogPane(u) }},
		{sectionAbout, func(u *UI) screen { return newAboutPane(u) }},
	}
}

type settingsPage struct {
	section section
	pane    func(*UI) screen
}

const (
	sectionsWidth = 208
	numberWidth   = 184 // of a field for a few digits, below its label
	paneWidth     = 720 // beyond it, lines of a form are too long to read
)

// settingsScreen is a list of sections with the pane of one of them beside it.
type settingsScreen struct {
	u     *UI
	root  *fyne.Container
	right *fyne.Container
	pages []settingsPage
	panes map[section]screen // those that were opened
	lines map[section]*press
	here  section
}

func newSettingsScreen(u *UI) *settingsScreen {
	s := &settingsScreen{
		u: u, right: container.NewStack(), pages: settingsPages(),
		panes: map[section]screen{}, lines: map[section]*press{}, here: sectionClinic,
	}
	if before, again := u.rooms[roomSettings].(*settingsScreen); again { // in another language
		s.here = before.here
	}
	list := newColumn(gapHalf)
	for _, p := range s.pages {
		s.lines[p.section] = s.line(p.section)
		list.Add(s.lines[p.section])
	}
	left := filled(paneTitle(u.t("room_settings")), nil, scrolled(list))
	s.root = newPanes(gapTriple, []track{fixed(sectionsWidth), fixed(1), share(1)}, left, upright(), s.right)
	return s
}

func (s *settingsScreen) line(name section) *press {
	title := s.u.t("settings_" + string(name))
	p := newPress(title, sized(fyne.NewSize(0, 36), padded(0, gap, newMiddle(line(title)))), func() { s.open(name) })
	p.onKey = func(key fyne.KeyName) {
		switch key {
		case fyne.KeyUp:
			s.step(-1)
		case fyne.KeyDown:
			s.step(1)
		}
	}
	return p
}

// step goes to the section above or below, with the keyboard.
func (s *settingsScreen) step(by int) {
	i := slices.IndexFunc(s.pages, func(p settingsPage) bool { return p.section == s.here }) + by
	if i < 0 || i >= len(s.pages) {
		return
	}
	s.open(s.pages[i].section)
	s.u.focus(s.lines[s.here])
}

// pane is that of a section.
func (s *settingsScreen) pane(name section) screen {
	if _, made := s.panes[name]; !made {
		i := slices.IndexFunc(s.pages, func(p settingsPage) bool { return p.section == name })
		s.panes[name] = s.pages[i].pane(s.u)
	}
	return s.panes[name]
}

// open shows a section.
func (s *settingsScreen) open(name section) {
	s.here = name
	for section, line := range s.lines {
		line.setChosen(section == name)
	}
	pane := s.pane(name)
	s.right.Objects = []fyne.CanvasObject{container.New(upTo{paneWidth}, pane.content())}
	s.right.Refresh()
	pane.enter()
}

// begun reports whether a form stands open in one of the panes.
func (s *settingsScreen) begun() bool {
	for _, pane := range s.panes {
		if f, ok := pane.(former); ok && f.begun() {
			return true
		}
	}
	return false
}

func (s *settingsScreen) content() fyne.CanvasObject { return s.root }

func (s *settingsScreen) enter() { s.open(s.here) }

func (s *settingsScreen) changed() { s.pane(s.here).changed() }

func (s *settingsScreen) back() {
	if b, ok := s.pane(s.here).(backer); ok {
		b.back()
	}
}

func (s *settingsScreen) submit() {
	if p, ok := s.pane(s.here).(submitter); ok {
		p.submit()
	}
}

func (u *UI) settings() *settingsScreen { return u.rooms[roomSettings].(*settingsScreen) }

// openSettings shows a section of the settings.
func (u *UI) openSettings(name section) {
	u.settings().here = name
	u.enter(roomSettings)
}

// accounts is the pane of the accounts.
func (s *settingsScreen) accounts() *accountsPane { return s.pane(sectionAccounts).(*accountsPane) }

// stacked is a pane of several short ones below one another, under one title.
type stacked struct {
	parts []screen
	root  *fyne.Container
}

func newStacked(title string, parts ...screen) *stacked {
	s := &stacked{parts: parts}
	column := newColumn(gapTriple, heading(title))
	for _, part := range parts {
		column.Add(part.content())
	}
	s.root = scrolled(column)
	return s
}

func (s *stacked) content() fyne.CanvasObject { return s.root }

func (s *stacked) enter() {
	for _, part := range s.parts {
		part.enter()
	}
}

func (s *stacked) changed() {
	for _, part := range s.parts {
		part.changed()
	}
}

// upTo keeps an object from growing wider than a width; it stands at the left.
type upTo struct{ width float32 }

// Layout is called by Fyne.
func (l upTo) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(fyne.NewSize(min(size.Width, l.width), size.Height))
	}
}

// MinSize is called by Fyne.
func (l upTo) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

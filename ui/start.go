package ui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/souspli/souspli/dispatch/desk"
)

// startStep names a page of the first start.
type startStep string

// The pages before there is a real home, those over it, and the last one.
const (
	startLanguage  startStep = "language"
	startHome      startStep = "home"
	startKey       startStep = "key"
	startRecovery            = startStep(desk.SetupRecovery)
	startLock                = startStep(desk.SetupLock)
	startClinic              = startStep(desk.SetupClinic)
	startAccount             = startStep(desk.SetupAccount)
	startDirectory           = startStep(desk.SetupDirectory)
	startDone      startStep = "done"
)

var startSteps = []startStep{
	startLanguage, startHome, startKey, startRecovery, startLock, startClinic, startAccount, startDirectory, startDone,
}

// startPage is what the first start shows of a step. It is kept until the end, so that nothing typed is lost by
// going back and forth.
type startPage interface {
	content() fyne.CanvasObject
	// enter is called each time the page is shown: it reads, and puts the keyboard where work begins.
	enter()
	// next does what the primary button says, and goes on once it is done.
	next()
	// primary is what that button says; empty: the page has a button of its own.
	primary() string
}

// aside is a page that something else may stand on for a while, which Esc closes first.
type aside interface{ closeAside() bool }

const (
	stepsWidth = 232
	startWidth = 680 // of a page: beyond it, lines are too long to read
)

// start is the first start: a page a step, with all steps at the left. Over a real home it goes on where it was
// left; before there is one, nothing is kept but the language.
type start struct {
	u        *UI
	root     *fyne.Container
	steps    *fyne.Container
	middle   *fyne.Container
	foot     *fyne.Container
	forward  *button
	pages    map[startStep]startPage
	here     startStep
	standing desk.Setup
	practice bool // what the second page is set to
	only     bool // the page shown is all there is to do
	notice   *notice

	slot, reading, going slot
}

// newStart begins on a page.
func newStart(u *UI, at startStep) *start {
	s := &start{
		u: u, pages: map[startStep]startPage{}, here: at, practice: true, notice: newNotice(u),
		steps: newColumn(gapHalf), middle: container.NewStack(), foot: container.NewStack(),
	}
	rail := container.NewStack(newSurface(colorRail, "", 0), padded(gapTriple, gapDouble, newColumn(gapTriple,
		newColumn(2, heading(u.t("start_name")).bold().tint(theme.ColorNamePrimary), captionLine(u.t("start_steps"))), s.steps)))
	page := filled(nil, newColumn(gapDouble, s.notice.content, s.foot), s.middle)
	s.root = newPanes(0, []track{fixed(stepsWidth), share(1)}, rail,
		padded(gapTriple, gapTriple+gapDouble, container.New(upTo{startWidth}, page)))
	return s
}

// like takes over how far an earlier one is.
func (s *start) like(earlier *start) *start {
	s.standing, s.practice, s.only = earlier.standing, earlier.practice, earlier.only
	return s
}

// overHome reports whether the real home is there, and the first pages are behind.
func (s *start) overHome() bool { return len(s.standing.Steps) > 0 }

func (s *start) content() fyne.CanvasObject { return s.root }

func (s *start) enter() { s.show(s.here) }

func (s *start) counted() {}

// page is made when it is first shown.
func (s *start) page(step startStep) startPage {
	if _, made := s.pages[step]; !made {
		s.pages[step] = s.newPage(step)
	}
	return s.pages[step]
}

func (s *start) newPage(step startStep) startPage {
	switch step {
	case startLanguage:
		return newLanguagePage(s)
	case startHome:
		return newHomePage(s)
	case startKey:
		if s.u.desk != nil && s.only {
			return newRekeyPage(s)
		}
		return newKeyPage(s)
	case startRecovery:
		return newRecoveryPage(s)
	case startLock:
		return newLockPage(s)
	case startClinic:
		return newClinicPage(s)
	case startAccount:
		return newAccountsPage(s)
	case startDirectory:
		return newDirectoryPage(s)
	default:
		return newDonePage(s)
	}
}

// show goes to a step.
func (s *start) show(step startStep) {
	s.here = step
	s.notice.clear()
	s.u.focusNow(nil)
	page := s.page(step)
	s.middle.Objects = []fyne.CanvasObject{page.content()}
	s.render()
	page.enter()
}

// render draws the steps and the buttons as they stand now.
func (s *start) render() {
	s.steps.Objects = nil
	for _, step := range startSteps {
		if !s.only || step == s.here {
			s.steps.Add(s.step(step))
		}
	}
	s.forward = newButton(s.page(s.here).primary(), func() { s.page(s.here).next() })
	s.forward.Importance = widget.HighImportance
	setVisible(s.foot, s.forward.Text != "")
	buttons := []fyne.CanvasObject{spacer(0)}
	if s.canBack() {
		buttons = append(buttons, newButton(s.u.t("start_back"), s.backward))
	}
	if s.canPostpone() {
		buttons = append(buttons, newButton(s.u.t("start_later"), s.postpone))
	}
	buttons = append(buttons, s.forward)
	leave := s.leaving()
	s.foot.Objects = []fyne.CanvasObject{newRow(gap, []track{own, share(1)}, append([]fyne.CanvasObject{leave}, buttons...)...)}
	s.root.Refresh()
	s.root.Refresh() // a sentence knows its height once it knows its width
}

// leaving is the way out before the end.
func (s *start) leaving() fyne.CanvasObject {
	switch {
	case s.here == startDone:
		return spacer(0)
	case s.only:
		return newButton(s.u.t("leave"), s.u.endStart)
	case s.overHome():
		return newButton(s.u.t("start_pause"), s.pause)
	case s.u.desk != nil:
		return newButton(s.u.t("start_return_practice"), s.u.endStart)
	default:
		return spacer(0)
	}
}

// step is a line of the list: its drawing and its word say how far it is.
func (s *start) step(step startStep) fyne.CanvasObject {
	name, color, state := iconName("ring"), colorGrey, "open"
	switch {
	case step == s.here:
		name, color, state = "ring", theme.ColorNamePrimary, "here"
		if s.done(step) {
			name = "done"
		}
	case s.done(step):
		name, color, state = "done", colorGreen, "done"
	}
	words := s.u.t("start_step_" + string(step))
	label := line(words)
	label.style.Bold = step == s.here
	content := newRow(gap, []track{own, share(1)}, picture(name, color, 18), label)
	p := newPress(words+", "+s.u.t("start_is_"+state), sized(fyne.NewSize(0, 36), padded(0, gap, newMiddle(content))), func() {
		if s.reachable(step) {
			s.show(step)
		}
	})
	p.setChosen(step == s.here)
	if !s.reachable(step) {
		label.tint(colorSecondary)
		return p.content
	}
	return p
}

// reachable steps can be gone to directly: before there is a home those gone through, over it all that belong to it.
func (s *start) reachable(step startStep) bool {
	at, here := slices.Index(startSteps, step), slices.Index(startSteps, s.here)
	if s.only {
		return false
	}
	if s.overHome() {
		return at >= slices.Index(startSteps, startRecovery)
	}
	return at <= here && (s.u.desk == nil || step != startLanguage)
}

func (s *start) done(step startStep) bool {
	i := slices.IndexFunc(s.standing.Steps, func(x desk.SetupStanding) bool { return startStep(x.Step) == step })
	if i >= 0 {
		return s.standing.Steps[i].Done
	}
	at, here := slices.Index(startSteps, step), slices.Index(startSteps, s.here)
	return at < here && at < slices.Index(startSteps, startRecovery)
}

func (s *start) canBack() bool {
	i := slices.Index(startSteps, s.here)
	return i > 0 && s.reachable(startSteps[i-1])
}

// canPostpone is true of what sending does not need to be safe: never of the recovery code.
func (s *start) canPostpone() bool {
	return s.overHome() && !s.done(s.here) && slices.Contains([]startStep{startLock, startClinic, startAccount, startDirectory}, s.here)
}

func (s *start) backward() {
	if s.canBack() {
		s.show(startSteps[slices.Index(startSteps, s.here)-1])
	}
}

// advance shows the next step.
func (s *start) advance() {
	if i := slices.Index(startSteps, s.here); i+1 < len(startSteps) {
		s.rereadIn(&s.going, func() { s.show(startSteps[i+1]) })
	}
}

func (s *start) postpone() {
	step := desk.SetupStep(s.here)
	s.act(func(ctx context.Context) error { return s.u.desk.LeaveForLater(ctx, step) }, s.advance)
}

// pause leaves the first start to be gone on with another time.
func (s *start) pause() {
	s.act(func(ctx context.Context) error { return s.u.desk.RunSetup(ctx, false) }, s.u.endStart)
}

// act does something once and goes on, or tells why not.
func (s *start) act(work func(context.Context) error, done func()) {
	s.notice.clear()
	act(s.u, &s.slot, noValue(work), func(_ nothing, err error) {
		if err != nil {
			s.fail(err)
			return
		}
		done()
	})
}

func (s *start) fail(err error) {
	s.notice.fail(err)
	s.root.Refresh()
	s.root.Refresh()
}

func (s *start) ask(sentence string) {
	s.notice.ask(sentence)
	s.root.Refresh()
	s.root.Refresh()
}

// reread asks the desk how far the steps are, where there is a home, and goes on.
func (s *start) reread(then func()) { s.rereadIn(&s.reading, then) }

// rereadIn is reread in a slot: what a page reads again does not stop who leaves it.
func (s *start) rereadIn(slot *slot, then func()) {
	if !s.overHome() {
		then()
		return
	}
	run(s.u, slot, s.u.desk.Setup, func(standing desk.Setup, err error) {
		if err != nil {
			s.fail(err)
			return
		}
		s.standing = standing
		then()
	})
}

// key takes Esc, which closes what stands aside or goes a page back, and Ctrl+Enter.
func (s *start) key(name fyne.KeyName, plain bool) {
	switch {
	case plain && name == fyne.KeyEscape:
		if a, ok := s.page(s.here).(aside); !ok || !a.closeAside() {
			s.backward()
		}
	case !plain && (name == fyne.KeyReturn || name == fyne.KeyEnter) && s.forward.Text != "":
		s.page(s.here).next()
	}
}

// resume goes on with the first start of the home that is open.
func (u *UI) resume(standing desk.Setup) {
	u.start = newStart(u, startDone)
	u.start.standing = standing
	if step, ok := standing.Next(); ok {
		u.start.here = startStep(step)
	}
	u.draw()
}

// goOn comes back to the steps that were left.
func (u *UI) goOn() {
	act(u, &u.startSlot, func(ctx context.Context) (desk.Setup, error) {
		if err := u.desk.RunSetup(ctx, true); err != nil {
			return desk.Setup{}, err
		}
		return u.desk.Setup(ctx)
	}, func(standing desk.Setup, err error) {
		if err != nil {
			u.frame.say(u.texts.Error(err))
			return
		}
		u.resume(standing)
	})
}

// beginReal leads from practice to the real home: into it, or through the steps that make it.
func (u *UI) beginReal() {
	if u.config.Homes == nil || u.curtain() != nil {
		return
	}
	if u.config.Homes.Exists(false) {
		u.config.Homes.Open(false, "", func(err error) { u.frame.say(u.texts.Error(err)) })
		return
	}
	u.start = newStart(u, startKey)
	u.start.practice = false
	u.draw()
}

// endStart uncovers the window.
func (u *UI) endStart() {
	u.start = nil
	u.draw()
	u.enter(u.here)
	u.refresh()
	u.takeWaiting()
}

package ui

import (
	"context"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

// Config is what a window is made of.
type Config struct {
	App      fyne.App
	Desk     Desk
	Language wording.Language
	Now      func() time.Time
	// Ticks begins a beat of this length and gives its end. Nil: the window does not follow the home.
	Ticks func(every time.Duration) (beats <-chan time.Time, stop func())
	// OnMain runs a function on the goroutine that draws, later. Nil is fyne.Do.
	OnMain func(func())
	// Location is the zone of the times shown. Nil is UTC.
	Location *time.Location
	// Folder is where choosing a file begins. Empty is the person's own folder.
	Folder string
	// Progress tells how far running attempts are, by dispatch. Nil: nobody tells.
	Progress func() map[dispatch.ID]dispatch.Progress
	// Prepares tells whether the pages of an account's faxes are made clean before they leave, as the channel
	// does it. Nil: those of accounts whose settings ask for it.
	Prepares func(dispatch.Account) bool
	// Browse opens a page in the person's browser, for a sign-in. Nil: there is none, and the page is shown instead.
	Browse func(ctx context.Context, page string) error
	// SetLanguage keeps the language that the person chose. Nil keeps nothing.
	SetLanguage func(wording.Language)
	// Preferences are what the person chose for this workstation.
	Preferences Preferences
	// SetPreferences keeps them, and sees to it that Fyne reads the size of the text anew with the next theme. Nil
	// keeps nothing.
	SetPreferences func(Preferences)
	// Build tells what the program was built from. Nil: the window does not tell.
	Build *debug.BuildInfo
	// Notify shows a sentence of constant words and a number outside the window. Nil: nobody is told.
	Notify func(sentence string)
	// Pending shows how many tasks wait beside the clock of the desktop. Nil: there is no such place.
	Pending func(Pending)
	// Crash is the report that the program left when it last ended by itself, without personal data; empty: none.
	Crash string
	// ForgetCrash takes the report out of the home.
	ForgetCrash func() error
	// Log takes what went wrong, without personal data. Nil drops it.
	Log *slog.Logger

	// Window is that of an earlier UI on the same app, whose place this one takes. Nil: a new one.
	Window fyne.Window
	// Size is that of a new window. Zero is 1280 by 720.
	Size fyne.Size
	// Room is where a person was last, as Room tells it. Empty is the first.
	Room string
	// Homes makes homes and opens them. Nil: there is only this one. Without a Desk, it is what a first start works with.
	Homes Homes
	// Setup is how far the first start of the home is. One that is running covers the window.
	Setup desk.Setup
	// Locked begins with a locked window, whose lock opens this way.
	Locked   bool
	LockedBy desk.LockWay
	// Shut is a home that does not open, for a window without a Desk. Nil: there is none yet.
	Shut *Shut
	// Rekey gives the home another way to be opened, beside its recovery code, which just opened it: a passphrase or,
	// when that is empty, the keyring. The window begins by asking which. Nil: it was opened as always.
	Rekey func(ctx context.Context, passphrase string) error
	// Idle tells how long nobody has touched the whole computer, where the system says so. Nil: the window alone counts.
	Idle func() (time.Duration, bool)
	// Quit ends the program. Nil closes the window.
	Quit func()
}

// UI is the window of Souspli. Its methods belong to the goroutine that draws.
type UI struct {
	config Config
	desk   Desk
	log    *slog.Logger
	texts  *wording.Catalogue
	onMain func(func())

	preferences Preferences
	tidings     tidings

	ctx     context.Context // ends with the window; every job's parent
	stop    context.CancelFunc
	jobs    sync.WaitGroup
	watcher *watcher
	watch   sync.WaitGroup

	window fyne.Window
	frame  *frame
	rooms  map[room]screen
	here   room
	draft  *draft
	sent   *draft // the last one, to put back when its dispatch is cancelled
	sentID dispatch.ID

	prints     prints
	clipboard  clipboard
	pictures   *pictures
	live       live
	progress   map[dispatch.ID]dispatch.Progress
	liveSlot   slot
	cancelSlot slot
	sendSlot   slot // outlives the screen: a language changed meanwhile must not free the button

	attention   *attention
	lock        *lockScreen // these four cover the frame while they are not nil
	leaving     *leaving
	shut        *shutScreen
	start       *start
	waiting     []string    // documents, until the frame is seen again
	counting    atomic.Bool // what covers the frame is woken once a second
	idle        idle
	focusedLast fyne.Focusable // when the window was last found idle
	lockSlot    slot
	leaveSlot   slot
	startSlot   slot
}

// New makes the window without showing it. It sets Souspli's theme on the app.
func New(c Config) *UI {
	u := &UI{config: c, desk: c.Desk, log: c.Log, onMain: c.OnMain, draft: newDraft(), here: roomSend, pictures: newPictures(mostPictureBytes)}
	if u.log == nil {
		u.log = slog.New(slog.DiscardHandler)
	}
	if u.onMain == nil {
		u.onMain = fyne.Do
	}
	u.ctx, u.stop = context.WithCancel(context.Background())
	u.watcher = newWatcher(u)
	u.preferences = c.Preferences.Sound()
	c.App.Settings().SetTheme(ThemeFor(u.preferences.Look))
	u.attention = newAttention(u.touched)
	u.touched()
	u.takeWindow()
	u.begin()
	u.speak(c.Language)
	if c.Crash != "" && u.frame != nil {
		u.frame.say(u.t("crash_said"))
	}
	return u
}

// takeWindow makes the window, or takes over an earlier one.
func (u *UI) takeWindow() {
	u.window = u.config.Window
	if u.window == nil {
		u.window = newWindow(u.config.App, u.config.Size)
	}
	u.window.SetOnDropped(func(_ fyne.Position, dropped []fyne.URI) { u.dropped(dropped) })
	u.window.SetCloseIntercept(u.Leave)
	u.addShortcuts()
	u.watchFront()
}

// begin decides what covers the window first.
func (u *UI) begin() {
	if r := room(u.config.Room); slices.Contains(railOrder, r) {
		u.here = r
	}
	u.texts = wording.For(u.config.Language)
	switch {
	case u.config.Shut != nil:
		u.shut = newShutScreen(u, *u.config.Shut)
	case u.desk == nil:
		u.start = newStart(u, startLanguage)
	case u.config.Rekey != nil:
		u.rekey()
	case u.config.Setup.Running:
		u.start = newStart(u, startDone)
		u.start.standing = u.config.Setup
		if step, ok := u.config.Setup.Next(); ok {
			u.start.here = startStep(step)
		}
	}
	if u.desk != nil && u.config.Locked {
		u.lock = newLockScreen(u, u.config.LockedBy)
	}
}

// Room is where the person is, to begin there the next time.
func (u *UI) Room() string { return string(u.here) }

// Window is the window.
func (u *UI) Window() fyne.Window { return u.window }

// Show shows the window with documents already in it, and begins to follow the home.
func (u *UI) Show(paths []string) {
	u.window.Show()
	u.Take(paths)
	u.refresh()
	u.watch.Go(u.watcher.run)
}

// Close ends every job and waits for it. The window can't be used again.
func (u *UI) Close() {
	u.stop()
	u.watch.Wait()
	u.jobs.Wait()
}

// speak builds the window in a language. The draft under way stays.
func (u *UI) speak(language wording.Language) {
	u.texts = wording.For(language)
	u.speakFyne()
	if u.desk != nil {
		u.rooms = u.newRooms()
		u.frame = newFrame(u)
	}
	if u.start != nil { // its words are in the other language; nothing was typed yet where it can be chosen
		u.start = newStart(u, u.start.here).like(u.start)
	}
	u.draw()
	if u.curtain() == nil {
		u.enter(u.here)
	}
}

// choose changes the language and keeps it.
func (u *UI) choose(language wording.Language) {
	if language == u.texts.Language() {
		return
	}
	if u.config.SetLanguage != nil {
		u.config.SetLanguage(language)
	}
	u.speak(language)
}

// t is the sentence of a key of ours.
func (u *UI) t(key string, args ...any) string { return u.texts.Text("ui_"+key, args...) }

// n is the sentence of a key of ours for a number of things.
func (u *UI) n(key string, n int, args ...any) string { return u.texts.Plural("ui_"+key, n, args...) }

func (u *UI) now() time.Time { return u.config.Now() }

// moment writes the time of day when t is today, and the day otherwise.
func (u *UI) moment(t time.Time) string {
	if sameDay(t, u.now(), u.location()) {
		return u.texts.Time(t, u.location())
	}
	return u.texts.Date(t, u.location())
}

// when is a moment inside a sentence: "at 2:20 p.m.".
func (u *UI) when(t time.Time) string {
	if sameDay(t, u.now(), u.location()) {
		return u.t("at_time", "time", u.texts.Time(t, u.location()))
	}
	return u.t("on_day", "date", u.texts.DateTime(t, u.location()))
}

func (u *UI) location() *time.Location {
	if u.config.Location == nil {
		return time.UTC
	}
	return u.config.Location
}

// startOfDay is the midnight before a moment.
func startOfDay(t time.Time, at *time.Location) time.Time {
	year, month, day := t.In(at).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, at)
}

func sameDay(a, b time.Time, at *time.Location) bool {
	ay, am, ad := a.In(at).Date()
	by, bm, bd := b.In(at).Date()
	return ay == by && am == bm && ad == bd
}

// focus moves the keyboard to a widget; nil leaves it nowhere.
func (u *UI) focus(o fyne.Focusable) {
	if !u.discreet() {
		u.focusNow(o)
	}
}

// focusNow moves it also while something covers the window, which alone calls it.
func (u *UI) focusNow(o fyne.Focusable) { u.window.Canvas().Focus(o) }

// dropped takes the documents that were let go over the window.
func (u *UI) dropped(uris []fyne.URI) {
	var paths []string
	for _, uri := range uris {
		if uri.Scheme() == "file" {
			paths = append(paths, uri.Path())
		}
	}
	u.add(paths)
}

// Take brings in documents from elsewhere: the command line, or another start of the program. While the window is
// covered they wait.
func (u *UI) Take(paths []string) { u.add(paths) }

// Waiting are the documents that nobody has seen yet, for the UI that takes the place of this one.
func (u *UI) Waiting() []string { return u.waiting }

// Raise shows the window above the others.
func (u *UI) Raise() {
	u.window.Show()
	u.window.RequestFocus()
}

// add brings documents into the draft and shows it. Delivery notices go to the tasks.
func (u *UI) add(paths []string) {
	u.touched()
	if len(paths) == 0 {
		return
	}
	if u.curtain() != nil {
		u.waits(paths)
		return
	}
	notices, documents := separate(paths, isNotice)
	if len(documents) > 0 {
		u.enter(roomSend)
		u.sending().add(documents)
	}
	u.takeNotices(notices)
}

// separate keeps the order of those that are chosen, and of the others.
func separate(paths []string, is func(string) bool) (chosen, others []string) {
	for _, path := range paths {
		if is(path) {
			chosen = append(chosen, path)
		} else {
			others = append(others, path)
		}
	}
	return chosen, others
}

package ui

import (
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/ui/uitest"
)

// Fyne's app is global: the tests of this package do not run in parallel.

// noon is the moment at which every test begins.
var noon = time.Date(2026, time.November, 22, 17, 5, 0, 0, time.UTC)

// queue stands for the goroutine that draws.
type queue struct {
	mu    sync.Mutex
	waits []func()
}

func (q *queue) add(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waits = append(q.waits, f)
}

func (q *queue) take() []func() {
	q.mu.Lock()
	defer q.mu.Unlock()
	waits := q.waits
	q.waits = nil
	return waits
}

// rig is a window over a desk in memory, with a clock that a test moves.
type rig struct {
	*UI
	t     *testing.T
	desk  *uitest.Desk
	main  *queue
	mu    sync.Mutex
	clock time.Time
	kept  []wording.Language
	far   map[dispatch.ID]dispatch.Progress
}

func newRig(t *testing.T, change func(*Config)) *rig {
	t.Helper()
	r := &rig{t: t, main: &queue{}, clock: noon}
	r.desk = uitest.NewClinic(r.now)
	c := Config{
		App: test.NewTempApp(t), Desk: r.desk, Language: wording.French, Now: r.now, OnMain: r.main.add,
		Location: montreal(t), Folder: t.TempDir(),
		Progress:    func() map[dispatch.ID]dispatch.Progress { return r.far },
		SetLanguage: func(l wording.Language) { r.kept = append(r.kept, l) },
	}
	if change != nil {
		change(&c)
	}
	r.UI = New(c)
	c.App.Settings().SetTheme(NewFixedTheme(theme.VariantLight))
	t.Cleanup(forgetFonts)
	t.Cleanup(r.Close)
	r.window.Show()
	r.refresh()
	r.settle()
	return r
}

func montreal(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/Montreal")
	if err != nil {
		t.Fatalf("install the Debian package tzdata: %v", err)
	}
	return zone
}

func (r *rig) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.clock
}

func (r *rig) advance(by time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clock = r.clock.Add(by)
}

// settle waits until every job has ended and everything it asked for is drawn.
func (r *rig) settle() {
	for {
		r.jobs.Wait()
		waits := r.main.take()
		if len(waits) == 0 {
			return
		}
		for _, f := range waits {
			f()
		}
	}
}

// press presses a shortcut with Ctrl.
func (r *rig) ctrl(key fyne.KeyName) {
	r.shortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault})
	r.settle()
}

// key gives a key to what has the keyboard.
func (r *rig) key(name fyne.KeyName) {
	if focused := r.window.Canvas().Focused(); focused != nil {
		focused.TypedKey(&fyne.KeyEvent{Name: name})
	}
	r.settle()
}

// write types into what has the keyboard.
func (r *rig) write(words string) {
	focused := r.window.Canvas().Focused()
	if focused == nil {
		r.t.Fatalf("nothing has the keyboard to write %q", words)
	}
	test.Type(focused, words)
	r.settle()
}

// to chooses the first recipient that a search finds.
func (r *rig) to(query string) {
	r.sending().recipient.seekFor(query)
	r.settle()
	r.sending().recipient.choose(r.sending().recipient.found[0])
	r.settle()
}

// drop lets files go over the window.
func (r *rig) drop(paths ...string) {
	r.add(paths)
	r.settle()
}

// tap presses the button with these words.
func (r *rig) tap(words string) {
	r.t.Helper()
	for _, o := range visible(r.window.Content()) {
		if b, ok := o.(*button); ok && plain(b.Text) == plain(words) {
			test.Tap(b)
			r.settle()
			return
		}
	}
	r.t.Fatalf("no button %q on the screen:\n%s", words, r.screen())
}

// pick chooses an answer of a radio or a check by its words.
func (r *rig) pick(words string) {
	r.t.Helper()
	for _, o := range visible(r.window.Content()) {
		switch w := o.(type) {
		case *press:
			if plain(w.label) == plain(words) {
				test.Tap(w)
				r.settle()
				return
			}
		}
	}
	r.t.Fatalf("nothing to pick called %q on the screen:\n%s", words, r.screen())
}

// visible lists an object and all inside it that is shown.
func visible(o fyne.CanvasObject) []fyne.CanvasObject {
	if !o.Visible() {
		return nil
	}
	all, inside := []fyne.CanvasObject{o}, []fyne.CanvasObject(nil)
	switch o := o.(type) {
	case *fyne.Container:
		inside = o.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(o).Objects()
	}
	for _, child := range inside {
		all = append(all, visible(child)...)
	}
	return all
}

// screen is every word in sight, a line each, with plain spaces.
func (r *rig) screen() string {
	all := ""
	for _, o := range visible(r.window.Content()) {
		switch w := o.(type) {
		case *text:
			all += w.words + "\n"
		case *button:
			all += w.Text + "\n"
		case *field:
			all += w.Text + "\n"
		}
	}
	return strings.ReplaceAll(all, "\u00a0", " ")
}

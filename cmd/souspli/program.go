package main

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/ui"
)

// patienceToOpen is how long a home may take to open before a window says that it does. Most take a tenth of it, and
// their window is the first one seen.
const patienceToOpen = 2 * time.Second

// program is the running desktop program: one window, and in it one home at a time. Its fields belong to the
// goroutine that draws.
type program struct {
	desktop fyne.App
	args    arguments
	ctx     context.Context //nolint:containedctx // the life of the program

	files    []string    // to show as soon as a home is open
	frame    fyne.Window // the window before it holds anything; nil before the first frame
	shown    *ui.UI      // the window; nil until there is one
	current  *opened     // nil while no home is open
	instance *app.Instance
	instHome string  // the home that the instance is the window of
	scale    float64 // that the surroundings ask for
	tray     *tray   // nil where the desktop has no place for it

	closing sync.WaitGroup // homes that the window has left
	faults  faults
}

// faults collects what went wrong while homes closed.
type faults struct {
	mu    sync.Mutex
	first error
}

func (f *faults) add(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.first == nil {
		f.first = err
	}
}

// begin shows what a person means who starts the program: their home, or the first steps towards one. It reports
// whether there is a window; there is none when the one that is open took the files.
func (p *program) begin() (bool, error) {
	homes := app.Homes{Config: p.args.config}
	c, exists, err := homes.First()
	if err != nil {
		return false, err
	}
	mine, err := p.become(c)
	if err != nil || !mine {
		return false, err
	}
	p.frame = ui.FirstFrame(p.desktop, savedPreferences(p.desktop, p.scale).Look, savedSize(p.desktop))
	if exists || c.Practice {
		p.open(c)
	} else {
		p.welcome()
	}
	return true, nil
}

// become makes this program the one window of a home. Where sockets cannot be had, it goes without.
func (p *program) become(c app.Config) (mine bool, err error) {
	if p.instance != nil && p.instHome == c.Home {
		return true, nil
	}
	instance, err := app.OnlyInstance(c, p.files, p.handed)
	switch {
	case dispatch.KindOf(err) == dispatch.KindStorage:
		fyne.LogError("another start will not find this window", err)
	case err != nil:
		return false, err
	case instance == nil:
		return false, nil
	}
	_ = p.instance.Close()
	p.instance, p.instHome = instance, c.Home
	return true, nil
}

// handed takes what another start of the program was given. It is called from any goroutine.
func (p *program) handed(files []string) {
	draw(func() {
		if p.current == nil {
			p.files = append(p.files, files...)
		} else {
			p.current.window.Take(files)
		}
		if p.shown != nil {
			p.shown.Raise()
		}
	})
}

// welcome shows the first steps, before there is a home.
func (p *program) welcome() { p.show(ui.New(p.bare())) }

// bare is a window without a home.
func (p *program) bare() ui.Config {
	c := ui.Config{
		App: p.desktop, OnMain: draw, Language: p.language(), Now: time.Now, Ticks: ticks, Location: time.Local,
		Size: savedSize(p.desktop), Homes: homes{p}, Quit: p.quit,
		SetLanguage: func(l wording.Language) { p.desktop.Preferences().SetString(languageState, string(l)) },
		Preferences: savedPreferences(p.desktop, p.scale),
	}
	c.Window = p.window()
	return c
}

// window is the one to show things in; nil while there is none.
func (p *program) window() fyne.Window {
	if p.shown != nil {
		return p.shown.Window()
	}
	return p.frame
}

func (p *program) language() wording.Language {
	if p.args.chosen {
		return p.args.language
	}
	return savedLanguage(p.desktop, p.args.language)
}

// open opens a home in the window, or says there why it stays shut. What takes longer than patience is waited for in
// a window that says so: the system may be asking for the password of its keyring.
func (p *program) open(c app.Config) {
	var home *app.App
	var err error
	opened := make(chan struct{})
	go func() {
		home, err = openHome(p.ctx, c)
		close(opened)
	}()
	show := func() {
		if err != nil {
			p.shut(c, err)
		} else {
			p.enter(home, c.Passphrase, c.RecoveryFile != "")
		}
	}
	select {
	case <-opened:
		show()
	case <-time.After(patienceToOpen):
		p.await()
		go func() { <-opened; p.drawHome(home, err, show) }() // not waited for at the end: a keyring may never answer
	}
}

// await shows that a home is being opened.
func (p *program) await() {
	bare := p.bare()
	bare.Shut = &ui.Shut{Opening: true}
	p.show(ui.New(bare))
}

// openHome makes a practice home first when there is none.
func openHome(ctx context.Context, c app.Config) (*app.App, error) {
	if c.Practice {
		return app.OpenPractice(ctx, c)
	}
	return app.Open(ctx, c)
}

// enter shows a home that is open, in the place of what the window shows. typed is the secret that a person typed to
// open it, which was its recovery code when it is recovered.
func (p *program) enter(home *app.App, typed string, recovered bool) {
	before := p.current
	p.current = p.newOpened(home, typed, recovered)
	p.show(p.current.window)
	p.current.run(p.ctx)
	if before != nil {
		p.leave(before)
	}
}

// show begins with the documents that nobody has seen yet.
func (p *program) show(next *ui.UI) {
	before := p.shown
	p.shown = next
	if before != nil {
		p.files = append(p.files, before.Waiting()...)
	}
	files := p.files
	if p.current != nil {
		p.files = nil
		next.Show(files)
	} else {
		next.Show(nil)
	}
	if before != nil {
		p.closing.Go(before.Close)
	}
}

// leave lets go of a home once what is under way there has ended.
func (p *program) leave(o *opened) {
	p.closing.Go(func() { p.faults.add(o.close()) })
}

// quit ends the program.
func (p *program) quit() { p.desktop.Quit() }

// remember keeps how the window was, however the program comes to end.
func (p *program) remember() {
	if p.shown != nil {
		saveSize(p.desktop, p.shown.Window().Canvas().Size())
	}
	if p.current != nil {
		p.desktop.Preferences().SetString(roomState, p.current.window.Room())
	}
}

// close waits for what is under way, then lets go of everything.
func (p *program) close() error {
	if p.shown != nil {
		p.shown.Close()
	}
	if p.current != nil {
		p.faults.add(p.current.close())
	}
	p.closing.Wait()
	_ = p.instance.Close()
	return p.faults.first
}

// opened is a home in the window.
type opened struct {
	home    *app.App
	window  *ui.UI
	stop    context.CancelFunc
	sending chan error
	saving  sync.WaitGroup // of the language; the home outlives it
}

func (p *program) newOpened(home *app.App, typed string, recovered bool) *opened {
	o := &opened{home: home, sending: make(chan error, 1)}
	c := ui.Config{
		App: p.desktop, OnMain: draw, Desk: home.Desk, Language: home.Language(p.ctx, p.language()), Now: time.Now, Ticks: ticks,
		Location: time.Local, Folder: home.SampleFolder(), Progress: home.Progress, Prepares: home.PreparesFax,
		Browse: app.OpenBrowser, Idle: app.SystemIdle, Quit: p.quit,
		Size: savedSize(p.desktop), Room: p.desktop.Preferences().String(roomState), Homes: homes{p},
		SetLanguage: func(l wording.Language) {
			p.desktop.Preferences().SetString(languageState, string(l))
			o.saving.Go(func() { o.saveLanguage(p.ctx, l) })
		},
	}
	c.Window = p.window()
	if recovered && !home.Desk.Practice() {
		c.Rekey = home.Desk.Rekey
	}
	p.addShell(o, &c)
	o.addState(p.ctx, &c, typed)
	o.window = ui.New(c)
	return o
}

// addState tells the window how far the first start is, and whether it begins locked. A passphrase that was just
// typed has opened the lock as well. A lock that cannot be read is a locked one; anything else that cannot be read is
// told by the window's own first look at the home.
func (o *opened) addState(ctx context.Context, c *ui.Config, typed string) {
	c.Setup, _ = o.home.Desk.Setup(ctx)
	lock, err := o.home.Desk.Lock(ctx)
	if err != nil {
		c.Locked, c.LockedBy = true, desk.LockByCode
		return
	}
	if !lock.Locked {
		return
	}
	c.LockedBy = lock.Way
	c.Locked = typed == "" || o.home.Desk.UnlockWindow(ctx, typed) != nil
}

// run sends in the background until the home is left.
func (o *opened) run(ctx context.Context) {
	ctx, o.stop = context.WithCancel(ctx)
	go func() { _ = o.home.PrepareReading(ctx) }() // what fails here is told by the first document
	go func() { o.sending <- o.home.Run(ctx) }()
}

func (o *opened) saveLanguage(ctx context.Context, l wording.Language) {
	if err := o.home.SaveLanguage(context.WithoutCancel(ctx), l); err != nil {
		fyne.LogError("language not kept", err)
	}
}

// close waits for what is under way, then lets go of the home.
func (o *opened) close() error {
	o.window.Close()
	o.stop()
	o.saving.Wait()
	err := <-o.sending
	if closing := o.home.Close(); err == nil {
		err = closing
	}
	return err
}

func ticks(every time.Duration) (<-chan time.Time, func()) {
	t := time.NewTicker(every)
	return t.C, t.Stop
}

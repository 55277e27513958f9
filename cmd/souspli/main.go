// Command souspli is the desktop program.
//
// Promise: closing the window loses nothing; what is under way ends, or is found again at the next start.
// Failure policy: a home that cannot be opened is explained in the window, in the person's language.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/ui"
)

const appID = "ca.souspli.Souspli"

// arguments of the command line.
type arguments struct {
	config   app.Config
	language wording.Language // until the person chose one
	files    []string
}

func parse() arguments {
	var a arguments
	flag.StringVar(&a.config.Home, "home", os.Getenv("SOUSPLI_HOME"), "home folder")
	flag.BoolVar(&a.config.Practice, "practice", false, "practice home: nothing leaves this computer")
	flag.StringVar(&a.config.PassphraseFile, "passphrase-file", os.Getenv("SOUSPLI_PASSPHRASE_FILE"), "file with the home's passphrase")
	flag.StringVar(&a.config.RecoveryFile, "recovery-file", os.Getenv("SOUSPLI_RECOVERY_FILE"), "file with the home's recovery code")
	lang := flag.String("lang", "", "fr or en")
	flag.Parse()
	a.files = flag.Args()
	a.language = language(*lang)
	return a
}

func language(chosen string) wording.Language {
	for _, text := range []string{chosen, os.Getenv("SOUSPLI_LANG"), os.Getenv("LC_ALL"), os.Getenv("LANG")} {
		if l, ok := wording.ParseLanguage(text); ok {
			return l
		}
	}
	return wording.French
}

func main() {
	if app.IsReader(os.Args) {
		os.Exit(app.ServeReader())
	}
	args := parse()
	desktop := fyneapp.NewWithID(appID)
	desktop.SetIcon(ui.Icon())
	ctx, cancel := context.WithCancel(context.Background())
	p := &program{desktop: desktop, args: args, ctx: ctx}
	quitOnSignal(desktop)
	p.open(args.config)
	desktop.Run()
	cancel()
	if err := p.close(); err != nil {
		fmt.Fprintln(os.Stderr, wording.For(args.language).Error(err))
		os.Exit(1)
	}
}

// quitOnSignal ends the program as closing its window does.
func quitOnSignal(desktop fyne.App) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		fyne.Do(desktop.Quit)
	}()
}

// program is the running desktop program.
type program struct {
	desktop fyne.App
	args    arguments
	ctx     context.Context //nolint:containedctx // the life of the program

	home    *app.App
	window  *ui.UI
	sending chan error
	saving  sync.WaitGroup // of the language; the home outlives it
}

// open opens the home and its window, or a window that says why it can't.
func (p *program) open(c app.Config) {
	home, err := app.OpenFirst(p.ctx, c)
	if err != nil {
		showClosed(p, c, err)
		return
	}
	p.home = home
	p.window = ui.New(ui.Config{
		App: p.desktop, Desk: home.Desk, Language: home.Language(p.ctx, p.args.language), Now: time.Now, Ticks: ticks,
		Location: time.Local, Folder: home.SampleFolder(), Progress: home.Progress, Prepares: home.PreparesFax,
		Browse:      app.OpenBrowser,
		SetLanguage: func(l wording.Language) { p.saving.Go(func() { p.saveLanguage(l) }) },
	})
	p.window.Show(p.args.files)
	go func() { _ = home.PrepareReading(p.ctx) }() // what fails here is told by the first document
	p.sending = make(chan error, 1)
	go func() { p.sending <- home.Run(p.ctx) }()
}

func ticks(every time.Duration) (<-chan time.Time, func()) {
	t := time.NewTicker(every)
	return t.C, t.Stop
}

func (p *program) saveLanguage(l wording.Language) {
	if err := p.home.SaveLanguage(context.WithoutCancel(p.ctx), l); err != nil {
		fyne.LogError("language not kept", err)
	}
}

// close waits for what is under way, then lets go of the home.
func (p *program) close() error {
	if p.home == nil {
		return nil
	}
	p.window.Close()
	p.saving.Wait()
	err := <-p.sending
	if closing := p.home.Close(); err == nil {
		err = closing
	}
	return err
}

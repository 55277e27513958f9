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
	chosen   bool             // the language, by an argument
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
	_, a.chosen = wording.ParseLanguage(*lang)
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
	app.LeaveNoCore()
	if app.IsReader(os.Args) {
		os.Exit(app.ServeReader())
	}
	if isMonitor(os.Args) {
		os.Exit(serveMonitor(os.Args[2]))
	}
	args := parse()
	if err := run(args); err != nil {
		fmt.Fprintln(os.Stderr, wording.For(args.language).Error(err))
		os.Exit(1)
	}
}

func run(args arguments) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := requireDisplay(ctx); err != nil {
		return err
	}
	desktop := fyneapp.NewWithID(appID)
	desktop.SetIcon(ui.Icon())
	p := &program{desktop: desktop, args: args, ctx: ctx, files: args.files, scale: baseScale()}
	p.tray = newTray(trayActions{tasks: p.showTasks, open: p.raise, lock: p.lock, quit: p.askToLeave})
	shown, err := p.begin()
	if err != nil {
		p.refuse(err)
	} else if !shown {
		return nil
	}
	desktop.Run() // ends also on SIGINT and SIGTERM, without the question: nobody may be there to answer
	cancel()
	p.tray.close()
	p.remember()
	return p.close()
}

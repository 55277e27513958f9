// Command pli is Souspli from a terminal: everything that the window does, without a window.
//
// Promise: an exit code tells a program what a sentence tells a person. Failure policy: what is not known
// to have left exits with 5, never with 0.
package main

import (
	"context"
	"crypto/rand"
	"os"
	"os/signal"
	"syscall"

	"github.com/souspli/souspli/cmd/internal/app"
)

func main() {
	app.LeaveNoCore()
	if app.IsReader(os.Args) {
		os.Exit(app.ServeReader())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], terminal{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		env: os.Getenv, now: present, random: rand.Reader, browse: app.OpenBrowser,
	})
	stop()
	os.Exit(code)
}

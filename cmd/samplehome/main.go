// Command samplehome makes a practice home that holds what a fictitious clinic sent in six years: to look at, and to
// measure what a large log costs. Its key lies beside it, so that nobody takes it for a real one.
//
//	go run ./cmd/samplehome -n 1000000 DIR
//
// Promise: everything is stored by the code that stores real dispatches, so that its log verifies.
// Failure policy: a folder that is not empty is refused; what fails halfway leaves a home with fewer dispatches.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store/storetest"
)

func main() {
	n := flag.Int("n", 10_000, "how many dispatches")
	seed := flag.Uint64("seed", 1, "which clinic")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: samplehome [-n N] [-seed S] DIR")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, flag.Arg(0), *n, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "samplehome:", err)
		os.Exit(1) //nolint:gocritic // the signal handler dies with the process
	}
}

func run(ctx context.Context, folder string, n int, seed uint64) error {
	c := app.Config{Home: folder}
	if _, err := app.Init(ctx, c, app.InitOptions{Practice: true}); err != nil {
		return err
	}
	a, err := app.Open(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	documents, err := keep(ctx, a)
	if err != nil {
		return err
	}
	clinic := storetest.NewClinic(storetest.Options{Seed: seed, Size: n, Last: time.Now(), Documents: documents})
	began := time.Now()
	return a.Fill(ctx, clinic, n, func(done int) {
		fmt.Fprintf(os.Stderr, "\r%d of %d, %s", done, n, time.Since(began).Round(time.Second))
	})
}

// keep stores one document of each kind, that all dispatches of the kind hold.
func keep(ctx context.Context, a *app.App) (map[dispatch.DocumentKind]dispatch.Document, error) {
	kept := map[dispatch.DocumentKind]dispatch.Document{}
	for _, kind := range storetest.Kinds() {
		document, err := a.KeepSample(ctx, fmt.Appendf(nil, "%%PDF-1.4\n%% a sample of the kind %s\n", kind))
		if err != nil {
			return nil, err
		}
		kept[kind] = document
	}
	return kept, nil
}

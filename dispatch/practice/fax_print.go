package practice

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Print draws the pages of a PDF in their order, as black dots of a fax machine. It ends with the first page
// that cannot be drawn. Pages are drawn while they are ranged over.
type Print func(ctx context.Context, pdf []byte) iter.Seq2[image.Image, error]

const (
	// printGrace is how long a machine that is stopped goes on printing what has arrived.
	printGrace = 5 * time.Second
	// mostWaiting is how many faxes may wait for the printer; the pages of more are not drawn.
	mostWaiting = 100

	pictureName   = "page-%d.png"
	unprintedFile = "unprinted.txt"
)

// arrival is a tray with the pages that came through, which lie in PDF files there.
type arrival struct {
	tray  string
	pages int
}

// arrive gives a tray to the printer. Nobody waits for that: a printer with too much to do leaves pages out.
func (s *faxSpool) arrive(a arrival) {
	if s.arrived == nil {
		return
	}
	select {
	case s.arrived <- a:
	default:
		unprinted(a, 1)
	}
}

// printAll draws what arrives, one fax after another, until the machine is closed and nothing is left.
func (f *Fax) printAll(ctx context.Context) {
	for {
		select {
		case a := <-f.spool.arrived:
			f.printPages(ctx, a)
			continue
		case <-f.closed:
		}
		f.busy.Wait() // what they end arrives too
		for len(f.spool.arrived) > 0 {
			f.printPages(ctx, <-f.spool.arrived)
		}
		return
	}
}

// printPages draws the pages that arrived, and notes from which one on there is no picture.
func (f *Fax) printPages(ctx context.Context, a arrival) {
	printed := 0
	for page, err := range f.pages(ctx, a.tray) {
		if err != nil || printed == a.pages {
			break
		}
		if savePicture(filepath.Join(a.tray, fmt.Sprintf(pictureName, printed+1)), page) != nil {
			break
		}
		printed++
	}
	if printed < a.pages {
		unprinted(a, printed+1)
	}
}

// pages are those of all documents in the tray, in order.
func (f *Fax) pages(ctx context.Context, tray string) iter.Seq2[image.Image, error] {
	return func(yield func(image.Image, error) bool) {
		documents, _ := filepath.Glob(filepath.Join(tray, "*.pdf")) // the pattern is well formed
		slices.Sort(documents)
		for _, path := range documents {
			content, err := os.ReadFile(path)
			if err != nil {
				yield(nil, err)
				return
			}
			for page, err := range f.config.Print(ctx, content) {
				if !yield(page, err) || err != nil {
					return
				}
			}
		}
	}
}

// savePicture writes a page whole or not at all.
func savePicture(path string, page image.Image) error {
	file, err := os.CreateTemp(filepath.Dir(path), "page-*.part")
	if err != nil {
		return err
	}
	err = png.Encode(file, page)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// unprinted notes beside the documents that pages have no picture. On a full disk there is no note either.
func unprinted(a arrival, first int) {
	text := fmt.Sprintf("Pages sans image : %d à %d. Les documents PDF sont entiers.\n"+
		"Pages without a picture: %d to %d. The PDF documents are whole.\n", first, a.pages, first, a.pages)
	_ = os.WriteFile(filepath.Join(a.tray, unprintedFile), []byte(text), 0o600)
}

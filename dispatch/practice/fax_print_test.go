package practice_test

import (
	"context"
	"crypto/rand"
	"errors"
	"image"
	"image/color"
	"image/png"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/practice"
)

// draw makes a page of each letter of a document, as wide as the letter's place in the alphabet; a page
// "!" cannot be drawn.
func draw(_ context.Context, pdf []byte) iter.Seq2[image.Image, error] {
	return func(yield func(image.Image, error) bool) {
		for _, letter := range pdf {
			if letter == '!' {
				yield(nil, errors.New("this page cannot be drawn"))
				return
			}
			black := color.Palette{color.White, color.Black}
			if !yield(image.NewPaletted(image.Rect(0, 0, int(letter-'a')+1, 3), black), nil) {
				return
			}
		}
	}
}

func startPrintingFax(t *testing.T, dir string, clock *dispatchtest.Clock, print practice.Print) *practice.Fax {
	t.Helper()
	f, err := practice.StartFax(t.Context(), practice.FaxConfig{
		Dir: dir, Random: rand.Reader, Now: clock.Now, Delay: faxDelay, Print: print,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// TestFaxPrintsWhatArrived: the pages that came through, and no other, have a picture when the machine is
// closed.
func TestFaxPrintsWhatArrived(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, number, pages string
		documents           []string
		widths              []int // of the pictures, in order
		noted               bool
	}{
		{"all pages of all documents", "15145550142", "4", []string{"a", "bcd"}, []int{1, 2, 3, 4}, false},
		{"broken off after the first", "15145550197", "3", []string{"ab", "c"}, []int{1}, false},
		{"busy", "15145550199", "2", []string{"a", "b"}, nil, false},
		{"a page that cannot be drawn", "15145550142", "4", []string{"a", "b!d"}, []int{1, 2}, true},
		{"fewer pages than were announced", "15145550142", "3", []string{"a", "b"}, []int{1, 2}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock, dir, id := dispatchtest.NewClock(dispatchtest.Epoch()), t.TempDir(), string(dispatch.NewID(rand.Reader))
			f := startPrintingFax(t, dir, clock, draw)
			loginFax(t, f).order(c.number, id+"/"+c.pages, c.documents...)
			clock.Advance(faxDelay)
			if faxes, err := f.Received(); err != nil || !faxes[0].Ended {
				t.Fatalf("%+v, %v", faxes, err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			tray := filepath.Join(dir, id)
			if got := pictures(t, tray); !slices.Equal(got, c.widths) {
				t.Errorf("pages %v, want %v", got, c.widths)
			}
			if _, err := os.Stat(filepath.Join(tray, "unprinted.txt")); (err == nil) != c.noted {
				t.Errorf("a note: %v", err)
			}
		})
	}
}

// pictures are the widths of the pages in a tray, which must be black and white.
func pictures(t *testing.T, tray string) (widths []int) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(tray, "page-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		page, err := png.Decode(file)
		_ = file.Close()
		if err != nil {
			t.Fatal(err)
		}
		if palette, ok := page.ColorModel().(color.Palette); !ok || len(palette) != 2 {
			t.Errorf("%s is not black and white", filepath.Base(name))
		}
		widths = append(widths, page.Bounds().Dx())
	}
	return widths
}

// TestFaxDoesNotWaitForThePrinter: a fax ends, and the next one too, while the printer is stuck.
func TestFaxDoesNotWaitForThePrinter(t *testing.T) {
	t.Parallel()
	clock, dir := dispatchtest.NewClock(dispatchtest.Epoch()), t.TempDir()
	stuck, release := make(chan struct{}, 2), make(chan struct{})
	f := startPrintingFax(t, dir, clock, func(ctx context.Context, pdf []byte) iter.Seq2[image.Image, error] {
		stuck <- struct{}{}
		<-release
		return draw(ctx, pdf)
	})
	first, second := string(dispatch.NewID(rand.Reader)), string(dispatch.NewID(rand.Reader))
	loginFax(t, f).order("15145550142", first+"/1", "a")
	clock.Advance(faxDelay)
	if faxes, err := f.Received(); err != nil || !faxes[0].Delivered {
		t.Fatalf("%+v, %v", faxes, err)
	}
	<-stuck
	loginFax(t, f).order("15145550142", second+"/1", "b")
	clock.Advance(faxDelay)
	if faxes, err := f.Received(); err != nil || len(faxes) != 2 || !faxes[1].Delivered {
		t.Fatalf("%+v, %v", faxes, err)
	}
	close(release)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{first, second} {
		if got := pictures(t, filepath.Join(dir, id)); len(got) != 1 {
			t.Errorf("pages %v", got)
		}
	}
}

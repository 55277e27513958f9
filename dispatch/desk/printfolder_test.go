package desk_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// printing is a home whose print folder is watched.
func printing(t *testing.T, remove bool) (*rig, string) {
	t.Helper()
	r, folder := newRig(t), filepath.Join(t.TempDir(), "prints")
	must(t, r.SavePrintFolder(t.Context(), desk.PrintFolder{Path: folder, Remove: remove}))
	return r, folder
}

// printTo puts a file into a folder.
func printTo(t *testing.T, folder, name, content string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	must(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// lookOnce is the names that a look finds.
func (r *rig) lookOnce() string {
	r.t.Helper()
	printed, err := r.Printed(r.t.Context())
	must(r.t, err)
	var names []string
	for _, p := range printed {
		names = append(names, filepath.Base(p.Path))
	}
	return strings.Join(names, " ")
}

// measured is what a file weighs, and its hash.
func measured(t *testing.T, path string) (int64, string) {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	sum := sha256.Sum256(content)
	return int64(len(content)), hex.EncodeToString(sum[:])
}

const wholePDF = "%PDF-1.7\n1 0 obj\n%%EOF\n"

func TestPrintedWhatCounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		print func(t *testing.T, folder string)
		want  string
	}{
		{"a document", func(t *testing.T, f string) { printTo(t, f, "a.pdf", wholePDF) }, "a.pdf"},
		{"a picture", func(t *testing.T, f string) { printTo(t, f, "a.TIF", "x") }, "a.TIF"},
		{"half a document", func(t *testing.T, f string) { printTo(t, f, "a.pdf", "%PDF-1.7\n1 0 obj") }, ""},
		{"an empty file", func(t *testing.T, f string) { printTo(t, f, "a.pdf", "") }, ""},
		{"another kind of file", func(t *testing.T, f string) { printTo(t, f, "a.exe", wholePDF) }, ""},
		{"a file of the system", func(t *testing.T, f string) { printTo(t, f, ".a.pdf", wholePDF) }, ""},
		{"a folder", func(t *testing.T, f string) { must(t, os.Mkdir(filepath.Join(f, "a.pdf"), 0o700)) }, ""},
		{"a link", func(t *testing.T, f string) {
			must(t, os.Symlink(printTo(t, t.TempDir(), "b.pdf", wholePDF), filepath.Join(f, "a.pdf")))
		}, ""},
		{"a file too large", func(t *testing.T, f string) { must(t, os.Truncate(printTo(t, f, "a.pdf", wholePDF), 200<<20)) }, ""},
		{"no folder", func(t *testing.T, f string) { must(t, os.RemoveAll(f)) }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, folder := printing(t, false)
			c.print(t, folder)
			if first := r.lookOnce(); first != "" {
				t.Errorf("%q at the first look", first)
			}
			if got := r.lookOnce(); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestPrintedIsWaitedFor while another program still writes.
func TestPrintedIsWaitedFor(t *testing.T) {
	t.Parallel()
	r, folder := printing(t, false)
	printTo(t, folder, "a.pdf", wholePDF)
	r.lookOnce()
	printTo(t, folder, "a.pdf", wholePDF+wholePDF)
	if got := r.lookOnce(); got != "" {
		t.Errorf("%q was offered while it grew", got)
	}
	if got := r.lookOnce(); got != "a.pdf" {
		t.Errorf("%q, want it once it is complete", got)
	}
}

// TestPrintedIsTakenOnce: into a draft, and after that never again.
func TestPrintedIsTakenOnce(t *testing.T) {
	t.Parallel()
	for _, remove := range []bool{false, true} {
		r, folder := printing(t, remove)
		report := r.file
		content, err := os.ReadFile(report.Path)
		must(t, err)
		report.Path = printTo(t, folder, "a.pdf", string(content)+"\n%%EOF")
		report.Size, report.SHA256 = measured(t, report.Path)
		r.lookOnce()
		printed, err := r.Printed(t.Context())
		must(t, err)
		r.TakePrinted(printed[0])
		if got := r.lookOnce(); got != "" {
			t.Errorf("%q is offered while a draft holds it", got)
		}
		r.GiveBackPrinted(report.Path)
		if got := r.lookOnce(); got != "a.pdf" {
			t.Errorf("%q, want what the draft let go of", got)
		}
		r.TakePrinted(printed[0])
		draft := r.draft(r.recipient(dispatch.ExternalPartner, faxRoute))
		draft.Documents[0] = report
		made, err := r.Send(t.Context(), draft)
		must(t, err)
		r.lookOnce()
		if _, err := os.Stat(report.Path); err != nil {
			t.Error("gone while the dispatch can still be undone")
		}
		r.apply(made.ID, dispatch.Transition{From: dispatch.Held, To: dispatch.Queued, NextAt: r.clock.Now(), Event: dispatch.Event{Type: dispatch.EventReleased}})
		r.lookOnce()
		if _, err := os.Stat(report.Path); os.IsNotExist(err) != remove {
			t.Errorf("removed: %v, want %v", os.IsNotExist(err), remove)
		}
		r.GiveBackPrinted(report.Path) // as after a new start
		if got := r.lookOnce() + r.lookOnce(); got != "" {
			t.Errorf("%q is offered again after it was sent", got)
		}
	}
}

// TestPrintedDismissed leaves the file where it is.
func TestPrintedDismissed(t *testing.T) {
	t.Parallel()
	r, folder := printing(t, true)
	path := printTo(t, folder, "a.pdf", wholePDF)
	r.lookOnce()
	printed, err := r.Printed(t.Context())
	must(t, err)
	must(t, r.DismissPrinted(t.Context(), printed[0]))
	r.GiveBackPrinted(path)
	if got := r.lookOnce(); got != "" {
		t.Errorf("%q is offered again", got)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error("what nobody sent was removed")
	}
}

// TestPrintedUnderTheSameName: some printers write every document to one file.
func TestPrintedUnderTheSameName(t *testing.T) {
	t.Parallel()
	r, folder := printing(t, true)
	printTo(t, folder, "a.pdf", wholePDF)
	r.lookOnce()
	printed, err := r.Printed(t.Context())
	must(t, err)
	r.TakePrinted(printed[0])
	printTo(t, folder, "a.pdf", wholePDF+"% another one\n")
	r.lookOnce()
	if got := r.lookOnce(); got != "a.pdf" {
		t.Errorf("%q, want the document that came since", got)
	}
}

func TestPrintFolderRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	file := printTo(t, t.TempDir(), "a", "x")
	for _, path := range []string{"prints", file, filepath.Join(file, "below")} {
		if err := r.SavePrintFolder(t.Context(), desk.PrintFolder{Path: path}); dispatch.CodeOf(err) != "print_folder_invalid" {
			t.Errorf("%v", err)
		}
	}
	must(t, r.SavePrintFolder(t.Context(), desk.PrintFolder{}))
	if got := r.lookOnce(); got != "" {
		t.Error(got)
	}
}

// TestPrintedGoesAfterANewStart: the program ended before the undo had passed, and another folder is watched since.
func TestPrintedGoesAfterANewStart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		to      dispatch.State
		event   dispatch.EventType
		gone    bool
		offered string
	}{
		{"sent", dispatch.Queued, dispatch.EventReleased, true, ""},
		{"cancelled", dispatch.Cancelled, dispatch.EventCancelled, false, "a.pdf"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, folder := printing(t, true)
			made, path := r.sendPrinted(folder)
			r.Desk = desk.New(desk.Config{Store: r.store, Random: rand.Reader, Now: r.clock.Now, Actor: "clerk"}) // as after a new start
			must(t, r.SavePrintFolder(t.Context(), desk.PrintFolder{Path: folder + " 2"}))
			must(t, r.SavePrintFolder(t.Context(), desk.PrintFolder{Path: folder, Remove: true}))
			if got := r.lookOnce() + r.lookOnce(); got != "" {
				t.Errorf("%q is offered while the dispatch can still be undone", got)
			}
			r.apply(made.ID, dispatch.Transition{From: dispatch.Held, To: c.to, NextAt: r.clock.Now(), Event: dispatch.Event{Type: c.event}})
			if got := r.lookOnce(); got != c.offered {
				t.Errorf("%q is offered, want %q", got, c.offered)
			}
			if _, err := os.Stat(path); os.IsNotExist(err) != c.gone {
				t.Errorf("gone: %v, want %v", os.IsNotExist(err), c.gone)
			}
		})
	}
}

// sendPrinted takes a document of the print folder and sends it.
func (r *rig) sendPrinted(folder string) (dispatch.Dispatch, string) {
	r.t.Helper()
	report := r.file
	content, err := os.ReadFile(report.Path)
	must(r.t, err)
	report.Path = printTo(r.t, folder, "a.pdf", string(content)+"\n%%EOF")
	report.Size, report.SHA256 = measured(r.t, report.Path)
	r.lookOnce()
	printed, err := r.Printed(r.t.Context())
	must(r.t, err)
	r.TakePrinted(printed[0])
	draft := r.draft(r.recipient(dispatch.ExternalPartner, faxRoute))
	draft.Documents[0] = report
	made, err := r.Send(r.t.Context(), draft)
	must(r.t, err)
	return made, report.Path
}

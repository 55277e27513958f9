package ui

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

func TestPastedPaths(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", nil},
		{"a path", "/documents/a.pdf", []string{"/documents/a.pdf"}},
		{"a path in quotation marks", "\"/documents/a b.PDF\"\r\n", []string{"/documents/a b.PDF"}},
		{"two paths", "/documents/a.pdf\n/documents/b.docx\n", []string{"/documents/a.pdf", "/documents/b.docx"}},
		{"an address", "file:///documents/d%C3%A9pliant.pdf", []string{"/documents/dépliant.pdf"}},
		{"a list of addresses", "# copied\r\nfile:///documents/a.pdf\r\n", []string{"/documents/a.pdf"}},
		{"an address that is broken", "file:///documents/%zz.pdf", nil},
		{"an address elsewhere", "https://clinique.example/a.pdf", nil},
		{"a name alone", "a.pdf", nil},
		{"what cannot be sent", "/documents/a.exe", nil},
		{"a folder", "/documents", nil},
		{"a sentence", "Bonjour,\n/documents/a.pdf", nil},
		{"a line in a path", "file:///documents/a%0Ab.pdf", nil},
		{"too many", strings.Repeat("/a.pdf\n", mostPasted+1), nil},
		{"too long", strings.Repeat("#", longestPaste) + "\n/a.pdf", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := pastedPaths(c.text); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func FuzzPastedPaths(f *testing.F) {
	f.Add("file:///documents/a.pdf\n\"/b.png\"")
	f.Fuzz(func(t *testing.T, text string) {
		for _, path := range pastedPaths(text) {
			if !filepath.IsAbs(path) || !slices.Contains(documentEndings, strings.ToLower(filepath.Ext(path))) {
				t.Errorf("%q", path)
			}
		}
	})
}

// TestPaste: by the key, by the word in the empty column, and while the keyboard is on the recipient.
func TestPaste(t *testing.T) {
	const path = "/documents/depliant.pdf"
	for _, c := range []struct {
		name  string
		paste func(*rig)
	}{
		{"by the key", func(r *rig) { r.shortcut(&fyne.ShortcutPaste{}) }},
		{"by the word", func(r *rig) { r.pick("Coller") }},
		{"over the recipient", func(r *rig) {
			r.sending().recipient.finder.field.TypedShortcut(&fyne.ShortcutPaste{Clipboard: r.config.App.Clipboard()})
		}},
		{"from another room", func(r *rig) { r.enter(roomBook); r.settle(); r.shortcut(&fyne.ShortcutPaste{}) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, nil)
			r.config.App.Clipboard().SetContent(path)
			c.paste(r)
			r.settle()
			if r.here != roomSend || len(r.draft.files) != 1 || r.draft.files[0].path != path {
				t.Errorf("in %s: %d documents", r.here, len(r.draft.files))
			}
			if words := r.sending().recipient.finder.field.Text; words != "" {
				t.Errorf("%q is searched", words)
			}
		})
	}
}

func TestPasteNothing(t *testing.T) {
	r := newRig(t, nil)
	r.config.App.Clipboard().SetContent("Roy")
	r.shortcut(&fyne.ShortcutPaste{})
	r.settle()
	r.says("Aucun chemin de document")
	field := r.sending().recipient.finder.field
	field.TypedShortcut(&fyne.ShortcutPaste{Clipboard: r.config.App.Clipboard()})
	if len(r.draft.files) > 0 || field.Text != "Roy" {
		t.Errorf("%d documents, and %q is searched", len(r.draft.files), field.Text)
	}
}

// TestPasteBehindTheLock: what is on the clipboard waits with the documents that came since.
func TestPasteBehindTheLock(t *testing.T) {
	r := newRig(t, nil)
	r.lockBy(tulip)
	r.lockNow()
	r.settle()
	locked := r.curtain() != nil
	r.config.App.Clipboard().SetContent("/documents/depliant.pdf")
	r.shortcut(&fyne.ShortcutPaste{})
	r.settle()
	if !locked || len(r.draft.files) > 0 {
		t.Errorf("locked: %v, %d documents", locked, len(r.draft.files))
	}
}

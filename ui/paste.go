package ui

import (
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
)

const (
	mostPasted   = 100       // files at once
	longestPaste = 64 * 1024 // bytes of the clipboard that are looked at
)

// paste brings the documents into the draft whose paths are on the clipboard. Fyne reads text from it and nothing
// else: of a picture, or of a file copied on Windows, it says where they can be taken from instead.
func (u *UI) paste() {
	if u.pasted(u.config.App.Clipboard().Content()) {
		return
	}
	if u.here == roomSend {
		u.sending().notice.ask(u.t("paste_nothing"))
	}
}

// pasted brings the documents that a text names into the draft, and reports whether it names any.
func (u *UI) pasted(text string) bool {
	paths := pastedPaths(text)
	if len(paths) == 0 {
		return false
	}
	u.add(paths)
	return true
}

// pastedPaths are the documents that a text names, a line each, by absolute paths, quoted or not, or by file
// addresses. A text that has anything else in it names none.
func pastedPaths(text string) []string {
	if len(text) > longestPaste {
		return nil
	}
	var paths []string
	for line := range strings.Lines(text) {
		line = strings.Trim(strings.TrimSpace(line), `"`)
		if line == "" || strings.HasPrefix(line, "#") { // as in a list of addresses
			continue
		}
		path := pastedPath(line)
		if path == "" || len(paths) == mostPasted {
			return nil
		}
		paths = append(paths, path)
	}
	return paths
}

// pastedPath is the path of a document that can be read; empty for anything else.
func pastedPath(line string) string {
	if scheme, _, is := strings.Cut(line, "://"); is && strings.EqualFold(scheme, "file") {
		address, err := storage.ParseURI(line)
		if err != nil {
			return ""
		}
		line = filepath.FromSlash(address.Path())
	}
	if !filepath.IsAbs(line) || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' }) ||
		!slices.Contains(documentEndings, strings.ToLower(filepath.Ext(line))) {
		return ""
	}
	return filepath.Clean(line)
}

// takesFiles lets documents be pasted where a person has the keyboard between two of them.
func (f *field) takesFiles(u *UI) *field {
	f.paste = func(s fyne.Shortcut) bool {
		p, is := s.(*fyne.ShortcutPaste)
		return is && p.Clipboard != nil && u.pasted(p.Clipboard.Content())
	}
	return f
}

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/souspli/souspli/ui/licences"
)

// Modules that hold what others made, and does not lie in a module of its own.
const (
	pdfium = "github.com/klippa-app/go-pdfium"
	window = "fyne.io/fyne/v2"
)

// pdfiumLookedUp is the SHA-256 of the PDFium whose parts lie in the folder inside. With another one, look up again what
// it is built from (its DEPS and third_party), and change this.
const pdfiumLookedUp = "d65b633ce0fbed46653ed7130153cd8a4b77bf1abec20dcc8a364a49e3055119"

// fonts lie in the window's module, each licence beside them in a file of its own.
var fonts = []struct{ name, file string }{
	{"DejaVu Sans Mono", "LICENSE_DejaVu-Powerline.txt"},
	{"EmojiOne Color", "LICENSE_EmojiOneColor.txt"},
	{"Inter", "LICENSE_Inter.txt"},
	{"Noto Sans", "LICENSE.txt"},
}

// addInside adds what the modules hold of others: PDFium and its parts, the icons and the fonts of the window.
func addInside(root string, modules []module, l *licences.List) error {
	if err := samePDFium(filepath.Join(folderOf(modules, pdfium), "webassembly", "pdfium.wasm")); err != nil {
		return err
	}
	folder := filepath.Join(root, "cmd", "internal", "licences", "inside")
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		c, err := component(module{Path: e.Name(), Dir: filepath.Join(folder, e.Name())}, l)
		if err != nil {
			return err
		}
		l.Components = append(l.Components, c)
	}
	for _, f := range fonts {
		c := licences.Component{Path: f.name}
		if err := addText(&c, l, filepath.Join(folderOf(modules, window), "theme", "font", f.file)); err != nil {
			return err
		}
		if len(c.Licences) == 0 {
			return fmt.Errorf("%s: no licence found", f.name)
		}
		l.Components = append(l.Components, c)
	}
	slices.SortStableFunc(l.Components, func(a, b licences.Component) int {
		return strings.Compare(strings.ToLower(a.Path), strings.ToLower(b.Path))
	})
	return nil
}

func samePDFium(path string) error {
	code, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(code); hex.EncodeToString(sum[:]) != pdfiumLookedUp {
		return fmt.Errorf("%s: another PDFium than that whose parts were looked up", pdfium)
	}
	return nil
}

// folderOf is where a module lies, nothing when it is not in use.
func folderOf(modules []module, path string) string {
	for _, m := range modules {
		if m.Path == path {
			return m.Dir
		}
	}
	return ""
}

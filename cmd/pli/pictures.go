package main

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/facsimile"
)

// pictures writes pages into a folder, made if missing: page-1-plain.png, page-1-prepared.png. They are in
// clear, for their owner alone, and never replace a file.
func pictures(folder string) func(app.FaxPage) error {
	return func(page app.FaxPage) error {
		if os.MkdirAll(folder, 0o700) != nil {
			return unwritten()
		}
		for form, dots := range map[string]*facsimile.Bitmap{"plain": page.Plain, "prepared": page.Prepared} {
			if writePicture(filepath.Join(folder, fmt.Sprintf("page-%d-%s.png", page.Number, form)), dots) != nil {
				return unwritten()
			}
		}
		return nil
	}
}

func unwritten() error {
	return &dispatch.Error{Op: "pli", Kind: dispatch.KindStorage, Code: "output_file"}
}

func writePicture(path string, dots *facsimile.Bitmap) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(file, dots), file.Close())
}

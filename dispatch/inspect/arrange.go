package inspect

import (
	"context"
	"path/filepath"

	"github.com/souspli/souspli/dispatch/inspect/convert"
	"github.com/souspli/souspli/dispatch/inspect/reader"
)

// Leaf is a page of a new document: one of the original's, from 1, turned to the right by 0, 90, 180 or 270 degrees.
type Leaf = reader.Leaf

// Arrange makes a new document of some pages of one that File read, in a given order, and reads it: what is sent
// is what was read, so its kind, its persons and its pages may be others. The new document lives in memory only,
// as the rendition of the file, which must still be the one that was read. Its errors are those of File, and
// page_not_found and pages_not_arranged.
func (i *Inspector) Arrange(ctx context.Context, r Report, leaves []Leaf) (Report, error) {
	original, err := i.document(ctx, r)
	if err != nil {
		return Report{}, err
	}
	made, err := original.Arrange(ctx, leaves)
	if err != nil {
		return Report{}, err
	}
	source := reader.Source{Data: made, Name: "document.pdf"}
	doc, err := i.config.Reader.Open(ctx, source)
	if err != nil {
		return Report{}, err
	}
	report, err := i.report(ctx, fileOf(r), doc, source)
	if err == nil && r.Rendition == nil {
		err = stillThere(r)
	}
	if err != nil {
		doc.Close()
		return Report{}, err
	}
	report.Arranged = true
	i.opened.put(report, doc)
	return report, nil
}

// fileOf is the file of a report, as it was when it was read.
func fileOf(r Report) *file {
	name := r.Name // of what was never a file
	if r.Path != "" {
		name = shown(filepath.Base(r.Path))
	}
	return &file{
		path: r.Path, name: name, format: convert.Format(r.MediaType), size: r.Size, sha256: r.SHA256,
		modified: r.modified,
	}
}

package inspect

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/souspli/souspli/dispatch/inspect/classify"
	"github.com/souspli/souspli/dispatch/inspect/identify"
	"github.com/souspli/souspli/dispatch/inspect/layout"
	"github.com/souspli/souspli/dispatch/inspect/reader"
)

// reading is a document while its pages are read, one at a time.
type reading struct {
	name       string // of the file, as given
	doc        *reader.Document
	kinds      *classify.Classifier
	people     *identify.Finder
	recogniser Recogniser

	bare       int  // pages with no text of their own
	hidden     int  // pages whose text another program recognised, behind their picture
	tried      int  // pages given to the recogniser
	recognised int  // of those, read
	unread     int  // pages whose pictures were not
	written    int  // letters read from pictures
	absent     bool // a picture, and nothing to read it with
	bareName   bool // a name that nothing around it explains
	misnamed   bool // general information by its name or title, not by its pages
}

// report reads all pages, and says what was seen.
func (i *Inspector) report(ctx context.Context, f *file, doc *reader.Document, source reader.Source) (Report, error) {
	properties := doc.Info().Properties
	properties.FileName = f.name
	r := &reading{name: f.name, doc: doc, kinds: classify.New(properties), people: identify.New(i.config.Now())}
	r.people.Properties(properties)
	if err := i.pages(ctx, r); err != nil {
		return Report{}, err
	}
	report := Report{
		Path: f.path, Name: identify.Masked(f.name), MediaType: string(f.format), Pages: doc.Info().Pages, Size: f.size, SHA256: f.sha256,
		modified: f.modified,
	}
	judge(&report, r, doc.Info())
	if !report.Protected {
		if err := i.doubt(ctx, r); err != nil {
			return Report{}, err
		}
		judge(&report, r, doc.Info())
	}
	var err error
	report.Rendition, err = rendition(ctx, doc, source)
	return report, err
}

// patience is how long the pages of one document may take together.
const patience = 90 * time.Second

// pages reads all pages. Those that there was no time for count as unread.
func (i *Inspector) pages(ctx context.Context, r *reading) error {
	until := i.config.Now().Add(patience)
	for number := range r.doc.Info().Pages {
		if i.config.Now().After(until) {
			r.unread += r.doc.Info().Pages - number
			return nil
		}
		if err := i.page(ctx, r, number+1); err != nil {
			return err
		}
	}
	return nil
}

// page reads one page, as a picture when it has no text of its own.
func (i *Inspector) page(ctx context.Context, r *reading, number int) error {
	page, err := r.doc.Text(ctx, number)
	if err != nil {
		return err
	}
	if page.Hidden {
		r.hidden++
	}
	if letters(page) < fewLetters {
		if page, err = i.picture(ctx, r, page); err != nil {
			return err
		}
	}
	r.kinds.Page(page)
	r.people.Page(page)
	return nil
}

// rendition is the PDF that is sent in place of the file, or nil.
func rendition(ctx context.Context, doc *reader.Document, source reader.Source) (*Rendition, error) {
	pdf := source.Data
	if info := doc.Info(); info.Converted || info.Unlocked {
		var made bytes.Buffer
		if err := doc.PDF(ctx, &made); err != nil {
			return nil, err
		}
		pdf = made.Bytes()
	}
	switch {
	case pdf == nil:
		return nil, nil
	case len(pdf) > MaxSize:
		return nil, refuse("file_too_large", nil)
	}
	sum := sha256.Sum256(pdf)
	return &Rendition{Size: int64(len(pdf)), SHA256: hex.EncodeToString(sum[:]), PDF: pdf}, nil
}

func letters(page layout.Page) int {
	count := 0
	for _, line := range page.Lines {
		for _, r := range line.Text {
			if r > ' ' {
				count++
			}
		}
	}
	return count
}

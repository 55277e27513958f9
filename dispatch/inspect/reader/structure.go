package reader

import (
	"errors"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/filter"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/validate"
)

const (
	maxDecoded = 64 << 20 // of one object stream
	maxObjects = 1_000_000
	maxNesting = 100
)

// structure is what a PDF holds besides its pages.
type structure struct {
	pages         int
	javaScript    bool
	embeddedFiles int
	form, xfa     bool
	signatures    int
	extras        extras
}

// readStructure reads a PDF with the library that locks and merges it later: what that one cannot read
// could never be sent. It may panic on hostile files; that is a damaged file to us.
func readStructure(file io.ReadSeeker) (s structure, err error) {
	defer func() {
		if recover() != nil {
			s, err = structure{}, refusal("pdf_damaged")
		}
	}()
	doc, err := pdfcpu.Read(file, settings())
	if err == nil && doc.Encrypt == nil {
		s.fields(doc)
		if s.extras, err = readNotes(doc); err != nil {
			return s, err
		}
		err = validate.XRefTable(doc)
	}
	switch {
	case errors.Is(err, filter.ErrDecodeLimitExceeded):
		return s, refusal(codeTooComplex)
	case err != nil:
		return s, refusal("pdf_damaged")
	case doc.Encrypt != nil:
		return s, refusal("pdf_encrypted")
	}
	s.pages = doc.PageCount
	s.inventory(doc)
	return s, nil
}

// settings are written out here because the library's own defaults come from a file that it would make in
// the person's folder.
func settings() *model.Configuration {
	limits := model.DefaultResourceLimits()
	limits.MaxStreamBytes = MaxSize
	limits.MaxDecodeBytes = maxDecoded
	limits.MaxObjectCount = maxObjects
	limits.MaxXRefEntries = maxObjects
	return &model.Configuration{
		Version: model.VersionStr, Reader15: true, ValidationMode: model.ValidationRelaxed,
		UnsupportedResourcePolicy: model.UnsupportedResourceSkip, Offline: true, Limits: limits,
	}
}

// inventory looks at every object, whether or not the document leads to it.
func (s *structure) inventory(doc *model.Context) {
	for _, entry := range doc.Table {
		if entry != nil && !entry.Free {
			s.look(entry.Object, 0)
		}
	}
}

// fields looks at the form before it is checked: checking takes away one without fields.
func (s *structure) fields(doc *model.Context) {
	catalog, err := doc.Catalog()
	if err != nil {
		return
	}
	form, err := doc.DereferenceDict(catalog["AcroForm"])
	if err != nil || form == nil {
		return
	}
	fields, _ := doc.DereferenceArray(form["Fields"])
	xfa, _ := doc.Dereference(form["XFA"])
	s.xfa = xfa != nil
	s.form = len(fields) > 0 || s.xfa
}

func (s *structure) look(object types.Object, depth int) {
	if depth > maxNesting {
		return
	}
	switch object := object.(type) {
	case types.Dict:
		s.count(object)
		for _, inner := range object {
			s.look(inner, depth+1)
		}
	case types.Array:
		for _, inner := range object {
			s.look(inner, depth+1)
		}
	case types.StreamDict:
		s.look(object.Dict, depth+1)
	case *types.StreamDict:
		s.look(object.Dict, depth+1)
	}
}

// count recognises a dictionary by the keys that ISO 32000-1 gives it: actions (12.6.4), file
// specifications (7.11.3), signatures (12.8.1).
func (s *structure) count(dict types.Dict) {
	if action := dict.NameEntry("S"); action != nil && starts[*action] {
		s.javaScript = true
	}
	if dict["EF"] != nil {
		s.embeddedFiles++
	}
	if dict["ByteRange"] != nil && dict["Contents"] != nil {
		s.signatures++
	}
}

// starts are the actions that do more than show another place.
var starts = map[string]bool{
	"JavaScript": true, "Launch": true, "ImportData": true, "SubmitForm": true, "Rendition": true,
	"RichMediaExecute": true, "GoToE": true,
}

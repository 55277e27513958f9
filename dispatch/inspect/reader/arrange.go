package reader

import (
	"bytes"
	"context"
	"slices"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// Leaf is a page of a new document: one of the original's, from 1, turned to the right by 0, 90, 180 or 270
// degrees from how it is read there.
type Leaf struct {
	Page int `json:"page"`
	Turn int `json:"turn,omitempty"`
}

// Arrange makes a PDF of some of the document's pages, in a given order, each once. What stood on the pages
// besides their content becomes part of it, as it looks; nothing of the pages left out is in it, and neither are
// embedded files, actions, titles and signatures. Besides those of Open, its error is pages_not_arranged.
func (d *Document) Arrange(ctx context.Context, leaves []Leaf) ([]byte, error) {
	a, err := d.request(ctx, request{Op: opArrange, Leaves: leaves})
	return a.payload, err
}

// arrangeable reports whether every leaf is a page of so many, and each once.
func arrangeable(leaves []Leaf, pages int) bool {
	seen := map[int]bool{}
	for _, leaf := range leaves {
		if leaf.Page < 1 || leaf.Page > pages || seen[leaf.Page] || leaf.Turn%90 != 0 || leaf.Turn < 0 || leaf.Turn > 270 {
			return false
		}
		seen[leaf.Page] = true
	}
	return len(leaves) > 0
}

// arranged is the child's side of Arrange.
func (d *pdfDocument) arranged(leaves []Leaf, form bool) ([]byte, error) {
	w := workshop{library: d.library, form: form}
	defer w.close()
	made, err := w.assemble(bytes.Clone(d.bytes()), leaves)
	if err != nil {
		return nil, refusal(codeNotArranged)
	}
	return pruned(made, len(leaves))
}

// workshop is where a document is made of another. Its first error ends the work.
type workshop struct {
	library *library
	form    bool
	fields  *references.FPDF_FORMHANDLE // of the form that is being flattened
	open    []references.FPDF_DOCUMENT
}

func (w *workshop) close() {
	for _, document := range slices.Backward(w.open) {
		_, _ = w.library.instance.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: document})
	}
}

// assemble draws annotations and fields into the pages, takes the pages over into an empty document and turns
// them there.
func (w *workshop) assemble(content []byte, leaves []Leaf) ([]byte, error) {
	opened, err := w.library.instance.OpenDocument(&requests.OpenDocument{File: &content})
	if err != nil {
		return nil, err
	}
	w.open = append(w.open, opened.Document)
	empty, err := w.library.instance.FPDF_CreateNewDocument(&requests.FPDF_CreateNewDocument{})
	if err != nil {
		return nil, err
	}
	w.open = append(w.open, empty.Document)
	if err := w.flatten(opened.Document, leaves); err != nil {
		return nil, err
	}
	if _, err := w.library.instance.FPDF_ImportPagesByIndex(&requests.FPDF_ImportPagesByIndex{
		Source: opened.Document, Destination: empty.Document, PageIndices: indices(leaves),
	}); err != nil {
		return nil, err
	}
	if err := w.turn(empty.Document, leaves); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	_, err = w.library.instance.FPDF_SaveAsCopy(&requests.FPDF_SaveAsCopy{Document: empty.Document, FileWriter: &out})
	return out.Bytes(), err
}

func indices(leaves []Leaf) []int {
	pages := make([]int, len(leaves))
	for i, leaf := range leaves {
		pages[i] = leaf.Page - 1
	}
	return pages
}

// flatten makes part of the pages what stands on them, as a screen shows it.
func (w *workshop) flatten(document references.FPDF_DOCUMENT, leaves []Leaf) error {
	leave, err := w.fill(document)
	if err != nil {
		return err
	}
	defer leave()
	for _, page := range indices(leaves) {
		if err := w.page(document, page, func(page requests.Page) error {
			if err := w.show(page); err != nil {
				return err
			}
			_, err := w.library.instance.FPDFPage_Flatten(&requests.FPDFPage_Flatten{
				Page: page, Usage: requests.FPDFPage_FlattenUsageNormalDisplay,
			})
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// turn turns the pages of the new document.
func (w *workshop) turn(document references.FPDF_DOCUMENT, leaves []Leaf) error {
	for i, leaf := range leaves {
		if leaf.Turn == 0 {
			continue
		}
		if err := w.page(document, i, func(page requests.Page) error {
			was, err := w.library.instance.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: page})
			if err != nil {
				return err
			}
			_, err = w.library.instance.FPDFPage_SetRotation(&requests.FPDFPage_SetRotation{
				Page: page, Rotate: (was.PageRotation + enums.FPDF_PAGE_ROTATION(leaf.Turn/90)) % 4,
			})
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// page runs work with a page, from 0, and closes it.
func (w *workshop) page(document references.FPDF_DOCUMENT, index int, work func(requests.Page) error) error {
	loaded, err := w.library.instance.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: document, Index: index})
	if err != nil {
		return err
	}
	err = work(requests.Page{ByReference: &loaded.Page})
	if _, closing := w.library.instance.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}); err == nil {
		err = closing
	}
	return err
}

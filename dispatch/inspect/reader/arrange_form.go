package reader

import (
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
)

// fill lets the fields of a form be drawn that hold a value without saying how it looks, as they are drawn when
// the document is shown. leave must be called once its pages are done.
func (w *workshop) fill(document references.FPDF_DOCUMENT) (leave func(), err error) {
	if !w.form {
		return func() {}, nil
	}
	filled, err := w.library.instance.FPDFDOC_InitFormFillEnvironment(&requests.FPDFDOC_InitFormFillEnvironment{
		Document: document, FormFillInfo: nobodyFills(),
	})
	if err != nil {
		return nil, err
	}
	w.fields = &filled.FormHandle
	return func() {
		_, _ = w.library.instance.FPDFDOC_ExitFormFillEnvironment(&requests.FPDFDOC_ExitFormFillEnvironment{FormHandle: filled.FormHandle})
		w.fields = nil
	}, nil
}

// show draws the fields of a page.
func (w *workshop) show(page requests.Page) error {
	if w.fields == nil {
		return nil
	}
	_, err := w.library.instance.FORM_OnAfterLoadPage(&requests.FORM_OnAfterLoadPage{Page: page, FormHandle: *w.fields})
	return err
}

// nobodyFills answers what a form asks of a program in which nobody fills it: nothing moves, and no action is done.
func nobodyFills() structs.FPDF_FORMFILLINFO {
	return structs.FPDF_FORMFILLINFO{
		FFI_Invalidate:         func(references.FPDF_PAGE, float64, float64, float64, float64) {},
		FFI_SetCursor:          func(enums.FXCT) {},
		FFI_SetTimer:           func(int, func(int)) int { return 0 },
		FFI_KillTimer:          func(int) {},
		FFI_GetLocalTime:       func() structs.FPDF_SYSTEMTIME { return structs.FPDF_SYSTEMTIME{} },
		FFI_GetPage:            func(references.FPDF_DOCUMENT, int) *references.FPDF_PAGE { return nil },
		FFI_GetRotation:        func(references.FPDF_PAGE) enums.FPDF_PAGE_ROTATION { return 0 },
		FFI_ExecuteNamedAction: func(string) {},
	}
}

package reader

import (
	"math"
)

// Flags of FPDF_RenderPageBitmap.
const (
	renderAnnotations = 0x01
	renderRGB         = 0x10 // instead of BGR
	renderSmallCache  = 0x200
	white             = 0xFFFFFFFF
)

// drawn is a page in PDFium's memory, four bytes a pixel.
type drawn struct {
	library       *library
	bitmap        uint64
	width, height int
	pixels        []byte
}

func (p *drawn) free() { p.library.call("FPDFBitmap_Destroy", p.bitmap) }

// render draws a page, from 1; the caller frees it.
func (d *pdfDocument) render(number int, r Raster, form bool) (*drawn, error) {
	var picture *drawn
	err := d.openPage(number, func(page uint64) (err error) {
		width, height, err := r.fit(d.library.pageSize(page))
		if err != nil {
			return err
		}
		if picture, err = d.library.canvas(width, height); err != nil {
			return err
		}
		d.draw(page, picture, form)
		return nil
	})
	return picture, err
}

// fit is the size in pixels of a page of so many points.
func (r Raster) fit(width, height float64) (int, int, error) {
	if !(width > 0 && height > 0) || r.Width < 1 || r.Height < 1 || r.Width > MaxPixels || r.Height > MaxPixels {
		return 0, 0, refusal(codeDamaged)
	}
	w, h := r.Width, r.Height
	if !r.Stretch {
		scale := min(float64(r.Width)/width, float64(r.Height)/height)
		w, h = max(1, int(math.Round(width*scale))), max(1, int(math.Round(height*scale)))
	}
	if w*h > MaxPixels {
		return 0, 0, refusal(codeTooComplex)
	}
	return w, h, nil
}

func (l *library) canvas(width, height int) (*drawn, error) {
	w, h := uint64(width), uint64(height) //nolint:gosec // positive
	p := &drawn{library: l, width: width, height: height, bitmap: l.call("FPDFBitmap_Create", w, h, 0)}
	if p.bitmap == 0 {
		return nil, refusal(codeTooComplex)
	}
	l.call("FPDFBitmap_FillRect", p.bitmap, 0, 0, w, h, white)
	view, ok := l.module.Memory().Read(l.pointer("FPDFBitmap_GetBuffer", p.bitmap), uint32(4*w*h)) //nolint:gosec // bounded by MaxPixels
	if !ok {
		p.free()
		return nil, refusal(codeTooComplex)
	}
	p.pixels = view
	return p, nil
}

func (d *pdfDocument) draw(page uint64, p *drawn, form bool) {
	w, h := uint64(p.width), uint64(p.height) //nolint:gosec // positive
	const flags = renderAnnotations | renderRGB | renderSmallCache
	d.library.call("FPDF_RenderPageBitmap", p.bitmap, page, 0, 0, w, h, 0, flags)
	if !form {
		return
	}
	fields := d.library.call("FPDFDOC_InitFormFillEnvironment", d.handle, d.library.call("FPDF_FORMFILLINFO_Create"))
	if fields != 0 {
		d.library.call("FPDF_FFLDraw", fields, p.bitmap, page, 0, 0, w, h, 0, flags)
		d.library.call("FPDFDOC_ExitFormFillEnvironment", fields)
	}
}

// gray is the picture with one byte a pixel, by the weights of ITU-R BT.601.
func (p *drawn) gray() []byte {
	gray := make([]byte, p.width*p.height)
	for i := range gray {
		rgb := p.pixels[4*i : 4*i+3]
		gray[i] = byte((299*int(rgb[0]) + 587*int(rgb[1]) + 114*int(rgb[2]) + 500) / 1000) //nolint:gosec // at most 255
	}
	return gray
}

// colour makes the picture opaque: PDFium leaves the fourth byte undefined.
func (p *drawn) colour() []byte {
	for i := 3; i < len(p.pixels); i += 4 {
		p.pixels[i] = 0xFF
	}
	return p.pixels
}

package print

import (
	"io"
	"time"

	"github.com/souspli/souspli/dispatch/wording"
)

// RecoveryCode is what stands on the page that opens a home when everything else is lost.
type RecoveryCode struct {
	Clinic  string // may be empty
	Code    string // in groups, with a dash between
	Printed time.Time
}

// codeSize is large enough to be typed again from a desk away, in points, and codeHeight its line, in millimetres.
const (
	codeSize   = 16
	codeHeight = 9
)

// WriteRecoveryCode writes the page: what it is for, the code, and where to keep it.
func WriteRecoveryCode(w io.Writer, words *wording.Catalogue, r RecoveryCode) error {
	p := newPage(words.Text("print_recovery_title"), r.Printed)
	p.paragraph(words.Text("print_recovery_what"))
	p.pdf.Ln(lineHeight)
	p.write("mono", "", codeSize, codeHeight, r.Code)
	p.heading(words.Text("print_recovery_keep_title"))
	p.paragraph(words.Text("print_recovery_keep"))
	p.heading(words.Text("print_recovery_use_title"))
	p.paragraph(words.Text("print_recovery_use"))
	date := words.Date(r.Printed, r.Printed.Location())
	if r.Clinic == "" {
		p.paragraph(words.Text("print_recovery_date", "date", date))
	} else {
		p.paragraph(words.Text("print_recovery_of", "clinic", r.Clinic, "date", date))
	}
	return p.finish(w)
}

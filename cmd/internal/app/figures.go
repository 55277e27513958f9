package app

import (
	"io"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/print"
	"github.com/souspli/souspli/dispatch/wording"
)

// printFigures writes figures as a page.
func (c Config) printFigures(w io.Writer, f dispatch.Figures, language string) error {
	chosen, ok := wording.ParseLanguage(language)
	if !ok {
		chosen = wording.French
	}
	return print.WriteFiguresPDF(w, chosen, f, c.Now())
}

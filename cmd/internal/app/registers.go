package app

import (
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/print"
	"github.com/souspli/souspli/dispatch/wording"
)

// registerPrinter writes the registers as they stand now.
type registerPrinter struct{ now func() time.Time }

var _ desk.RegisterPrinter = registerPrinter{}

// Incident writes an entry.
func (p registerPrinter) Incident(w io.Writer, i dispatch.Incident, of dispatch.Body, language string) (int, error) {
	return print.WriteIncident(w, wordsIn(language), i, of, p.now())
}

// Register writes all entries.
func (p registerPrinter) Register(
	w io.Writer, all []dispatch.Incident, of dispatch.Body, format desk.RegisterFormat, language string,
) error {
	switch format {
	case desk.FormatPDF:
		return print.WriteIncidents(w, wordsIn(language), all, of, p.now())
	case desk.FormatCSV:
		return print.WriteIncidentsCSV(w, wordsIn(language), all)
	default:
		return noSuchFormat()
	}
}

// Letter drafts a notice.
func (p registerPrinter) Letter(
	w io.Writer, i dispatch.Incident, to dispatch.NoticeTo, of dispatch.Body, format desk.RegisterFormat, language string,
) error {
	switch format {
	case desk.FormatPDF:
		return print.WriteIncidentLetter(w, wordsIn(language), i, to, of, p.now())
	case desk.FormatText:
		return print.WriteIncidentLetterText(w, wordsIn(language), i, to, of, p.now())
	default:
		return noSuchFormat()
	}
}

// Communications writes what was communicated about a person.
func (p registerPrinter) Communications(
	w io.Writer, patient string, lines []dispatch.Communication, of dispatch.Body, language string,
) error {
	return print.WriteCommunications(w, wordsIn(language), patient, lines, of, p.now())
}

func noSuchFormat() error {
	return &dispatch.Error{Op: "registers", Kind: dispatch.KindInvalid, Code: "register_format", Field: "format"}
}

// wordsIn are those of a language; anything but English is French.
func wordsIn(language string) *wording.Catalogue {
	l, _ := wording.ParseLanguage(language)
	return wording.For(l)
}

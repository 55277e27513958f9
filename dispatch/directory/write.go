package directory

import (
	"io"

	"github.com/souspli/souspli/dispatch"
)

// WriteFile writes people as ReadFile reads them again: SourceCSV with headings and values in a language, fr or else
// English, or SourceVCard. A table says more; a card keeps the order of several addresses. Of several portals, only
// the first stands in a table, and none on a card. No cell begins as a formula does.
func WriteFile(w io.Writer, format, language string, people []dispatch.Recipient) error {
	var err error
	switch format {
	case SourceCSV:
		err = writeCSV(w, language == "fr", people)
	case SourceVCard:
		err = writeVCards(w, people)
	default:
		return invalid("export_format", "format")
	}
	if err != nil {
		return &dispatch.Error{Op: "directory.write", Kind: dispatch.KindStorage, Code: "export_not_written", Certainty: dispatch.Unsent}
	}
	return nil
}

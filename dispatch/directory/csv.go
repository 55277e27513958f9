package directory

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// readCSV reads a file with a line of headings. Their words may be French or English.
func readCSV(text string) ([]dispatch.Listed, error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord = separator(text), -1, true
	headings, err := reader.Read()
	if err != nil {
		return nil, invalid("csv_no_headings", "file")
	}
	columns := columnsOf(headings)
	if !columns.name() {
		return nil, invalid("csv_no_headings", "file")
	}
	var entries []dispatch.Listed
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if len(entries) == mostEntries {
			return nil, tooLarge()
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			entries = append(entries, dispatch.Listed{Line: wrong.StartLine, Problem: "csv_malformed"})
			continue
		}
		if line, _ := reader.FieldPos(0); !blank(record) {
			entries = append(entries, columns.entry(line, record))
		}
	}
}

func blank(record []string) bool { return strings.TrimSpace(strings.Join(record, "")) == "" }

// separator is the one that the headings have most of: a comma in English, a semicolon in French.
func separator(text string) rune {
	headings, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	best, most := ',', 0
	for _, candidate := range []rune{';', ',', '\t'} {
		if n := strings.Count(headings, string(candidate)); n > most {
			best, most = candidate, n
		}
	}
	return best
}

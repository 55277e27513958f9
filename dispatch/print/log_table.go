package print

import (
	"io"
	"time"

	"github.com/souspli/souspli/dispatch/wording"
)

// LogTable is a part of the log as a table; the first row is its head.
type LogTable struct {
	Clinic string
	At     time.Time
	Rows   [][]string
}

// WriteLogTable writes the table on as many pages as it takes.
func WriteLogTable(w io.Writer, words *wording.Catalogue, t LogTable) error {
	p := newPage(words.Text("export_title"), t.At)
	p.paragraph(words.Text("export_made", "clinic", t.Clinic, "date", words.DateTime(t.At, t.At.Location()),
		"n", words.Number(int64(len(t.Rows)-1))))
	p.table([]float64{3, 2.4, 2.6, 4, 4}, t.Rows)
	return p.finish(w)
}

package print

import (
	"io"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

// WriteDestruction writes a certificate of destruction: what went, how much, by which rule, the log as it was signed
// before and after, and the home's signature. Nothing on it tells whose documents they were.
func WriteDestruction(w io.Writer, words *wording.Catalogue, clinic string, c dispatch.Certificate) error {
	d := c.Destruction
	p := newPage(words.Text("print_destruction_title"), d.Ended)
	p.paragraph(words.Text("print_destruction_what", "clinic", clinic))
	p.table([]float64{4, 2, 3, 3}, destroyedRows(words, d))
	p.paragraph(words.Text("print_destruction_size", "size", words.Size(d.Destroyed.Bytes)))
	p.paragraph(words.Text("print_destruction_when", "started", words.DateTime(d.Started, d.Started.Location()),
		"ended", words.DateTime(d.Ended, d.Ended.Location()), "actor", d.Actor, "id", string(d.ID)))
	p.heading(words.Text("print_destruction_rule_title"))
	p.paragraph(words.Text("print_destruction_rule", "days", d.Retention.DocumentDays, "log", d.Retention.LogYears,
		"incidents", d.Retention.IncidentYears))
	p.heading(words.Text("print_destruction_before"))
	p.exact(d.Before)
	p.heading(words.Text("print_destruction_after"))
	p.exact(d.After)
	p.heading(words.Text("print_destruction_signature"))
	p.exact(signatureOf(c.Note))
	p.paragraph(words.Text("print_destruction_check"))
	return p.finish(w)
}

func destroyedRows(words *wording.Catalogue, d dispatch.Destruction) [][]string {
	rows := [][]string{{
		words.Text("print_destruction_table_what"), words.Text("pli_retention_count"),
		words.Text("pli_retention_oldest"), words.Text("pli_retention_newest"),
	}}
	for _, sort := range []struct {
		key    string
		amount dispatch.Amount
	}{
		{"retention_documents", d.Destroyed.Documents},
		{"retention_dispatches", d.Destroyed.Dispatches},
		{"retention_incidents", d.Destroyed.Incidents},
		{"retention_lines", d.Destroyed.Lines},
	} {
		row := []string{words.Text(sort.key), words.Number(int64(sort.amount.Count)), "–", "–"}
		if sort.amount.Count > 0 {
			row[2] = words.Date(sort.amount.Oldest, d.Ended.Location())
			row[3] = words.Date(sort.amount.Newest, d.Ended.Location())
		}
		rows = append(rows, row)
	}
	return rows
}

// signatureOf is the part of a signed note below its text.
func signatureOf(note string) string {
	for i := len(note) - 2; i > 0; i-- {
		if note[i] == '\n' && note[i-1] == '\n' {
			return note[i+1:]
		}
	}
	return note
}

package app

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/print"
	"github.com/souspli/souspli/dispatch/wording"
)

// papers writes certificates of destruction and exports.
type papers struct{}

func (papers) Certificate(w io.Writer, c dispatch.Certificate, clinic, language string) error {
	spoken, _ := wording.ParseLanguage(language)
	return print.WriteDestruction(w, wording.For(spoken), clinic, c)
}

func (papers) Export(w io.Writer, o desk.ExportOptions) (desk.ExportWriter, error) {
	spoken, _ := wording.ParseLanguage(o.Language)
	words := wording.For(spoken)
	switch o.Format {
	case desk.ExportCSV:
		return newCSVExport(w, words, o.BOM)
	case desk.ExportJSON:
		out := bufio.NewWriter(w)
		lines := json.NewEncoder(out)
		lines.SetEscapeHTML(false)
		return &jsonExport{out, lines}, nil
	case desk.ExportPDF:
		return newPDFExport(w, words, o), nil
	default:
		return nil, &dispatch.Error{Op: "export", Kind: dispatch.KindInvalid, Code: "export_format", Field: "format"}
	}
}

func exportError(err error) error {
	if err == nil {
		return nil
	}
	return &dispatch.Error{Op: "export", Kind: dispatch.KindStorage, Code: "export_not_written", Err: withoutPath(err)}
}

// jsonExport writes one dispatch a line, as pli shows it.
type jsonExport struct {
	out   *bufio.Writer
	lines *json.Encoder
}

func (e *jsonExport) Add(d dispatch.Dispatch) error {
	return exportError(e.lines.Encode(ViewDispatch(d)))
}
func (e *jsonExport) Close() error { return exportError(e.out.Flush()) }

// exportColumn is a column of a CSV.
type exportColumn struct {
	head string // key of its name
	cell func(words *wording.Catalogue, d dispatch.Dispatch) string
}

func exportColumns() []exportColumn {
	plain := func(value func(dispatch.Dispatch) string) func(*wording.Catalogue, dispatch.Dispatch) string {
		return func(_ *wording.Catalogue, d dispatch.Dispatch) string { return value(d) }
	}
	return []exportColumn{
		{"export_id", plain(func(d dispatch.Dispatch) string { return string(d.ID) })},
		{"export_created", plain(func(d dispatch.Dispatch) string { return d.Created.UTC().Format(time.RFC3339) })},
		{"export_updated", plain(func(d dispatch.Dispatch) string { return d.Updated.UTC().Format(time.RFC3339) })},
		{"export_state", func(words *wording.Catalogue, d dispatch.Dispatch) string { return words.State(d.State) }},
		{"export_channel", func(words *wording.Catalogue, d dispatch.Dispatch) string { return words.Way(d) }},
		{"export_recipient", plain(func(d dispatch.Dispatch) string { return d.Recipient.Name })},
		{"export_organisation", plain(func(d dispatch.Dispatch) string { return d.Recipient.Organisation })},
		{"export_class", plain(func(d dispatch.Dispatch) string { return string(d.Recipient.Class) })},
		{"export_address", plain(func(d dispatch.Dispatch) string { return d.Route.Address })},
		{"export_documents", plain(func(d dispatch.Dispatch) string {
			return ofDocuments(d, func(x dispatch.Document) string { return x.Name })
		})},
		{"export_pages", plain(func(d dispatch.Dispatch) string { return strconv.Itoa(pagesOf(d)) })},
		{"export_sha256", plain(func(d dispatch.Dispatch) string {
			return ofDocuments(d, func(x dispatch.Document) string { return x.SHA256 })
		})},
		{"export_purpose", plain(func(d dispatch.Dispatch) string { return d.Purpose })},
		{"export_reason", plain(func(d dispatch.Dispatch) string { return d.Reason })},
		{"export_authorisation", plain(func(d dispatch.Dispatch) string { return d.Authorisation })},
		{"export_rules", plain(func(d dispatch.Dispatch) string { return strings.Join(d.Rules, " ") })},
		{"export_policy", plain(func(d dispatch.Dispatch) string { return d.PolicyVersion })},
		{"export_attempts", plain(func(d dispatch.Dispatch) string { return strconv.Itoa(len(d.Attempts)) })},
		{"export_reference", plain(lastReference)},
		{"export_error", plain(lastProblem)},
	}
}

func ofDocuments(d dispatch.Dispatch, value func(dispatch.Document) string) string {
	values := make([]string, len(d.Documents))
	for i, document := range d.Documents {
		values[i] = value(document)
	}
	return strings.Join(values, " | ")
}

func pagesOf(d dispatch.Dispatch) (pages int) {
	for _, document := range d.Documents {
		pages += document.Pages
	}
	return pages
}

func lastReference(d dispatch.Dispatch) string {
	if n := len(d.Attempts); n > 0 && d.Attempts[n-1].Receipt != nil {
		return d.Attempts[n-1].Receipt.Reference
	}
	return ""
}

func lastProblem(d dispatch.Dispatch) string {
	if n := len(d.Attempts); n > 0 && d.Attempts[n-1].Error != nil {
		return d.Attempts[n-1].Error.Code
	}
	return ""
}

// csvExport writes RFC 4180: lines end with CR LF.
type csvExport struct {
	words   *wording.Catalogue
	columns []exportColumn
	out     *csv.Writer
}

// byteOrderMark tells Excel that a CSV is UTF-8.
const byteOrderMark = "\ufeff"

func newCSVExport(w io.Writer, words *wording.Catalogue, bom bool) (*csvExport, error) {
	e := &csvExport{words: words, columns: exportColumns(), out: csv.NewWriter(w)}
	e.out.UseCRLF = true
	if bom {
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return nil, exportError(err)
		}
	}
	var head []string
	for _, column := range e.columns {
		head = append(head, words.Text(column.head))
	}
	return e, exportError(e.out.Write(head))
}

// Add writes a line.
func (e *csvExport) Add(d dispatch.Dispatch) error {
	cells := make([]string, len(e.columns))
	for i, column := range e.columns {
		cells[i] = harmless(column.cell(e.words, d))
	}
	return exportError(e.out.Write(cells))
}

// Close writes what waits.
func (e *csvExport) Close() error {
	e.out.Flush()
	return exportError(e.out.Error())
}

// harmless keeps a spreadsheet from taking a cell for a formula: somebody else may have chosen its words. (OWASP, CSV
// injection.)
func harmless(cell string) string {
	if strings.ContainsAny(firstOf(strings.TrimLeft(cell, " \u00a0")), "=+-@\t\r\n＝＋－＠") {
		return "'" + cell
	}
	return cell
}

// firstOf is the first letter of a text.
func firstOf(text string) string {
	for _, r := range text {
		return string(r)
	}
	return ""
}

// mostPDFRows bounds a PDF, which is made in memory.
const mostPDFRows = 5000

// pdfExport collects a table.
type pdfExport struct {
	w     io.Writer
	words *wording.Catalogue
	table print.LogTable
}

func newPDFExport(w io.Writer, words *wording.Catalogue, o desk.ExportOptions) *pdfExport {
	head := []string{}
	for _, key := range []string{"export_created", "export_state", "export_channel", "export_recipient", "export_documents"} {
		head = append(head, words.Text(key))
	}
	return &pdfExport{w, words, print.LogTable{Clinic: o.Clinic, At: o.At, Rows: [][]string{head}}}
}

// Add takes a row, up to a number that still makes a document.
func (e *pdfExport) Add(d dispatch.Dispatch) error {
	if len(e.table.Rows) > mostPDFRows {
		return &dispatch.Error{Op: "export", Kind: dispatch.KindInvalid, Code: "export_too_many", Field: "format", Detail: strconv.Itoa(mostPDFRows)}
	}
	e.table.Rows = append(e.table.Rows, []string{
		e.words.DateTime(d.Created, e.table.At.Location()), e.words.State(d.State), e.words.Way(d), d.Recipient.Name,
		ofDocuments(d, func(x dispatch.Document) string { return x.Name }),
	})
	return nil
}

// Close writes the document.
func (e *pdfExport) Close() error { return print.WriteLogTable(e.w, e.words, e.table) }

package print

import (
	"bytes"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
)

// WriteIncidentsCSV writes the register as a table for spreadsheets: UTF-8 with its mark, one entry a line, days as
// 2026-01-31. No cell begins as a formula does.
func WriteIncidentsCSV(w io.Writer, words *wording.Catalogue, all []dispatch.Incident) error {
	var whole bytes.Buffer
	whole.WriteString("\ufeff")
	table := csv.NewWriter(&whole)
	table.UseCRLF = true
	rows := [][]string{csvHead(words)}
	for _, i := range all {
		rows = append(rows, csvRow(words, i))
	}
	for _, row := range rows {
		for n, cell := range row {
			row[n] = harmless(cell)
		}
	}
	_ = table.WriteAll(rows) // into memory
	if _, err := w.Write(whole.Bytes()); err != nil {
		return &dispatch.Error{Op: "print", Kind: dispatch.KindStorage, Code: "page_not_written", Certainty: dispatch.Unsent}
	}
	return nil
}

func csvHead(words *wording.Catalogue) []string {
	head := []string{words.Text("incident_number"), words.Text("incident_state")}
	for _, f := range []dispatch.IncidentField{
		dispatch.FieldInformation, dispatch.FieldCircumstances, dispatch.FieldOccurred, dispatch.FieldAware, dispatch.FieldPersons, dispatch.FieldRisk,
	} {
		head = append(head, words.IncidentField(f))
	}
	head = append(head, words.Text("incident_reasons"))
	for _, to := range dispatch.NoticesTo() {
		head = append(head, words.NoticeTo(to))
	}
	return append(head, words.IncidentField(dispatch.FieldMeasures), words.Text("incident_keep_until"), words.Text("print_incident_dispatches"))
}

func csvRow(words *wording.Catalogue, i dispatch.Incident) []string {
	row := []string{
		strconv.FormatInt(i.Number, 10), words.IncidentState(i.State), information(words, i),
		joined(i.Circumstances, labelled(words, "incident_cause", i.Cause)), days(i.Occurred), days(i.Aware), affected(i.Persons),
		words.Conclusion(i.Assessment.Serious), i.Assessment.Reasons,
	}
	for _, to := range dispatch.NoticesTo() {
		cell := ""
		if notice, given := i.Notices[to]; given {
			cell = words.Notice(notice)
			if notice.On != "" && notice.Note == "" {
				cell = string(notice.On)
			}
		}
		row = append(row, cell)
	}
	var ids []string
	for _, id := range i.Dispatches {
		ids = append(ids, string(id))
	}
	return append(row, i.Measures, string(i.KeepUntil()), strings.Join(ids, " "))
}

// days is a period as programs read it.
func days(p dispatch.Period) string {
	text := string(p.From)
	if p.To != "" && p.To != p.From {
		text += "/" + string(p.To)
	}
	if p.Approximate {
		text = "~" + text
	}
	return text
}

func affected(p dispatch.AffectedPersons) string {
	switch {
	case p.Number == 0:
		return ""
	case p.Estimated:
		return "~" + strconv.Itoa(p.Number)
	default:
		return strconv.Itoa(p.Number)
	}
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
		return "'" + cell
	}
	return cell
}

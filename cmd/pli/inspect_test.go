package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/souspli/souspli/cmd/internal/app"
	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/classify"
	"github.com/souspli/souspli/dispatch/inspect/identify"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/fax/facsimile"
)

// scan is a report with something in every field.
func scan() inspect.Report {
	return inspect.Report{
		Name: "scan.tiff", MediaType: "image/tiff", Pages: 2, Size: 18400, SHA256: "ab12", Recognised: true,
		Languages: []string{"fr", "en"}, Kind: dispatch.LabResult, KindScore: 14, KindWords: []string{"hémoglobine", "créatinine"},
		Protected: true, Reasons: []inspect.Reason{inspect.HasIdentifier, inspect.KindIsHealth}, Persons: 2,
		Identifiers: []identify.Identifier{
			{Type: identify.QuebecHealthNumber, Masked: "TREJ••••1417", Page: 1, Valid: true},
			{Type: identify.DateOfBirth, Masked: "••••-••-••", Page: 2},
			{Type: identify.Phone, Masked: "514 •••-••42", Valid: true},
		},
		Warnings:   []inspect.Warning{inspect.SeveralPersons, inspect.WrongExtension},
		Rendition:  &inspect.Rendition{Size: 1, SHA256: "cd34"},
		Legibility: &facsimile.Legibility{Pages: 2, Minutes: 1.4, TinyPages: []int{1, 2}},
	}
}

func TestCard(t *testing.T) {
	t.Parallel()
	undecided := inspect.Report{
		Name: "letter.pdf", Pages: 1, TextLayer: true, Legibility: &facsimile.Legibility{},
		Alternatives: []classify.Candidate{{Kind: dispatch.Invoice, Score: 4}, {Kind: dispatch.Referral, Score: 3}},
	}
	for _, c := range []struct {
		name   string
		report inspect.Report
		want   []string
	}{
		{"a scan", scan(), []string{
			"File: scan.tiff", "Format: image/tiff, converted to PDF · 2 pages · 18 kB", "Text: text recognised from a picture",
			"Languages: fr, en", "Kind: laboratory result (14), by: hémoglobine, créatinine", "Protection: protected",
			": An identifier of a person stands in it.", "Persons: 2", "Identifiers: health insurance number TREJ••••1417, page 1",
			": date of birth ••••-••-••, page 2 (doubtful)", ": telephone number 514 •••-••42", "To know: The document holds numbers",
			": The file’s content is not what its name says", "As a fax: about 2 minutes of line", ": very small text: 1, 2",
			": as it is: 84 s on the line, 110 kB", ": prepared for fax: 45 s on the line, 31 kB",
		}},
		{"what was not decided", undecided, []string{
			"Text: the document’s own text", "Kind: not decided", ": perhaps: invoice or receipt (4)", ": perhaps: referral (3)",
			"Protection: nothing personal or confidential found", "As a fax: about 1 minute of line", ": legible",
		}},
		{"what only counts pages", inspect.Report{Protected: true}, []string{"Text: no text read", "Kind: not decided", "Protection: protected"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			lines := cardLines(wording.English, c.report)
			for _, want := range c.want {
				if !strings.Contains(lines, want) {
					t.Errorf("no %q in\n%s", want, lines)
				}
			}
			if both := lines + cardLines(wording.French, c.report); strings.Contains(both, "⟦") || strings.Contains(both, "{") {
				t.Errorf("something is not said:\n%s", both)
			}
		})
	}
}

func cardLines(language wording.Language, r inspect.Report) string {
	s := &session{words: wording.For(language)}
	var lines strings.Builder
	for _, row := range s.card(r, faxSizes{&app.FaxSize{Minutes: 1.4, Bytes: 110_000}, &app.FaxSize{Minutes: 0.75, Bytes: 31_000}}) {
		lines.WriteString(strings.Join(row, ": ") + "\n")
	}
	return lines.String()
}

// Programs read lists as lists, whether or not anything is in them.
func TestWholeReportHasNoNull(t *testing.T) {
	t.Parallel()
	empty := inspect.Report{Alternatives: []classify.Candidate{{Kind: dispatch.Invoice}}, Legibility: new(facsimile.Legibility)}
	for name, r := range map[string]inspect.Report{"empty": empty, "full": scan(), "counted": {}} {
		encoded, err := json.Marshal(whole(r))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(encoded), "null") {
			t.Errorf("%s: %s", name, encoded)
		}
	}
	if empty.Legibility.TinyPages != nil {
		t.Error("the report itself was changed")
	}
}

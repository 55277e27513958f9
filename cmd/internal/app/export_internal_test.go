package app

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// exported is the second line of a CSV with a dispatch to somebody of a name, and all of the CSV.
func exported(t *testing.T, name string, bom bool) (row []string, all string) {
	t.Helper()
	var out strings.Builder
	w, err := papers{}.Export(&out, desk.ExportOptions{Format: desk.ExportCSV, Language: "fr", BOM: bom, At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(dispatch.Dispatch{Recipient: dispatch.Recipient{Name: name}, Channel: dispatch.CloudFax, State: dispatch.Delivered}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), byteOrderMark))).ReadAll()
	if err != nil || len(lines) != 2 {
		t.Fatal(len(lines), err)
	}
	return lines[1], out.String()
}

func TestACellIsNeverAFormula(t *testing.T) {
	t.Parallel()
	const recipient = 5
	for name, want := range map[string]string{
		`=HYPERLINK("http://example.com")`: `'=HYPERLINK("http://example.com")`,
		"+1":                               "'+1",
		"-1":                               "'-1",
		"@SUM(A1)":                         "'@SUM(A1)",
		"\tcmd":                            "'\tcmd",
		"\n=1":                             "'\n=1",
		"  =1":                             "'  =1",
		"\u00a0=1":                         "'\u00a0=1",
		"＝1":                               "'＝1",
		"Pharmacie \"Beaubien\", Montréal": "Pharmacie \"Beaubien\", Montréal",
		"Jean-Guy":                         "Jean-Guy",
		"":                                 "",
	} {
		if row, _ := exported(t, name, false); row[recipient] != want {
			t.Errorf("%q stands as %q", name, row[recipient])
		}
	}
}

func TestACSVSaysHowItIsWritten(t *testing.T) {
	t.Parallel()
	if _, all := exported(t, "Amélie", true); !strings.HasPrefix(all, "\xef\xbb\xbfIdentifiant,") {
		t.Errorf("for Excel it begins with %q", all[:20])
	}
	_, all := exported(t, "Amélie", false)
	if !strings.HasPrefix(all, "Identifiant,") || strings.Count(all, "\r\n") != 2 {
		t.Errorf("it is %q", all)
	}
}

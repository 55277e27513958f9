package inspect_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect"
	"github.com/souspli/souspli/dispatch/inspect/inspecttest"
)

// pdf writes a specimen under the name that its author gave it.
func pdf(t testing.TB, s inspecttest.Specimen) string {
	t.Helper()
	var content bytes.Buffer
	if err := s.PDF(&content); err != nil {
		t.Fatal(err)
	}
	return write(t, s.FileName, content.Bytes())
}

// scanned is the path of a French clinical note without a text layer.
func scanned(t testing.TB) string {
	t.Helper()
	for s := range inspecttest.InFamily(inspecttest.FamilyA, 1, 2) {
		if s.Scanned && s.Kind == dispatch.ClinicalNote && s.Language == "fr" {
			return pdf(t, s)
		}
	}
	t.Fatal("no scanned specimen")
	return ""
}

// TestSpecimens reads documents that no word of the vocabulary was written for, as files. Whoever is
// protected must come out so; what is about nobody mostly too.
func TestSpecimens(t *testing.T) {
	t.Parallel()
	inspector := newBareInspector(t)
	var documents, wrong, asked, persons int
	for s := range inspecttest.InFamily(inspecttest.FamilyB, 7, 2) {
		if s.Scanned {
			continue // TestPicture
		}
		report, err := inspector.File(t.Context(), pdf(t, s), "")
		if err != nil {
			t.Errorf("%s: %v", s.Name, err)
			continue
		}
		documents++
		if s.Protected && !report.Protected {
			t.Errorf("%s is called unprotected", s.Name)
		}
		switch report.Kind {
		case s.Kind:
		case "":
			asked++
		default:
			wrong++
			t.Logf("%s is called %s by %v", s.Name, report.Kind, report.KindWords)
		}
		if report.Persons != s.Persons {
			persons++
			t.Logf("%s is about %d, not %d: %s", s.Name, s.Persons, report.Persons, masked(report))
		}
		namesNobody(t, s, report)
	}
	t.Logf("%d documents: %d of another kind, %d to ask, %d with another number of persons", documents, wrong, asked, persons)
	if wrong*100 > documents*5 || asked*100 > documents*20 || persons*100 > documents*5 {
		t.Error("worse than was measured")
	}
}

func masked(r inspect.Report) string {
	var all []string
	for _, i := range r.Identifiers {
		if i.Type.Personal() {
			all = append(all, i.Masked)
		}
	}
	return strings.Join(all, " ")
}

// namesNobody looks for the patients in what a report can be printed as.
func namesNobody(t *testing.T, s inspecttest.Specimen, report inspect.Report) {
	t.Helper()
	printed := fmt.Sprintf("%v %+v %#v %s", report, report, report, slog.AnyValue(report).Resolve())
	report.Name = "" // the file's own name is told to whoever chose the file
	encoded, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	printed += string(encoded)
	for _, p := range s.Patients {
		if strings.Contains(printed, p.HealthNumber) || strings.Contains(printed, p.Name) || strings.Contains(printed, p.Born) {
			t.Errorf("%s: the report holds a patient", s.Name)
		}
	}
}

func TestTroubles(t *testing.T) {
	t.Parallel()
	inspector := newBareInspector(t)
	for _, trouble := range inspecttest.Troubles() {
		t.Run(trouble.What, func(t *testing.T) {
			report, err := inspector.File(t.Context(), pdf(t, trouble.Specimen), "")
			if err != nil {
				t.Fatal(err)
			}
			if report.Persons != trouble.Persons {
				t.Errorf("%d persons, want %d: %s", report.Persons, trouble.Persons, masked(report))
			}
			if !report.Protected {
				t.Error("unprotected")
			}
			for warning, want := range map[inspect.Warning]bool{
				inspect.PersonList: trouble.List, inspect.OtherNameOnFile: trouble.OtherNameOnFile,
				inspect.BadHealthNumber: trouble.BadHealthNumber, inspect.SeveralPersons: trouble.Persons > 1,
			} {
				if slices.Contains(report.Warnings, warning) != want {
					t.Errorf("%s: %v, want %v", warning, !want, want)
				}
			}
		})
	}
}

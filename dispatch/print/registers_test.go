package print_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/print"
	"github.com/souspli/souspli/dispatch/wording"
)

var (
	printed = time.Date(2026, 3, 15, 9, 0, 0, 0, time.UTC)
	keeper  = dispatch.Body{Sender: dispatch.Sender{
		Organisation: "Clinique de l’Île-aux-Érables", Address: "1 rue du Quai", Phone: "+14185550100",
	}, Profile: dispatch.RegisterProfile{Responsible: "Nadia Exemple", NEQ: "1170000000"}}
)

// astray is an incident of which everything is known but its cause and the notices.
func astray() dispatch.Incident {
	return dispatch.Incident{
		ID: "i", Number: 7, State: dispatch.IncidentOpen, Information: "Résultats de laboratoire", Circumstances: "Télécopie reçue par un commerce",
		Occurred: dispatch.Period{From: "2026-03-01", To: "2026-03-02", Approximate: true}, Aware: dispatch.Period{From: "2026-03-03"},
		Persons:    dispatch.AffectedPersons{Number: 2, Estimated: true},
		Assessment: dispatch.RiskAssessment{Sensitivity: "Santé", Likelihood: "Faible", Serious: dispatch.True, Reasons: "Lus par un tiers"},
		Measures:   "Pages détruites", Opened: printed, Dispatches: []dispatch.ID{"envoi-1"},
	}
}

func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// What each page says, and what it must not.
func TestPagesOfTheRegisters(t *testing.T) {
	t.Parallel()
	empty := dispatch.Incident{ID: "e", Number: 8, State: dispatch.IncidentOpen, Opened: printed}
	letter := func(to dispatch.NoticeTo, i dispatch.Incident) func(w *bytes.Buffer, words *wording.Catalogue) error {
		return func(w *bytes.Buffer, words *wording.Catalogue) error {
			return print.WriteIncidentLetter(w, words, i, to, keeper, printed)
		}
	}
	entry := func(i dispatch.Incident) func(w *bytes.Buffer, words *wording.Catalogue) error {
		return func(w *bytes.Buffer, words *wording.Catalogue) error {
			_, err := print.WriteIncident(w, words, i, keeper, printed)
			return err
		}
	}
	for name, c := range map[string]struct {
		write     func(w *bytes.Buffer, words *wording.Catalogue) error
		fr, en    []string
		neither   []string
		onePageOf bool
	}{
		"entry": {
			entry(astray()),
			[]string{"1. Renseignements visés", "8. Mesures prises", "environ du 1er mars 2026 au 2 mars 2026", "environ 2 personnes", "3 mars 2031", "envoi-1", "[À compléter : date"},
			[]string{"1. Information concerned", "8. Measures taken", "Mar 3, 2031", "[To be completed: date"},
			nil, false,
		},
		"empty entry": {
			entry(empty),
			[]string{"[À compléter : Circonstances]", "Conclusion : pas encore tirée."},
			[]string{"[To be completed: Circumstances]", "Conclusion: not drawn yet."},
			[]string{"préjudice sérieux.", "of serious injury."},
			false,
		},
		"letter to the CAI": {
			letter(dispatch.NoticeCAI, astray()),
			[]string{"Commission d’accès à l’information", "1170000000", "[À compléter : cause]", "Lus par un tiers", "Nadia Exemple"},
			[]string{"[To be completed: cause]", "Of them in Québec: [To be completed"},
			[]string{"[À vérifier", "[To be checked"},
			false,
		},
		"letter of what nobody concluded": {
			letter(dispatch.NoticeMinister, empty), []string{"[À vérifier :", "[À compléter : Risque de préjudice sérieux]"}, []string{"[To be checked:"}, nil, false,
		},
		"letter to the persons": {
			letter(dispatch.NoticePersons, astray()),
			[]string{"[À compléter : nom et adresse de la personne]", "Ce que nous vous suggérons", "Pages détruites"},
			[]string{"What we suggest to you"},
			[]string{"Lus par un tiers", "Faible", "1170000000", "envoi-1"},
			true,
		},
	} {
		for _, language := range wording.Languages() {
			t.Run(name+", "+string(language), func(t *testing.T) {
				t.Parallel()
				var pdf bytes.Buffer
				if err := c.write(&pdf, wording.For(language)); err != nil {
					t.Fatal(err)
				}
				raw := pageText(t, pdf.Bytes())
				text := strings.ReplaceAll(flat(raw), "\u00a0", " ")
				want := c.fr
				if language == wording.English {
					want = c.en
				}
				for _, words := range want {
					if !strings.Contains(text, words) {
						t.Errorf("%q is missing:\n%s", words, text)
					}
				}
				for _, words := range append(c.neither, "⟦", "{") {
					if strings.Contains(text, words) {
						t.Errorf("%q stands there:\n%s", words, text)
					}
				}
				if c.onePageOf && strings.Count(raw, "\f") != 1 {
					t.Errorf("it takes %d pages", strings.Count(raw, "\f"))
				}
			})
		}
	}
}

// The patient reads words, not codes; a long list goes on over pages without losing a line.
func TestCommunicationsOfAPatient(t *testing.T) {
	t.Parallel()
	var lines []dispatch.Communication
	for i := range 40 {
		lines = append(lines, dispatch.Communication{
			At: printed.AddDate(0, 0, -i), Recipient: "Pharmacie Beaubien", Class: dispatch.ExternalPartner, Channel: dispatch.CloudFax,
			Documents: []dispatch.CommunicatedAs{{Kind: dispatch.LabResult, Pages: 2}}, Authorisation: "Consentement", Outcome: dispatch.Delivered,
		})
	}
	lines[3].Purpose = "Suivi"
	for language, want := range map[wording.Language][]string{
		wording.French:  {"Personne : Lise Gagnon", "résultat de laboratoire (2 pages)", "But : Suivi", "But : non inscrit", "remis", "418 555-0100"},
		wording.English: {"Person: Lise Gagnon", "laboratory result (2 pages)", "Purpose: Suivi", "Purpose: not recorded", "delivered"},
	} {
		var pdf bytes.Buffer
		if err := print.WriteCommunications(&pdf, wording.For(language), "Lise Gagnon", lines, keeper, printed); err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(flat(pageText(t, pdf.Bytes())), "\u00a0", " ")
		for _, words := range want {
			if !strings.Contains(text, words) {
				t.Errorf("%s: %q is missing:\n%s", language, words, text)
			}
		}
		if n := strings.Count(text, "Pharmacie Beaubien"); n != len(lines) {
			t.Errorf("%s: %d lines of %d", language, n, len(lines))
		}
		if strings.Contains(text, "lab_result") || strings.Contains(text, "cloud_fax") {
			t.Errorf("%s: a code stands there", language)
		}
	}
}

// Whatever is written in an entry, the table reads back and no cell begins as a formula does.
func TestTheTableRunsNoFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[=+@\-\t"',;\n]?[a-z=+ "\n]{0,12}`)
		i := astray()
		i.Information, i.Circumstances, i.Measures = text.Draw(t, "information"), text.Draw(t, "circumstances"), text.Draw(t, "measures")
		var out bytes.Buffer
		if err := print.WriteIncidentsCSV(&out, wording.For(wording.French), []dispatch.Incident{i}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out.Bytes(), []byte("\ufeff")))).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[0]) != len(rows[1]) {
			t.Fatalf("%v: %v", rows, err)
		}
		for n, cell := range rows[1] {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("%s begins as a formula: %q", rows[0][n], cell)
			}
		}
	})
}

func TestALetterAsText(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := print.WriteIncidentLetterText(&out, wording.For(wording.French), astray(), dispatch.NoticePersons, keeper, printed); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.HasPrefix(text, "Avis d’un incident de confidentialité\n") || !strings.Contains(text, "\nPages détruites\n") {
		t.Errorf("%s", text)
	}
}

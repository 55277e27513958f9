package classify_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/classify"
	"github.com/souspli/souspli/dispatch/inspect/layout"
)

// classified reads a text of one page.
func classified(file, text string) classify.Result {
	c := classify.New(layout.Properties{FileName: file})
	c.Page(layout.FromText(1, text))
	return c.Result()
}

const prescriptionText = `Clinique médicale des Érables
ORDONNANCE
Date : 12 janvier 2026
Amoxicilline 500 mg po tid
Quantité : 21 comprimés      Renouvellement : aucun
Ne pas substituer
Signature du prescripteur`

const requisitionText = `LABORATORY REQUISITION
Tests requested
[x] CBC   [x] Creatinine   [x] TSH   [x] HbA1c   [x] Lipid panel   [ ] INR
Relevant clinical information: fatigue
Ordering physician: A. Roy`

const labText = `Rapport de laboratoire
Analyse	Résultat	Unités	Intervalle de référence
Créatinine	88	umol/L	49-90
Potassium	4,1	mmol/L	3,5-5,1
TSH	2,3	mU/L	0,4-4,0`

const leafletText = `Feuillet d’information
Votre coloscopie
Comment vous préparer : les consignes générales
Nos services et heures d’ouverture`

func TestKinds(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, file, text string
		want             dispatch.DocumentKind // empty: asked
	}{
		{"a prescription", "scan001.pdf", prescriptionText, dispatch.Prescription},
		{"a list of tests asked for is no list of results", "", requisitionText, dispatch.Requisition},
		{"results", "", labText, dispatch.LabResult},
		{"an order of a court is no prescription", "", "Ordonnance de la cour\nORDONNANCE\nPosologie : 5 mg po", ""},
		{"a leaflet", "", leafletText, dispatch.GeneralInfo},
		{"nothing known", "scan001.pdf", "Bonjour, voici ce dont nous parlions hier.", ""},
		{"a name of a file alone", "ordonnance rx renouvellement.pdf", "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := classified(c.file, c.text)
			if c.want == "" && got.Decided || c.want != "" && (!got.Decided || got.Best.Kind != c.want) {
				t.Errorf("%+v, want %q", got, c.want)
			}
			if !got.Decided && got.Protection != classify.Protected {
				t.Error("what is open is not protected")
			}
		})
	}
}

// TestScoring holds the weights of the vocabulary: strong 3, weak 1, file name 2, title 2 or alone 3, negative -4.
func TestScoring(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("mot\n", 6) // what follows is no title
	cases := []struct {
		name, file, text string
		kind             dispatch.DocumentKind
		want             int
	}{
		{"strong", "", body + "Réponse : sommaire de congé", dispatch.DischargeSummary, 3},
		{"strong twice is once", "", body + "sommaire de congé\nSOMMAIRE DE CONGÉ", dispatch.DischargeSummary, 3},
		{"strong in the title", "", "Sommaire de congé de Pavillon\n" + body, dispatch.DischargeSummary, 5},
		{"all of the title", "", "Sommaire de congé\n" + body, dispatch.DischargeSummary, 6},
		{"all of the title but for qualifiers", "", "Sommaire de congé final en cardiologie\n" + body, dispatch.DischargeSummary, 6},
		{"before what it is of", "", "Sommaire de congé - Pavillon no 12\n" + body, dispatch.DischargeSummary, 6},
		{"all of the subject", "", body + "Objet : sommaire de congé", dispatch.DischargeSummary, 6},
		{"a title only", "", "Synopsis\nSeparation summary\n" + body, dispatch.DischargeSummary, 6},
		{"words within a title only", "", "Emergency discharge summary\n" + body, dispatch.DischargeSummary, 6},
		{"the same words are no title", "", body + "see the separation summary of May", dispatch.DischargeSummary, 0},
		{"the title speaks once", "", "Sommaire de congé\nRésumé de départ\n" + body, dispatch.DischargeSummary, 9},
		{"weak", "", body + "le congé", dispatch.DischargeSummary, 1},
		{"in the file's name", "conge_2026.pdf", body, dispatch.DischargeSummary, 2},
		{"a file's name is one witness", "conge_discharge.pdf", body, dispatch.DischargeSummary, 2},
		{"negative", "", body + "sommaire de congé\nrésumé de départ\nvacances", dispatch.DischargeSummary, 2},
		{"across a line's end", "", body + "voici le sommaire\nde congé", dispatch.DischargeSummary, 3},
		{"not across cells", "", body + "sommaire\tde congé", dispatch.DischargeSummary, 1},
		{"divided at a line's end", "", body + "un sommaire de con-\ngé", dispatch.DischargeSummary, 3},
		{"a guarded word beside a strength", "", body + "Ramipril 5 mg die", dispatch.Prescription, 1},
		{"a guarded word without one", "", body + "sine die, po et prn", dispatch.Prescription, 0},
		{"a concentration is no strength", "", body + "protéines 5 mg/L po die", dispatch.Prescription, 0},
		{"beside a box to tick", "", body + "[x] FSC", dispatch.Requisition, 1},
		{"no box", "", body + "la FSC", dispatch.Requisition, 0},
		{"rows of values and ranges", "", body + "Na\t140\t135-145\nK\t4,1\t3,5 - 5,1\nGlu\t5.9 H\t< 5,6", dispatch.LabResult, 3},
		{"values without ranges", "", body + "Na\t140\t1\nK\t4,1\t2\nGlu\t5.9 H\t3", dispatch.LabResult, 0},
		{"words of any document", "", body + "Pages confidentielles. Certified copy", dispatch.RecordCopy, 0},
		{"a heading before a colon", "", body + "Technique : sans contraste", dispatch.ImagingReport, 3},
		{"a heading alone on its line", "", body + "TECHNIQUE\nsans contraste", dispatch.ImagingReport, 3},
		{"no heading", "", body + "la technique du patient", dispatch.ImagingReport, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := score(classified(c.file, c.text), c.kind); got != c.want {
				t.Errorf("%d, want %d", got, c.want)
			}
		})
	}
}

func score(r classify.Result, kind dispatch.DocumentKind) int {
	for _, candidate := range append([]classify.Candidate{r.Best}, r.Others...) {
		if candidate.Kind == kind {
			return candidate.Score
		}
	}
	return 0
}

// TestTitleIsInTheLargestLetters: a heading of the body, as large as the words around it, is none.
func TestTitleIsInTheLargestLetters(t *testing.T) {
	t.Parallel()
	page := layout.Page{Number: 1, Lines: []layout.Line{
		{Text: "Hôpital du Fleuve", Size: 20},
		{Text: "Sommaire de congé", Size: 16.2},
		{Text: "Note d'évolution", Size: 10},
		{Text: strings.Repeat("texte courant ", 40), Size: 10},
	}}
	c := classify.New(layout.Properties{})
	c.Page(page)
	got := c.Result()
	if score(got, dispatch.DischargeSummary) != 6 || score(got, dispatch.ClinicalNote) != 3 {
		t.Errorf("%+v", got)
	}
}

func TestWordsThatDecidedAreTold(t *testing.T) {
	t.Parallel()
	got := classified("rx.pdf", prescriptionText)
	if !slices.Contains(got.Best.Words, "ne pas substituer") || !slices.Contains(got.Best.Words, "rx") {
		t.Errorf("%q", got.Best.Words)
	}
	first, last := got.Best.Words[0], got.Best.Words[len(got.Best.Words)-1]
	if first == "mg" || last == "ne pas substituer" {
		t.Errorf("not the weightiest first: %q", got.Best.Words)
	}
}

func TestProtection(t *testing.T) {
	t.Parallel()
	const invoice = "FACTURE\nNuméro de facture : 1021\nSous-total 80,00 $\nTPS 4,00 $\nTotal à payer 91,98 $\n"
	const appointment = "Confirmation de rendez-vous\nDate du rendez-vous : 3 mars\nHeure du rendez-vous : 9 h\nCardiologie"
	const minutes = "Procès-verbal\nOrdre du jour\nAdoption de l'ordre du jour\nLevée de la séance"
	cases := []struct {
		name, text string
		want       classify.Protection
	}{
		{"a clinical document", labText, classify.Protected},
		{"an invoice", invoice + "Photocopies", classify.Personal},
		{"an invoice that names a health service", invoice + "Séance de physiothérapie", classify.Protected},
		{"an invoice that names a topic", invoice + "Test VIH", classify.Protected},
		{"an appointment, whatever the specialty", appointment, classify.Personal},
		{"minutes of a meeting", minutes, classify.Organisation},
		{"a leaflet", leafletText, classify.None},
		{"unknown", "Bonjour", classify.Protected},
		{"nothing", "", classify.Protected},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := classified("", c.text); got.Protection != c.want {
				t.Errorf("%s, want %s: %+v", got.Protection, c.want, got)
			}
		})
	}
}

func TestTopics(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, text string
		want       []classify.Topic
	}{
		{"the beginning of a word", "suivi psychiatrique", []classify.Topic{classify.MentalHealth}},
		{"not its middle", "une neuropsychologue", nil},
		{"a whole word", "dépistage du VIH et du SIDA", []classify.Topic{classify.SexualReproductive}},
		{"not a part of a word", "la présidalité ; Vihar ; sidatorium", nil},
		{"across accents and capitals", "OPIOÏDES", []classify.Topic{classify.Addiction}},
		{"several, in their order", "soins palliatifs ; test génétique", []classify.Topic{classify.Genetics, classify.EndOfLife}},
		{"unfit for work is no legal matter", "inapte au travail jusqu'au 3 mars", nil},
		{"unfit by law is", "déclarée inapte à consentir aux soins", []classify.Topic{classify.Legal}},
		{"a depression of the breath", "risque de dépression respiratoire", nil},
		{"a depression", "une dépression majeure", []classify.Topic{classify.MentalHealth}},
		{"a depression on an electrocardiogram", "ST depression in V4", nil},
		{"a leaflet too is flagged", leafletText + "\nLa contraception", []classify.Topic{classify.SexualReproductive}},
		{"nothing", "une entorse de la cheville", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := classified("", c.text).Topics; !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestTopicInTheFileName(t *testing.T) {
	t.Parallel()
	if got := classified("RapportPsychiatrie.pdf", "").Topics; !slices.Equal(got, []classify.Topic{classify.MentalHealth}) {
		t.Errorf("%q", got)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	const (
		french  = "Le patient est vu pour une douleur à la jambe depuis trois jours, sans fièvre et avec une toux."
		english = "The patient was seen for pain in the leg and has had a cough with fever since this morning."
	)
	cases := []struct {
		name, text string
		want       []string
	}{
		{"French", french, []string{"fr"}},
		{"English", english, []string{"en"}},
		{"both, French first", french + "\n" + french + "\n" + english, []string{"fr", "en"}},
		{"both, English first", french + "\n" + english + "\n" + english, []string{"en", "fr"}},
		{"a bilingual form", "Nom / Name\nDate de naissance / Date of birth\nAdresse / Address\nTéléphone / Phone\n" +
			"Signature du médecin / Signature of the physician\nRaison de la demande / Reason for the request", []string{"en", "fr"}},
		{"a quotation", french + "\n" + french + "\nShe said: wait for it", []string{"fr"}},
		{"too little text", "Rx", nil},
		{"nothing", "", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := classified("", c.text).Languages; !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Diagnostic : fracture": true, "the patient's symptoms": true, "Usager : 12": true,
		"Bon de commande : trois boîtes de papier": false, "": false,
	} {
		if got := classified("", text).Health; got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

func TestWordsAreCounted(t *testing.T) {
	t.Parallel()
	if got := classified("rapport.pdf", "Deux mots : 12 345 §§ x\tet trois").Words; got != 4 {
		t.Errorf("%d words", got)
	}
}

// TestLaterPagesCountLittle: the first page tells what a document is; a copy of a record has reports after it.
func TestLaterPagesCountLittle(t *testing.T) {
	t.Parallel()
	c := classify.New(layout.Properties{})
	c.Page(layout.FromText(1, "COPIE DU DOSSIER MÉDICAL\nVeuillez trouver ci-joint la copie certifiée."))
	before := c.Result()
	for n := range 200 {
		c.Page(layout.FromText(n+2, prescriptionText+"\n"+labText))
	}
	after := c.Result()
	if !after.Decided || after.Best.Kind != dispatch.RecordCopy || after.Best.Score < before.Best.Score {
		t.Errorf("%+v, then %+v", before, after)
	}
	if score(after, dispatch.LabResult) > 4 {
		t.Errorf("pages after the first count too much: %+v", after)
	}
}

func TestCoverOfAFaxIsNoFirstPage(t *testing.T) {
	t.Parallel()
	c := classify.New(layout.Properties{})
	c.Page(layout.FromText(1, "TÉLÉCOPIE\nDestinataire : Pharmacie du Lac\nExpéditeur : Clinique\nNombre de pages : 2"))
	c.Page(layout.FromText(2, prescriptionText))
	if got := c.Result(); !got.Decided || got.Best.Kind != dispatch.Prescription {
		t.Errorf("%+v", got)
	}
}

// TestWeakWordsNeverDecide: all together, without a title, they stay under the threshold.
func TestWeakWordsNeverDecide(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("mot\n", 6) + "hémoglobine, leucocytes, plaquettes, potassium, sodium, glucose, créatinine, TSH"
	if got := classified("", text); got.Decided || score(got, dispatch.LabResult) != 4 {
		t.Errorf("%+v", got)
	}
}

// TestOptionsOfAFormCountLittle: what may be asked for is not what the document is.
func TestOptionsOfAFormCountLittle(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("mot\n", 6) + "☐ Sommaire de congé ☑ Rapport de pathologie [ ] Rapport opératoire"
	got := classified("", text)
	for _, kind := range []dispatch.DocumentKind{dispatch.DischargeSummary, dispatch.PathologyReport, dispatch.OperativeReport} {
		if score(got, kind) != 1 {
			t.Errorf("%s: %+v", kind, got)
		}
	}
}

func TestPropertiesAreRead(t *testing.T) {
	t.Parallel()
	c := classify.New(layout.Properties{Title: "Rapport de pathologie", Subject: "Biopsie"})
	c.Page(layout.FromText(1, "texte"))
	if got := c.Result(); score(got, dispatch.PathologyReport) < 3 {
		t.Errorf("%+v", got)
	}
}

// TestReadingLaws: whatever is read, decided means far enough ahead, open means protected, and a further
// page takes no positive word away.
func TestReadingLaws(t *testing.T) {
	t.Parallel()
	scraps := []string{
		prescriptionText, requisitionText, labText, leafletText, "Facture", "TPS", "\t", "-", "psychiatrie",
		"Votre rendez-vous", "500 mg po", "é\u0301", "\x00", "court order", "rendez-",
	}
	rapid.Check(t, func(t *rapid.T) {
		pages := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom(scraps)), 0, 5).Draw(t, "pages")
		c := classify.New(layout.Properties{FileName: rapid.String().Draw(t, "file")})
		for i, page := range pages {
			c.Page(layout.FromText(i+1, page))
		}
		r := c.Result()
		if r.Decided && (r.Best.Score < 6 || len(r.Others) > 0 && r.Best.Score < r.Others[0].Score+2) {
			t.Errorf("decided too soon: %+v", r)
		}
		if !r.Decided && r.Protection != classify.Protected || len(r.Others) > 3 {
			t.Errorf("%+v", r)
		}
	})
}

func FuzzPage(f *testing.F) {
	f.Add("rx.pdf", prescriptionText)
	f.Add("a\u0301.", "\xff\xfe-\n\u00ad\n\t\tpo 5 mg")
	f.Fuzz(func(t *testing.T, file, text string) {
		if r := classified(file, text); r.Words < 0 || r.Words > len(text) || r.Best.Score < 0 {
			t.Errorf("%+v", r)
		}
	})
}

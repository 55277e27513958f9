package app

import (
	"os"
	"path/filepath"

	"codeberg.org/go-pdf/fpdf"
)

// sample is a fictitious document of a practice home. Its health-insurance numbers are valid and nobody's;
// its telephone numbers are of the 555-01xx range.
type sample struct {
	file, title string
	lines       []string
}

const sampleClinic = "Clinique Beauséjour (fictive), 100 rue de l'Exemple, Montréal, 514 555-0100"

var samples = []sample{
	{"ordonnance.pdf", "Ordonnance médicale", []string{
		"Patient : Jeanne Tremblay", "NAM : TREJ 5853 1417", "",
		"Amoxicilline 500 mg, comprimés", "Prendre 1 comprimé par la bouche 3 fois par jour pendant 7 jours",
		"Quantité : 21   Renouvellement : 0", "",
		"Signature manuscrite : Dre M. Bouchard, no de permis 99999",
	}},
	{"rapport-de-consultation.pdf", "Rapport de consultation", []string{
		"Patient : Thomas Nguyen", "NAM : NGUT 9001 3115", "",
		"Motif : dyspnée à l'effort depuis trois mois.",
		"Examen : auscultation normale, saturation 98 %.",
		"Impression : asthme léger probable. Spirométrie demandée.",
		"Conduite : bronchodilatateur au besoin, revoir dans six semaines.",
	}},
	{"resume-de-depart.pdf", "Résumé de départ", []string{
		"Patient : Maxime Boucher", "NAM : BOUM 0111 3025", "",
		"Admission pour appendicite aiguë, opéré sans complication.",
		"Congé à domicile, repos une semaine.",
		"Consulter si fièvre, rougeur de la plaie ou douleur croissante.",
	}},
	{"resultat-de-laboratoire.pdf", "Résultat de laboratoire", []string{
		"Patiente : Simone Côté", "NAM : COTS 2452 2916", "",
		"Hémoglobine 138 g/L (120-160)", "Créatinine 71 µmol/L (45-90)", "TSH 2,1 mUI/L (0,4-4,0)",
		"Tous les résultats sont dans les valeurs de référence.",
	}},
	{"depliant-vaccination.pdf", "La vaccination contre la grippe", []string{
		"Dépliant d'information générale : aucun renseignement personnel.", "",
		"La vaccination est offerte sans rendez-vous d'octobre à mars.",
	}},
}

// writeSamples makes the fictitious documents in a folder.
func writeSamples(folder string) error {
	if err := os.MkdirAll(folder, privateDir); err != nil {
		return homeError("home_unwritable", err)
	}
	for _, s := range samples {
		if err := s.write(filepath.Join(folder, s.file)); err != nil {
			return homeError("home_unwritable", err)
		}
	}
	return nil
}

func (s sample) write(path string) error {
	pdf := fpdf.New("P", "mm", "Letter", "")
	latin := pdf.UnicodeTranslatorFromDescriptor("")
	pdf.SetMargins(25, 25, 25)
	pdf.AddPage()
	pdf.SetFont("Helvetica", "", 10)
	pdf.MultiCell(0, 5, latin(sampleClinic), "", "L", false)
	pdf.Ln(8)
	pdf.SetFont("Helvetica", "B", 18)
	pdf.MultiCell(0, 9, latin(s.title), "", "L", false)
	pdf.Ln(6)
	pdf.SetFont("Helvetica", "", 12)
	for _, line := range s.lines {
		pdf.MultiCell(0, 7, latin(line), "", "L", false)
	}
	pdf.Ln(12)
	pdf.SetFont("Helvetica", "I", 10)
	pdf.MultiCell(0, 5, latin("Document fictif, pour l'exercice."), "", "L", false)
	return pdf.OutputFileAndClose(path)
}

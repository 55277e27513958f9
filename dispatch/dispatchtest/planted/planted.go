// Package planted looks for what must not be found: every name, number, title and secret that the tests use, in
// whatever a program leaves behind or shows to others.
//
// Promise: a planted word is found in a file in every form that gives it away (UTF-8, UTF-16, Latin-1, hexadecimal,
// base64, quoted-printable, as part of a URL or of JSON, in any case), and in the arguments and the environment of every
// program that the tests start. Failure policy: what cannot be read is a failure; a suite that leaves a planted word, or
// a file of ours, in the temporary folder fails at its end.
package planted

// Word is what a test planted. Kind says what it is; the word itself is fictitious.
type Word struct{ Kind, Text string }

// Words are those of all suites: the people of a practice home, of the scripts and of the documents that they send.
func Words() []Word {
	var all []Word
	for _, g := range [...]struct {
		kind  string
		words []string
	}{
		{"name", []string{
			"Amélie Roy", "Maxime Boucher", "Simone Côté", "Samuel Lam", "Minh Lam", "Lise Gagnon", "Nadeau, Amelie",
			"Mme Tremblay", "Jeanne Tremblay", "Thomas Nguyen", "Rosalie Gagné", "Marguerite Thibodeau", "Dr Essai", "Chez Roy",
		}},
		{"organisation", []string{
			"Pharmacie Beaubien", "Clinique du Parc", "Imagerie Laval", "Clinique de la Capitale", "Clinique Beauséjour",
			"Clinique Alma", "Pharmacie Essai", "Groupe Proxim",
		}},
		{"address", []string{
			"amelie.roy@", "clinique-du-parc.example", "maxime.boucher", "simone.cote@", "samuel.lam.med@",
			"accueil@clinique-beausejour", "100 rue de l'Exemple", "essai@cabinet.example", "lise@gagnon.example",
		}},
		{"number", []string{
			"5145550100", "5145550101", "5145550140", "5145550142", "5145550160", "4505550170", "6135550180",
			"514 555-0100", "514 555-0142", "514 555-0160", "514-555-0142",
		}},
		{"health number", []string{
			"TREJ58531417", "TREJ 5853 1417", "BOUM 0111 3025", "NGUT 9001 3115", "COTS 2452 2916",
		}},
		{"file name", []string{"rapport-de-consultation", "ordonnance.pdf", "resume-de-depart", "resultat-de-laboratoire"}},
		{"title or message", []string{
			"Rapport de consultation", "voici le rapport", "EX-2026-002", "continuité", "Suivi de Lise Gagnon", "consent 7",
		}},
		{"words of a document", []string{"Amoxicilline", "appendicite", "Hémoglobine", "bronchodilatateur"}},
		{Secret, []string{"correct horse battery", "s3cret-violette"}},
	} {
		for _, w := range g.words {
			all = append(all, Word{g.kind, w})
		}
	}
	return all
}

// Secret is the kind of words that nobody may see, not even in what a person typed to start a program.
const Secret = "secret"

// Secrets are the words of that kind.
func Secrets() []Word {
	var secrets []Word
	for _, w := range Words() {
		if w.Kind == Secret {
			secrets = append(secrets, w)
		}
	}
	return secrets
}

package identify_test

import (
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/identify"
)

func TestBareName(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"Remis à Lise Gagnon":                                        true,
		"GAGNON Lise":                                                true,
		"Pour : Lise Gagnon, chambre 12":                             true,
		"Votre rendez-vous, Marie Tremblay, en oncologie":            true,
		"Guide du patient : heures d'ouverture":                      false,
		"5400, rue Jean Tremblay, Montréal":                          false,
		"Hôpital Pierre Boucher, porte B":                            false,
		"CLSC Jean Gagnon":                                           false,
		"Dre Marie Tremblay, médecin de famille":                     false,
		"Rédaction : Marie Tremblay, diététiste":                     false,
		"Feuillet d'information sur la vaccination contre la grippe": false,
		"": false,
	} {
		if got := identify.BareName(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}

func FuzzBareName(f *testing.F) {
	f.Add("Remis à Lise Gagnon")
	f.Add("\xff\xfe rue")
	f.Fuzz(func(_ *testing.T, line string) { identify.BareName(line) })
}

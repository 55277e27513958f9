package identify

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestMasked(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"number and name", "BOUM01113025 Maxime Boucher.pdf", "BOUM••••3025 Maxime Boucher.pdf"},
		{"in groups", "BOUM 0111 3025.pdf", "BOUM••••3025.pdf"},
		{"hyphens", "labo BOUM-0111-3025 final.pdf", "labo BOUM••••3025 final.pdf"},
		{"underscores", "Boucher_Maxime_BOUM_0111_3025_labo.pdf", "Boucher_Maxime_BOUM••••3025_labo.pdf"},
		{"lower case", "boum01113025.pdf", "BOUM••••3025.pdf"},
		{"lower case in groups", "boum 0111 3025.pdf", "BOUM••••3025.pdf"},
		{"accents before it", "Résumé été – NGUT90013115 – Hélène.pdf", "Résumé été – NGUT••••3115 – Hélène.pdf"},
		{"letter in position 11", "LEBA195701A2.pdf", "LEBA••••01A2.pdf"},
		{"wrong check digit", "boum01113026.pdf", "BOUM••••3026.pdf"},
		{"no such day", "Boum 0113 3925.pdf", "BOUM••••3925.pdf"},
		{"a letter for a digit", "NAM BOUM O111 3O25", "NAM BOUM••••3025"},
		{"full width", "ＢＯＵＭ０１１１３０２５.pdf", "BOUM••••3025.pdf"},
		{"against a word", "BoucherBOUM01113025v2.pdf", "BoucherBOUM••••3025v2.pdf"},
		{"twice", "BOUM01113025-TREJ58531417.pdf", "BOUM••••3025-TREJ••••1417.pdf"},
		{"in an address", "trej58531417@example.org", "TREJ••••1417@example.org"},
		{"beside its date", "TREJ58531417 1958-03-14.pdf", "TREJ••••1417 ••••-••-••.pdf"},
		{"date of birth", "Tremblay_Julie_DDN_1958-03-14.pdf", "Tremblay_Julie_DDN_••••-••-••.pdf"},
		{"date against its word", "Julie DDN58-03-14 suivi.pdf", "Julie DDN••••-••-•• suivi.pdf"},
		{"date in words", "née le 14 mars 1958, à Québec", "née le ••••-••-••, à Québec"},
		{"SIN", "NAS 046-454-286.pdf", "NAS •••••286.pdf"},
		{"SIN in brackets", "NAS (046 454 286)", "NAS (•••••286)"},
		{"SIN, nothing names it", "T4_130_692_544.pdf", "T4_•••••544.pdf"},
		{"SIN in one", "130692544.pdf", "•••••544.pdf"},
		{"Ontario", "OHIP 1234-567-897.pdf", "OHIP •••••897.pdf"},
		{"Ontario, nothing names it", "1234-567-897.pdf", "•••••897.pdf"},
		{"British Columbia", "9698658215.pdf", "•••••215.pdf"},
		{"chart", "no dossier 448812 suivi.pdf", "no dossier ••••12 suivi.pdf"},
		{"a long number", "export 700418822913.pdf", "export •••••913.pdf"},
		{"lines", "BOUM01113025\nTREJ58531417\n", "BOUM••••3025\nTREJ••••1417\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Masked(c.text); got != c.want {
				t.Errorf("%q: got %q, want %q", c.text, got, c.want)
			}
			if again := Masked(Masked(c.text)); again != c.want {
				t.Errorf("%q: masked twice is %q", c.text, again)
			}
		})
	}
}

func TestMaskedLeavesTheRest(t *testing.T) {
	for _, text := range []string{
		"", "_", ".pdf", "Maxime Boucher.pdf", "scan0001.pdf", "scan_20261120081500.pdf", "KM_C454e-20261120081500.pdf", "doc04512020261120.pdf",
		"labo 2026-11-20.pdf", "Document20121105.pdf", "Cote_20121105.pdf", "Ordonnance 2026-11-20 (2).pdf", "Rapport_annuel_2025-2026.pdf",
		"AH-216 DT9123.pdf", "Téléc. 514 555-0143.pdf", "514-555-0142.pdf", "H2X 1Y4", "Reçu 1 234,56 $.pdf", "note 2012-11-05.pdf",
		"Facture no 2026-00123.pdf", "Lot 240512", "Le 14 mars 1958, la clinique a ouvert", "accentué_à_l’été.pdf", "plan 20261122.pdf", "\xff\xfe.pdf",
	} {
		if got := Masked(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// Wherever a health number stands in a name, in whatever of the usual forms, its birth does not come out.
func TestMaskedHidesEveryHealthNumber(t *testing.T) {
	numbers := []string{"TREJ58531417", "BOUM01113025", "NGUT90013115", "COTS24522916"}
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.SampledFrom(numbers).Draw(t, "number")
		sep := rapid.SampledFrom([]string{"", " ", "-", "_"}).Draw(t, "separator")
		written := number[:4] + sep + number[4:8] + sep + number[8:]
		if rapid.Bool().Draw(t, "lower") {
			written = strings.ToLower(written)
		}
		border := rapid.SampledFrom([]string{" ", "_", "-", ".", "(", ", "}).Draw(t, "border")
		before := rapid.StringMatching(`[A-Za-zéÈœ ]{0,12}`).Draw(t, "before")
		after := rapid.StringMatching(`[A-Za-zéÈœ ]{0,12}\.pdf`).Draw(t, "after")
		want := before + border + number[:4] + "••••" + number[8:] + border + after
		if got := Masked(before + border + written + border + after); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

// No text makes it panic, and what it writes holds no number that it would mask.
func FuzzMasked(f *testing.F) {
	for _, seed := range []string{
		planted, "BOUM_0111_3025 é.pdf", "DDN75-03-01", "NAS (046 454 286)", "\xffTREJ58531417\xff", "１２３４５６７８９", "ddn\t1/2/3\nnas 1", "ŒŒ 130 692 544",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		masked := Masked(text)
		if utf8.ValidString(text) && !utf8.ValidString(masked) {
			t.Errorf("%q became %q", text, masked)
		}
		if strings.Count(masked, "\n") != strings.Count(text, "\n") {
			t.Errorf("%q has other lines than %q", masked, text)
		}
	})
}

func BenchmarkMasked(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Masked("Boucher_Maxime_BOUM_0111_3025_DDN_2001-11-30_labo.pdf")
	}
}

// A megabyte costs what its bytes cost.
func BenchmarkMaskedLongLine(b *testing.B) {
	for _, text := range []string{"TREJ58531417 ", "1 2 3 4 5 6 ", "130 692 544 ", "dob 1958-03-14 ", "123456789", "trej", "nas ", "TREJ 5853 1417 1958-03-14 "} {
		b.Run(text, func(b *testing.B) {
			long := strings.Repeat(text, 1<<20/len(text)) + "1"
			b.SetBytes(1 << 20)
			for b.Loop() {
				Masked(long)
			}
		})
	}
}

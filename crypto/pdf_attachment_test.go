package crypto_test

import (
	"bytes"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/souspli/souspli/crypto"
)

func TestPDFAttachments(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		inside [][]byte
		want   int
	}{
		"none":          {nil, 0},
		"one":           {[][]byte{[]byte("a proof")}, 1},
		"two":           {[][]byte{[]byte("a proof"), []byte("another")}, 2},
		"one too large": {[][]byte{bytes.Repeat([]byte("x"), 101), []byte("a proof")}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pdf := fpdf.New("P", "mm", "Letter", "")
			pdf.AddPage()
			var all []fpdf.Attachment
			for _, content := range test.inside {
				all = append(all, fpdf.Attachment{Content: content, Filename: "a.txt"})
			}
			pdf.SetAttachments(all)
			var whole bytes.Buffer
			if err := pdf.Output(&whole); err != nil {
				t.Fatal(err)
			}
			found, err := crypto.PDFAttachments(bytes.NewReader(whole.Bytes()), 100)
			if err != nil || len(found) != test.want {
				t.Fatalf("found %d, %v", len(found), err)
			}
			if test.want > 0 && !bytes.Equal(found[len(found)-1], test.inside[len(test.inside)-1]) {
				t.Errorf("found %q", found)
			}
		})
	}
	if _, err := crypto.PDFAttachments(bytes.NewReader([]byte("%PDF-1.7 nothing")), 100); err == nil {
		t.Error("a damaged PDF has files")
	}
}

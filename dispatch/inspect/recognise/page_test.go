package recognise_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/encoding/charmap"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/layout"
	"github.com/souspli/souspli/dispatch/inspect/recognise"
)

var letter = []string{
	"Montréal, le 14 mars 2026",
	"Objet : suivi de Mme Geneviève Tremblay-Côté, née le 31 août 1958, NAM TREJ58531417",
	"Cher collègue, je vous adresse cette patiente âgée de soixante-sept ans pour une",
	"évaluation de sa fonction rénale. Ses antécédents comprennent une hypertension",
	"artérielle traitée, une hypothyroïdie et une fibrillation auriculaire paroxystique",
	"découverte à l'été 2021. La créatinine est passée de 98 à 164 en trois mois.",
	"Le potassium est à 5,4 mmol/L, l'hémoglobine à 104 g/L. Je vous saurais gré de la",
	"voir rapidement, ou de me joindre au 514 555-0142, par télécopieur au 514 555-0187.",
}

const (
	left     = 60.0 // points
	top      = 80.0
	leading  = 18.0
	size     = 11.0
	cellLeft = 380.0
)

func tesseract(t testing.TB) recognise.Tesseract {
	t.Helper()
	found := recognise.Find(t.Context())
	if !found.Installed() {
		t.Fatal("Tesseract is missing; make test installs it")
	}
	return found
}

// drawn is the letter and a row of two cells as a scanner gives them.
func drawn(t testing.TB, dpi int) image.Image {
	t.Helper()
	pdf := fpdf.New("P", "pt", "Letter", "")
	pdf.AddPage()
	pdf.SetFont("Times", "", size)
	encoder := charmap.Windows1252.NewEncoder()
	write := func(x, y float64, line string) {
		latin, err := encoder.String(line)
		if err != nil {
			t.Fatal(err)
		}
		pdf.Text(x, y, latin)
	}
	for i, line := range letter {
		write(left, top+float64(i)*leading, line)
	}
	below := top + float64(len(letter)+2)*leading
	write(left, below, "Résultat")
	write(cellLeft, below, "Anormal")
	path := filepath.Join(t.TempDir(), "letter")
	if err := pdf.OutputFileAndClose(path + ".pdf"); err != nil {
		t.Fatal(err)
	}
	program, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Fatal("pdftoppm is missing; make test installs it")
	}
	if out, err := exec.CommandContext(t.Context(), program, "-r", strconv.Itoa(dpi), "-gray", "-png", "-singlefile",
		path+".pdf", path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	content, err := os.ReadFile(path + ".png")
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func TestPageIsRead(t *testing.T) {
	t.Parallel()
	page, err := tesseract(t).Page(t.Context(), 3, drawn(t, recognise.DPI), recognise.DPI)
	if err != nil {
		t.Fatal(err)
	}
	if page.Number != 3 || math.Abs(page.Width-612) > 1 || math.Abs(page.Height-792) > 1 {
		t.Errorf("page %d of %.0f × %.0f", page.Number, page.Width, page.Height)
	}
	want := strings.Join(append(slices.Clone(letter), "Résultat\tAnormal"), "\n")
	wrong := distance([]rune(page.Text()), []rune(want))
	if right := 1 - float64(wrong)/float64(len([]rune(want))); right < 0.97 {
		t.Errorf("%.1f%% of the letters are right:\n%s", 100*right, page.Text())
	}
	for _, must := range []string{"TREJ58531417", "514 555-0142", "Tremblay-Côté", "Résultat\tAnormal"} {
		if !strings.Contains(page.Text(), must) {
			t.Errorf("%s is missing", must)
		}
	}
	expectPlace(t, page.Lines)
}

// expectPlace checks where the lines stand and how large their letters are.
func expectPlace(t *testing.T, lines []layout.Line) {
	t.Helper()
	if len(lines) != len(letter)+1 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, line := range lines[:len(letter)] {
		baseline := top + float64(i)*leading
		if math.Abs(line.X-left) > 2 || line.Y > baseline-5 || line.Y < baseline-size || line.Y+line.H < baseline-2 {
			t.Errorf("line %d stands at %.1f, %.1f and is %.1f tall", i+1, line.X, line.Y, line.H)
		}
		if line.Size < 0.8*size || line.Size > 1.25*size {
			t.Errorf("line %d has letters of %.1f points, want %.0f", i+1, line.Size, size)
		}
	}
}

// distance is how many letters have to be changed, put in or taken out.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		corner := row[0]
		row[0]++
		for j := range b {
			cost := corner
			if a[i] != b[j] {
				cost++
			}
			corner, row[j+1] = row[j+1], min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func TestPageWithoutText(t *testing.T) {
	t.Parallel()
	white := image.NewGray(image.Rect(0, 0, 400, 400))
	for i := range white.Pix {
		white.Pix[i] = 255
	}
	for name, picture := range map[string]image.Image{
		"white":       white,
		"transparent": image.NewNRGBA(image.Rect(5, 5, 405, 405)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := tesseract(t).Page(t.Context(), 1, picture, 100)
			if err != nil || len(page.Lines) != 0 {
				t.Errorf("%q, %v", page.Text(), err)
			}
		})
	}
}

func TestPageRefuses(t *testing.T) {
	t.Parallel()
	small := image.NewGray(image.Rect(0, 0, 100, 100))
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := tesseract(t).Page(cancelled, 1, small, 200); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	tests := []struct {
		name      string
		tesseract recognise.Tesseract
		picture   image.Image
		dpi       int
	}{
		{"without Tesseract", recognise.Tesseract{}, small, 200},
		{"without a picture", tesseract(t), image.NewGray(image.Rectangle{}), 200},
		{"without a resolution", tesseract(t), small, 0},
		{"a picture too large", tesseract(t), image.NewUniform(image.White), 200},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := test.tesseract.Page(t.Context(), 1, test.picture, test.dpi)
			if dispatch.CodeOf(err) != "recognition_failed" || dispatch.CertaintyOf(err) != dispatch.Unsent {
				t.Errorf("got %v", err)
			}
		})
	}
}

func BenchmarkPage(b *testing.B) {
	t := tesseract(b)
	for _, dpi := range []int{200, 300} {
		picture := drawn(b, dpi)
		b.Run(strconv.Itoa(dpi), func(b *testing.B) {
			for b.Loop() {
				if _, err := t.Page(b.Context(), 1, picture, dpi); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

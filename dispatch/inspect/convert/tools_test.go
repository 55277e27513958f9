package convert_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/convert"
)

// must runs an outside program that has to succeed.
func must(t testing.TB, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing; make test installs it", name)
	}
	out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// pictures converts content.
func pictures(f convert.Format, content []byte) ([]byte, error) {
	var out bytes.Buffer
	err := convert.Pictures(&out, f, bytes.NewReader(content), int64(len(content)))
	return out.Bytes(), err
}

// converted is the path of the PDF of content, which qpdf finds nothing to say about.
func converted(t testing.TB, f convert.Format, content []byte) string {
	t.Helper()
	pdf, err := pictures(f, content)
	if err != nil {
		t.Fatal(err)
	}
	return sound(t, pdf)
}

func sound(t testing.TB, pdf []byte) string {
	t.Helper()
	path := write(t, "out.pdf", pdf)
	if said := must(t, "qpdf", "--check", path); !strings.Contains(said, "No syntax or stream encoding errors") {
		t.Fatal(said)
	}
	return path
}

var pageSize = regexp.MustCompile(`Page +\d+ size: +([\d.]+) x ([\d.]+) pts`)

// pageSizes are the widths and heights of the pages, in whole points.
func pageSizes(t testing.TB, pdf string) []string {
	t.Helper()
	var sizes []string
	for _, match := range pageSize.FindAllStringSubmatch(must(t, "pdfinfo", "-l", "9999", pdf), -1) {
		w, _ := strconv.ParseFloat(match[1], 64)
		h, _ := strconv.ParseFloat(match[2], 64)
		sizes = append(sizes, fmt.Sprintf("%.0f x %.0f", w, h))
	}
	return sizes
}

// embedded is the first picture as it is stored in the PDF, and what pdfimages calls its colours and bits.
func embedded(t testing.TB, pdf string) (picture image.Image, kind string) {
	t.Helper()
	lines := strings.Split(must(t, "pdfimages", "-list", pdf), "\n")
	if len(lines) < 3 {
		t.Fatal("no picture in the PDF")
	}
	fields := strings.Fields(lines[2])
	prefix := filepath.Join(t.TempDir(), "p")
	must(t, "pdfimages", "-png", pdf, prefix)
	return readPNG(t, prefix+"-000.png"), fields[5] + " " + fields[7]
}

func readPNG(t testing.TB, path string) image.Image {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// expectSame compares dot by dot, to within tolerance of 255.
func expectSame(t testing.TB, got, want image.Image, tolerance int) {
	t.Helper()
	if got.Bounds().Size() != want.Bounds().Size() {
		t.Fatalf("got %v, want %v", got.Bounds(), want.Bounds())
	}
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			if !alike(got, want, x, y, tolerance) {
				t.Fatalf("dot %d, %d: got %v, want %v", x, y, got.At(x, y), want.At(x, y))
			}
		}
	}
}

func alike(a, b image.Image, x, y, tolerance int) bool {
	r1, g1, b1, _ := a.At(x+a.Bounds().Min.X, y+a.Bounds().Min.Y).RGBA()
	r2, g2, b2, _ := b.At(x+b.Bounds().Min.X, y+b.Bounds().Min.Y).RGBA()
	for _, pair := range [][2]uint32{{r1, r2}, {g1, g2}, {b1, b2}} {
		if d := int(pair[0]>>8) - int(pair[1]>>8); d > tolerance || d < -tolerance {
			return false
		}
	}
	return true
}

func expectCode(t testing.TB, err error, codes ...string) {
	t.Helper()
	if dispatch.KindOf(err) != dispatch.KindInvalid || !slices.Contains(codes, dispatch.CodeOf(err)) ||
		dispatch.CertaintyOf(err) != dispatch.Unsent {
		t.Errorf("got %v, want code %v", err, codes)
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

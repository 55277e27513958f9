package reader_test

import (
	"bytes"
	"compress/flate"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/inspect/reader"
)

const memoryLimit = 512 << 20

// TestHostile opens, reads and draws what was made to harm. Whatever comes of it, the child stays within
// its memory, and the next document is read.
func TestHostile(t *testing.T) {
	cases := []struct {
		name    string
		content []byte
		codes   []string // of which one is answered; "": it can be read
	}{
		{"a page tree that leads back to itself", built(catalog, "<</Type/Pages/Kids[2 0 R]/Count 1>>"), []string{"pdf_damaged"}},
		{"two page trees that lead to each other", built(catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>"), []string{"pdf_damaged"}},
		{"a cross-reference table that leads back to itself", looping(), []string{"", "pdf_damaged"}},
		{"a page tree of 20,000 levels", levels(20_000), []string{"pdf_damaged", "document_damaged", "document_too_complex"}},
		{"a billion pages claimed", built(catalog, "<</Type/Pages/Kids[3 0 R]/Count 1000000000>>", page("")), []string{"pdf_damaged", "too_many_pages"}},
		{"a negative number of pages claimed", built(catalog, "<</Type/Pages/Kids[3 0 R]/Count -7>>", page("")), []string{"pdf_damaged", "pdf_no_pages"}},
		{"10,000 pages", empty(10_000), []string{"too_many_pages"}},
		{"a billion objects claimed", bytes.Replace(withCatalog(""), []byte("/Size 4"), []byte("/Size 999999999"), 1), []string{"", "pdf_damaged", "document_too_complex"}},
		{"a content of 4 GB", onePage(bomb(4<<30, " "), "/Filter/FlateDecode"), []string{"document_too_complex"}},
		{"a content of 4 GB, packed twice", onePage(packed(bomb(4<<30, " ")), "/Filter[/FlateDecode/FlateDecode]"), []string{"document_too_complex"}},
		{"an object stream of 4 GB", compressedCatalog(bomb(4<<30, " ")), []string{"pdf_damaged", "document_too_complex"}},
		{"a gray picture of 60,000 × 60,000", pictured(60_000, "/DeviceGray", bomb(3600<<20, "\x00")), []string{"", "document_too_complex"}},
		{"a colour picture of 60,000 × 60,000", pictured(60_000, "/DeviceRGB", bomb(3600<<20, "\x7f")), []string{"", "document_too_complex"}},
		{"a picture of two billion × two billion", pictured(1<<31-1, "/DeviceRGB", bomb(1<<20, "\x7f")), []string{"", "pdf_damaged"}},
		{"arrays in arrays", built(catalog, pages, page("/Deep "+strings.Repeat("[", 200_000)+strings.Repeat("]", 200_000))), []string{"", "pdf_damaged", "document_too_complex"}},
		{"arrays in arrays, on the page", onePage([]byte(strings.Repeat("[", 2_000_000)), ""), []string{""}},
		{"dictionaries in dictionaries, on the page", onePage([]byte("/X "+strings.Repeat("<</A ", 1_000_000)+" BDC"), ""), []string{""}},
		{"states that are saved and never restored", onePage([]byte(strings.Repeat("q ", 2_000_000)), ""), []string{"", "document_too_complex"}},
		{"a form that draws itself", built(catalog, pages, page("/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>"),
			stream("", []byte("/X Do")), stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>", []byte("/X Do /X Do"))), []string{"", "document_too_complex"}},
		{
			"a pattern that is filled with itself", built(catalog, pages, page("/Contents 4 0 R/Resources<</Pattern<</P 5 0 R>>>>"),
				stream("", []byte("/Pattern cs /P scn 0 0 600 700 re f")),
				stream("/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 0.001/YStep 0.001/Resources<</Pattern<</P 5 0 R>>>>", []byte("/Pattern cs /P scn 0 0 9 9 re f"))),
			[]string{"", "document_too_complex"},
		},
		{"27 million drawings of one form", endless(), []string{"document_too_complex"}},
		{"a page as large as a country", built(catalog, pages, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99999999999 99999999999]/Resources<<>>>>"), []string{"", "document_damaged", "pdf_damaged", "document_too_complex"}},
		{"a page without a size", built(catalog, pages, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 0 0]/Resources<<>>>>"), []string{"", "pdf_damaged"}},
		{"no objects at all", []byte("%PDF-1.4\nxref\n0 99999999\ntrailer<</Size 99999999>>startxref\n9\n%%EOF"), []string{"pdf_damaged"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			engine := newRig(t, func(c *reader.Config) {
				c.Limits = reader.Limits{Time: 6 * time.Second, Memory: memoryLimit}
			})
			began := time.Now()
			err := readAll(t, engine, c.content)
			if code := dispatch.CodeOf(err); !slices.Contains(c.codes, code) {
				t.Errorf("%v, want one of %q", err, c.codes)
			}
			code := dispatch.CodeOf(err)
			readable(t, engine.open(t, reader.Source{Data: simple(t)}), "Bonjour")
			most := engine.mostMemory(t)
			t.Logf("%q after %v, %d MiB", code, time.Since(began).Round(time.Millisecond), most>>20)
			if most > memoryLimit {
				t.Errorf("a child took %d MiB", most>>20)
			}
		})
	}
}

// readAll does with a document what the program does with one.
func readAll(t *testing.T, engine *rig, content []byte) error {
	document, err := engine.Open(t.Context(), reader.Source{Data: content, Name: "a.pdf"})
	if err != nil {
		return err
	}
	defer document.Close()
	if _, err := document.Text(t.Context(), 1); err != nil {
		return err
	}
	_, err = document.Render(t.Context(), 1, reader.Raster{Width: 1728, Height: 2156, Stretch: true, Gray: true})
	return err
}

// mostMemory ends the engine, and tells what the largest of its children held, in bytes.
func (r *rig) mostMemory(t *testing.T) (most int64) {
	t.Helper()
	_ = r.Close()
	for len(r.children) > 0 {
		child := <-r.children
		most = max(most, child.ProcessState.SysUsage().(*syscall.Rusage).Maxrss<<10)
	}
	return most
}

// TestLargestFile is a file of pictures as large as may be opened. It must fit as well.
func TestLargestFile(t *testing.T) {
	t.Parallel()
	const count, side = 95, 1024
	objects := []string{catalog, ""}
	kids := ""
	for range count {
		kids += fmt.Sprintf("%d 0 R ", len(objects)+1)
		objects = append(objects,
			page(fmt.Sprintf("/Contents %d 0 R/Resources<</XObject<</X %d 0 R>>>>", len(objects)+2, len(objects)+3)),
			stream("", []byte("612 0 0 792 0 0 cm /X Do")),
			stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray", side, side), make([]byte, side*side)))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids, count)
	engine := newRig(t)
	document := engine.open(t, reader.Source{Path: write(t, "a.pdf", built(objects...))})
	for page := 1; page <= document.Info().Pages; page += 13 {
		if _, err := document.Render(t.Context(), page, reader.Raster{Width: 1728, Height: 2156, Gray: true}); err != nil {
			t.Errorf("page %d: %v", page, err)
		}
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", engine.latest(t).Process.Pid))
	_, high, found := strings.Cut(string(status), "VmHWM:")
	var kilobytes int
	if _, scanned := fmt.Sscan(high, &kilobytes); err != nil || !found || scanned != nil || kilobytes<<10 > memoryLimit {
		t.Errorf("%d KiB, %v", kilobytes, scanned)
	}
	t.Logf("%d MiB", kilobytes>>10)
}

// TestTruncated cuts a PDF everywhere.
func TestTruncated(t *testing.T) {
	t.Parallel()
	engine := newRig(t)
	whole := qpdf(t, letterPDF(t, 3, dense), "--object-streams=generate")
	for cut := 1; cut < len(whole); cut += 1 + len(whole)/97 {
		err := readAll(t, engine, whole[:cut])
		if code := dispatch.CodeOf(err); err != nil && code != "pdf_damaged" && code != "format_unknown" && code != "document_damaged" {
			t.Errorf("cut at %d: %v", cut, err)
		}
	}
	readable(t, engine.open(t, reader.Source{Data: simple(t)}), "Bonjour")
}

const (
	catalog = "<</Type/Catalog/Pages 2 0 R>>"
	pages   = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
)

func page(more string) string { return "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]" + more + ">>" }

// looping has a table whose table before is itself.
func looping() []byte {
	content := withCatalog("")
	at := bytes.Index(content, []byte("xref\n"))
	return bytes.Replace(content, []byte("/Root 1 0 R"), fmt.Appendf(nil, "/Root 1 0 R/Prev %d", at), 1)
}

// levels is a page tree as deep as that.
func levels(n int) []byte {
	objects := []string{catalog}
	for i := range n {
		objects = append(objects, fmt.Sprintf("<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>", i+1, i+3))
	}
	return built(append(objects, "<</Type/Page/MediaBox[0 0 612 792]/Resources<<>>>>")...)
}

// empty has as many pages, with nothing on them.
func empty(n int) []byte {
	objects := []string{catalog, ""}
	var kids strings.Builder
	for i := range n {
		objects = append(objects, page(""))
		fmt.Fprintf(&kids, "%d 0 R ", i+3)
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), n)
	return built(objects...)
}

// bomb is a stream that unpacks to size bytes of filling. A packed block that only looks back on itself
// can be repeated as often as one likes.
func bomb(size int, filling string) []byte {
	const block = 1 << 20
	var b bytes.Buffer
	b.WriteString("\x78\x9c")
	w, _ := flate.NewWriter(&b, flate.BestCompression)
	plain := bytes.Repeat([]byte(filling), block)
	put := func() {
		_, _ = w.Write(plain)
		_ = w.Flush()
	}
	put()
	first := b.Len()
	put()
	again := bytes.Clone(b.Bytes()[first:])
	for range size/block - 2 {
		b.Write(again)
	}
	b.WriteString("\x03\x00\x00\x00\x00\x00") // the end, and a sum that nobody checks
	return b.Bytes()
}

func packed(content []byte) []byte {
	var b bytes.Buffer
	b.WriteString("\x78\x9c")
	w, _ := flate.NewWriter(&b, flate.BestCompression)
	_, _ = w.Write(content)
	_ = w.Close()
	b.WriteString("\x00\x00\x00\x00")
	return b.Bytes()
}

func pictured(side int, space string, content []byte) []byte {
	return built(catalog, pages, page("/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>"),
		stream("", []byte("612 0 0 792 0 0 cm /X Do")),
		stream(fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%s/Filter/FlateDecode", side, side, space), content))
}

// compressedCatalog has its catalog in an object stream.
func compressedCatalog(content []byte) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	objects := []string{pages, page("/Resources<<>>"), stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", content)}
	table := []byte{0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0} // nothing, then the catalog in object 4
	for i, object := range objects {
		at := b.Len()
		table = append(table, 1, byte(at>>24), byte(at>>16), byte(at>>8), byte(at), 0, 0)
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+2, object)
	}
	at := b.Len()
	table = append(table, 1, byte(at>>24), byte(at>>16), byte(at>>8), byte(at), 0, 0)
	fmt.Fprintf(&b, "5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", stream("/Type/XRef/Size 6/W[1 4 2]/Root 1 0 R", table), at)
	return b.Bytes()
}

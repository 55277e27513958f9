package facsimile_test

import (
	"bytes"
	"flag"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/souspli/souspli/fax/facsimile"
)

// BenchmarkPage measures what a page costs, a page of each kind.
func BenchmarkPage(b *testing.B) {
	for _, p := range append(table(), letter) {
		page := sample(b, p)
		plain := facsimile.Rasterise(page, facsimile.Plain)
		for _, step := range []struct {
			name string
			do   func()
		}{
			{"plain", func() { facsimile.Rasterise(page, facsimile.Plain) }},
			{"optimised", func() { facsimile.Rasterise(page, facsimile.Optimised) }},
			{"judge", func() { facsimile.Judge(page, plain) }},
			{"encode", func() { _, _ = facsimile.EncodeG4(io.Discard, plain) }},
			{"all of it", func() {
				dots := facsimile.Rasterise(page, facsimile.Plain)
				facsimile.Judge(page, dots)
				_, _ = facsimile.EncodeG4(io.Discard, facsimile.Rasterise(page, facsimile.Optimised))
			}},
		} {
			b.Run(p.name+"/"+step.name, func(b *testing.B) {
				b.SetBytes(int64(len(page.Pix)))
				b.ReportAllocs()
				for b.Loop() {
					step.do()
				}
			})
		}
	}
}

var pagesDir = flag.String("pages", "", "folder for the pages of BenchmarkTable, as PNG")

// BenchmarkTable gives the figures of the table in the README. To look at the pages:
//
//	go test ./fax/facsimile -run '^$' -bench Table -benchtime 1x -pages DIR
func BenchmarkTable(b *testing.B) {
	for _, p := range table() {
		b.Run(p.name, func(b *testing.B) {
			page := sample(b, p)
			for b.Loop() {
				for mode, name := range map[facsimile.Mode]string{facsimile.Plain: "unprepared", facsimile.Optimised: "prepared"} {
					dots := facsimile.Rasterise(page, mode)
					size := encodedSize(b, dots)
					b.ReportMetric(float64(size), "bytes-"+name)
					b.ReportMetric(float64(size)*8/14400, "s-"+name)
					savePage(b, p.name+", "+name, dots)
				}
			}
		})
	}
}

func savePage(b *testing.B, name string, dots *facsimile.Bitmap) {
	if *pagesDir == "" {
		return
	}
	var file bytes.Buffer
	ok(b, png.Encode(&file, dots))
	ok(b, os.WriteFile(filepath.Join(*pagesDir, name+".png"), file.Bytes(), 0o600))
}

// BenchmarkGhostscript is the peer: drawing, dots and Group 4 of a page in one program.
func BenchmarkGhostscript(b *testing.B) {
	file, out := writeFile(b, "page.pdf", dense.pdf(b)), filepath.Join(b.TempDir(), "page.tif")
	for b.Loop() {
		must(b, "gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiffg4", "-r204x196", "-g1728x2156", "-sOutputFile="+out, file)
	}
	b.ReportMetric(float64(len(readFile(b, out))), "bytes-of-G4")
}

// BenchmarkPDF500 writes 500 pages, each prepared when it is asked for, and tells the memory it took.
func BenchmarkPDF500(b *testing.B) {
	page := sample(b, dense)
	for b.Loop() {
		ok(b, facsimile.WritePDF(io.Discard, func(yield func(*facsimile.Bitmap, error) bool) {
			for range 500 {
				if !yield(facsimile.Rasterise(page, facsimile.Optimised), nil) {
					return
				}
			}
		}))
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(memory.Sys)/(1<<20), "MiB-from-system")
}

package inspecttest_test

import (
	"io"
	"testing"

	"github.com/souspli/souspli/dispatch/inspect/inspecttest"
)

func BenchmarkSpecimens(b *testing.B) {
	for n := 0; n < b.N; {
		for range inspecttest.Specimens(1, 10) {
			if n++; n >= b.N {
				break
			}
		}
	}
}

func BenchmarkPages(b *testing.B) {
	all := collect(1, 6)
	for i := range b.N {
		_ = all[i%len(all)].Pages()
	}
}

func BenchmarkPDF(b *testing.B) { benchmarkPDF(b, false) }

func BenchmarkScan(b *testing.B) { benchmarkPDF(b, true) }

func benchmarkPDF(b *testing.B, scanned bool) {
	var all []inspecttest.Specimen
	for _, s := range collect(1, 6) {
		if s.Scanned == scanned {
			all = append(all, s)
		}
	}
	for i := 0; b.Loop(); i++ {
		if err := all[i%len(all)].PDF(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

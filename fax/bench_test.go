package fax_test

import (
	"context"
	"image"
	"iter"
	"runtime"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/facsimile"
)

// roomy is a tray that takes long faxes and keeps nothing.
type roomy struct{ tray }

// Limits implements fax.Provider.
func (*roomy) Limits() fax.Limits { return fax.Limits{Pages: 500, Bytes: 100 << 20} }

// Submit implements fax.Provider.
func (*roomy) Submit(context.Context, fax.Job) (dispatch.Receipt, error) {
	return dispatch.Receipt{Provider: "roomy"}, nil
}

// BenchmarkPrepare prepares a hundred pages on a grey ground. Drawing them is not counted: it belongs to the
// reader of documents. held is what lives at the hundredth page.
func BenchmarkPrepare(b *testing.B) {
	const pages = 100
	page := sheet(facsimile.LetterHeight, 225)
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	before, held := memory.HeapAlloc, uint64(0)
	draw := func(context.Context, []byte) iter.Seq2[*image.Gray, error] {
		return func(yield func(*image.Gray, error) bool) {
			for n := range pages {
				if n == pages-1 {
					runtime.GC()
					runtime.ReadMemStats(&memory)
					held = max(held, memory.HeapAlloc-before)
				}
				if !yield(page, nil) {
					return
				}
			}
		}
	}
	parcel := dispatchtest.SampleParcel(b)
	parcel.Route = dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550123"}
	parcel.Prepare = true
	parcel.Documents = []dispatch.Content{dispatchtest.SampleContent("a.pdf", pages, dispatchtest.SamplePDF(b, pages, "a"))}
	channel := fax.New(&roomy{}, texts).Preparing(draw)
	for b.Loop() {
		if _, err := channel.Send(b.Context(), parcel, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*pages), "ms/page")
	b.ReportMetric(float64(held)/(1<<20), "MB-held")
}

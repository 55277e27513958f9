package email_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"runtime"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/practice"
)

// BenchmarkSend sends small sealed mails one after the other over loopback, each on its own connection.
func BenchmarkSend(b *testing.B) {
	o := newOffice(b)
	server := o.startMail(b, practice.MailConfig{})
	channel := newChannel(b, o.config(b, server.URL()))
	p := o.sealedParcel(b)
	for b.Loop() {
		p.Attempt = dispatch.NewID(rand.Reader)
		if _, err := channel.Send(b.Context(), p, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}

// BenchmarkSendLarge sends 25 MB sealed and reports the highest heap seen while it streams.
func BenchmarkSendLarge(b *testing.B) {
	o := newOffice(b)
	server := o.startMail(b, practice.MailConfig{})
	config := o.config(b, server.URL())
	config.MaxSize = 64 << 20
	channel := newChannel(b, config)
	p := o.sealedParcel(b)
	data := make([]byte, 25_000_000)
	_, _ = rand.Read(data)
	p.Documents[0] = dispatchtest.SampleContent("grand.pdf", 1, data)
	p.Documents[0].Open = func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	b.SetBytes(int64(len(data)))
	var highest uint64
	sampled := 0
	for b.Loop() {
		p.Attempt = dispatch.NewID(rand.Reader)
		_, err := channel.Send(b.Context(), p, func(dispatch.Progress) {
			if sampled++; sampled%64 == 0 {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				highest = max(highest, m.HeapAlloc-uint64(len(data)))
			}
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(highest)/1e6, "heap-MB")
}

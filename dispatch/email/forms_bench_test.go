package email_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/email/emailtest"
	"github.com/souspli/souspli/dispatch/practice"
)

// BenchmarkForms sends 25 MB in each form that streams, over loopback, and reports the highest heap seen
// above the document itself.
func BenchmarkForms(b *testing.B) {
	o := newOffice(b)
	server := o.startMail(b, practice.MailConfig{})
	authority := emailtest.NewAuthority(b)
	own, theirs := authority.Certify(b, from, "rsa:2048", "emailProtection"), authority.Certify(b, to, "rsa:2048", "emailProtection")
	config := o.config(b, server.URL())
	config.MaxSize, config.SMIME = 64<<20, openedPKCS12(b, own)
	config.Gateway, config.GatewayApproved = gateway(b), true
	data := make([]byte, 25_000_000)
	_, _ = rand.Read(data)
	for _, form := range dispatch.Forms() {
		b.Run(string(form), func(b *testing.B) {
			c := config
			p := o.sealedParcel(b)
			p.Form, p.Subject, p.Message, p.Passphrase = form, "", "", passphrase
			if form == dispatch.SMIME {
				p.Key, c.Now = smimeKey(b, theirs), time.Now
			}
			p.Documents[0] = dispatchtest.SampleContent("grand.bin", 1, data)
			p.Documents[0].MediaType = "application/octet-stream"
			p.Documents[0].Open = func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
			channel := newChannel(b, c)
			b.SetBytes(int64(len(data)))
			var highest uint64
			sampled := 0
			runtime.GC()
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
		})
	}
}

package fhir_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

// zeroes is a document without end.
type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func sumOf(size int64) string {
	hash := sha256.New()
	_, _ = io.CopyN(hash, zeroes{}, size)
	return hex.EncodeToString(hash.Sum(nil))
}

// BenchmarkPublish publishes 200 MB to a server that only reads. Its allocations tell that memory does not
// grow with the document.
func BenchmarkPublish(b *testing.B) {
	s := newSite(b, nil)
	next := forward(b, s.portal.URL)
	s.config.URL = serve(b, start(b).CA.Server().TLS, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Location", "DocumentReference/a")
		w.WriteHeader(http.StatusCreated)
	})) + "/fhir"
	channel := open(b, s.config)
	const size = 200_000_000
	s.parcel.Documents = []dispatch.Content{largeContent(size)}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := channel.Send(b.Context(), s.parcel, nil); err != nil {
			b.Fatal(err)
		}
	}
}

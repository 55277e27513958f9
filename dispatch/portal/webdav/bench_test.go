package webdav_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/webdav"
)

const benchSize = 200 << 20

// BenchmarkSend deposits 200 MB on Apache, and then has curl upload the same file beside it. upload_MB/s ends
// with the last byte written; x_curl is that speed beside curl's, which only uploads; MB/s includes proving
// the deposit by reading it back. heap_MB is the most that was held meanwhile.
func BenchmarkSend(b *testing.B) {
	ca := dispatchtest.NewCA(b)
	apache := portaltest.StartApache(b, ca)
	path, sum := benchFile(b)
	address, _ := apache.Folder(b)
	channel := newChannel(b, address, ca, apache.Password)
	curl := benchCurl(b, apache, ca, path)
	b.SetBytes(benchSize)
	var ours, theirs time.Duration
	var heap uint64
	for b.Loop() {
		took, held := benchUpload(b, channel, path, sum)
		ours, heap = ours+took, max(heap, held)
		b.StopTimer()
		theirs += curl()
		b.StartTimer()
	}
	b.ReportMetric(float64(b.N)*benchSize/1e6/ours.Seconds(), "upload_MB/s")
	b.ReportMetric(float64(b.N)*benchSize/1e6/theirs.Seconds(), "curl_MB/s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "x_curl")
	b.ReportMetric(float64(heap)/1e6, "heap_MB")
}

func benchFile(b *testing.B) (path, sum string) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "document.pdf")
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(file, hash), rand.Reader, benchSize); err != nil {
		b.Fatal(err)
	}
	return path, hex.EncodeToString(hash.Sum(nil))
}

// benchUpload deposits the file and takes it away again. It returns how long the uploading took, and the most
// that the heap held in between.
func benchUpload(b *testing.B, channel *webdav.Channel, path, sum string) (took time.Duration, heap uint64) {
	b.Helper()
	parcel := sampleParcel(b)
	parcel.Subject, parcel.Message = "", ""
	parcel.Documents[0].Size, parcel.Documents[0].SHA256 = benchSize, sum
	parcel.Documents[0].Open = func(context.Context) (io.ReadCloser, error) { return os.Open(path) }
	begun, calls := time.Now(), 0
	_, err := channel.Send(b.Context(), parcel, func(p dispatch.Progress) {
		if p.Done == p.Total && took == 0 {
			took = time.Since(begun)
		}
		if calls++; calls%1024 == 0 {
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			heap = max(heap, stats.HeapInuse)
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	defer b.StartTimer()
	if err := channel.Recall(b.Context(), dispatch.Attempt{ID: parcel.Attempt}); err != nil {
		b.Fatal(err)
	}
	return took, heap
}

// benchCurl uploads the file with curl, and takes it away again.
func benchCurl(b *testing.B, apache *portaltest.Apache, ca *dispatchtest.CA, path string) func() time.Duration {
	b.Helper()
	address, dir := apache.Folder(b)
	authority := filepath.Join(b.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, ca.PEM, 0o600); err != nil {
		b.Fatal(err)
	}
	return func() time.Duration {
		b.Helper()
		curl := exec.CommandContext(b.Context(), "curl", "--config", "-")
		curl.Stdin = strings.NewReader("silent\nshow-error\nfail\noutput = \"/dev/null\"\ncacert = \"" + authority + "\"\nuser = \"" +
			portaltest.User + ":" + apache.Password + "\"\nupload-file = \"" + path + "\"\nurl = \"" + address + "document.pdf\"\n")
		begun := time.Now()
		if out, err := curl.CombinedOutput(); err != nil {
			b.Fatalf("curl: %v: %s", err, out)
		}
		took := time.Since(begun)
		if err := os.Remove(filepath.Join(dir, "document.pdf")); err != nil {
			b.Fatal(err)
		}
		return took
	}
}

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
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/portal/portaltest"
)

const benchSize = 200 << 20

// BenchmarkSend deposits 200 MB on Apache, beside curl, which only uploads. upload_MB/s ends with the
// last byte written; MB/s includes proving the deposit by reading it back.
func BenchmarkSend(b *testing.B) {
	ca := dispatchtest.NewCA(b)
	apache := portaltest.StartApache(b, ca)
	path, sum := benchFile(b)
	b.Run("souspli", func(b *testing.B) { benchSouspli(b, apache, ca, path, sum) })
	b.Run("curl", func(b *testing.B) { benchCurl(b, apache, ca, path) })
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

func benchSouspli(b *testing.B, apache *portaltest.Apache, ca *dispatchtest.CA, path, sum string) {
	address, _ := apache.Folder(b)
	channel := newChannel(b, address, ca, apache.Password)
	parcel := sampleParcel(b)
	parcel.Subject, parcel.Message = "", ""
	parcel.Documents[0].Size, parcel.Documents[0].SHA256 = benchSize, sum
	parcel.Documents[0].Open = func(context.Context) (io.ReadCloser, error) { return os.Open(path) }
	b.SetBytes(benchSize)
	b.ReportAllocs()
	var uploading time.Duration
	for b.Loop() {
		parcel.Attempt = dispatch.NewID(rand.Reader)
		begun, uploaded := time.Now(), time.Time{}
		_, err := channel.Send(b.Context(), parcel, func(p dispatch.Progress) {
			if p.Done == p.Total && uploaded.IsZero() {
				uploaded = time.Now()
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		uploading += uploaded.Sub(begun)
		b.StopTimer()
		if err := channel.Recall(b.Context(), dispatch.Attempt{ID: parcel.Attempt}); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(b.N)*benchSize/1e6/uploading.Seconds(), "upload_MB/s")
}

func benchCurl(b *testing.B, apache *portaltest.Apache, ca *dispatchtest.CA, path string) {
	address, dir := apache.Folder(b)
	authority := filepath.Join(b.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, ca.PEM, 0o600); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(benchSize)
	for b.Loop() {
		curl := exec.CommandContext(b.Context(), "curl", "--config", "-")
		curl.Stdin = strings.NewReader("silent\nshow-error\nfail\noutput = \"/dev/null\"\ncacert = \"" + authority + "\"\nuser = \"" +
			portaltest.User + ":" + apache.Password + "\"\nupload-file = \"" + path + "\"\nurl = \"" + address + "document.pdf\"\n")
		if out, err := curl.CombinedOutput(); err != nil {
			b.Fatalf("curl: %v: %s", err, out)
		}
		b.StopTimer()
		if err := os.Remove(filepath.Join(dir, "document.pdf")); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

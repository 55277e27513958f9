package sftp_test

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
	"github.com/souspli/souspli/dispatch/portal/portaltest"
	"github.com/souspli/souspli/dispatch/portal/sftp"
)

const benchSize = 200 << 20

// BenchmarkSend deposits 200 MB on OpenSSH, and then has OpenSSH's own client put the same file beside it.
// upload_MB/s ends with the last byte written; x_sftp is that speed beside the client's, which only uploads;
// MB/s includes proving the deposit by reading it back. heap_MB is the most that was held meanwhile.
func BenchmarkSend(b *testing.B) {
	server := portaltest.StartSSHD(b)
	path, sum := benchFile(b)
	url, dir := server.Folder(b)
	channel := newChannel(b, sftp.Config{URL: url, User: server.User, Secret: server.Secret, HostKey: server.HostKey, Patience: time.Minute})
	client := benchClient(b, server, dir, path)
	b.SetBytes(benchSize)
	var ours, theirs time.Duration
	var heap uint64
	for b.Loop() {
		took, held := benchUpload(b, channel, path, sum)
		ours, heap = ours+took, max(heap, held)
		b.StopTimer()
		theirs += client()
		b.StartTimer()
	}
	b.ReportMetric(float64(b.N)*benchSize/1e6/ours.Seconds(), "upload_MB/s")
	b.ReportMetric(float64(b.N)*benchSize/1e6/theirs.Seconds(), "sftp_MB/s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "x_sftp")
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
func benchUpload(b *testing.B, channel *sftp.Channel, path, sum string) (took time.Duration, heap uint64) {
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

// benchClient puts the file on the server with OpenSSH's own client.
func benchClient(b *testing.B, server *portaltest.SSHD, dir, path string) func() time.Duration {
	b.Helper()
	own := b.TempDir()
	host, port, _ := strings.Cut(server.Address, ":")
	for name, content := range map[string]string{
		"key": string(server.Secret), "known_hosts": "[" + host + "]:" + port + " " + server.HostKey,
		"batch": "put " + path + " " + dir + "/beside.pdf\n",
	} {
		if err := os.WriteFile(filepath.Join(own, name), []byte(content), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return func() time.Duration {
		b.Helper()
		command := exec.CommandContext(b.Context(), "sftp", "-q", "-P", port, "-i", filepath.Join(own, "key"),
			"-o", "UserKnownHostsFile="+filepath.Join(own, "known_hosts"), "-o", "IdentitiesOnly=yes",
			"-b", filepath.Join(own, "batch"), server.User+"@"+host)
		begun := time.Now()
		if out, err := command.CombinedOutput(); err != nil {
			b.Fatalf("sftp: %v: %s", err, out)
		}
		took := time.Since(begun)
		if err := os.Remove(filepath.Join(dir, "beside.pdf")); err != nil {
			b.Fatal(err)
		}
		return took
	}
}

// BenchmarkResume cuts an upload of 200 MB in its middle and goes on. again_MB is how much of the document had
// been given to the line, was not stored, and went a second time: at most the Window of 2.1 MB.
func BenchmarkResume(b *testing.B) {
	server := portaltest.StartSFTP(b, portaltest.SFTPFaultless)
	path, sum := benchFile(b)
	channel := newChannel(b, sftp.Config{
		URL: server.URL(), User: portaltest.User, Secret: []byte(server.Password), HostKey: server.HostKey, Patience: time.Minute,
	})
	parcel := sampleParcel(b)
	parcel.Subject, parcel.Message = "", ""
	parcel.Documents[0].Size, parcel.Documents[0].SHA256 = benchSize, sum
	parcel.Documents[0].Open = func(context.Context) (io.ReadCloser, error) { return os.Open(path) }
	b.SetBytes(benchSize)
	var given int64
	for b.Loop() {
		parcel.Upload = &portaltest.Upload{}
		server.CutAfter(benchSize / 2)
		for _, cut := range []bool{true, false} {
			parcel.Attempt = dispatch.NewID(rand.Reader)
			before, done := server.Uploaded(), int64(0)
			_, err := channel.Send(b.Context(), parcel, func(p dispatch.Progress) { done = p.Done })
			if (err != nil) != cut {
				b.Fatal(err)
			}
			if given += done; !cut { // what stood there was not given to the line
				given -= benchSize - (server.Uploaded() - before)
			}
		}
		if err := channel.Recall(b.Context(), dispatch.Attempt{ID: parcel.Attempt}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((float64(given)/float64(b.N)-benchSize)/1e6, "again_MB")
}

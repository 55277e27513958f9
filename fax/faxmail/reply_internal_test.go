package faxmail

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

const sample = dispatch.ID("abcdefghijklmnopqrstuvwxyz")

// FuzzReply: what is kept of a server's words is one short line without an address or a number.
func FuzzReply(f *testing.F) {
	for _, seed := range []string{
		"2.0.0 Ok: queued as 4XkLmN0Z1z", "OK id=1tB2c3-000000001Zx-0aBc", "<15145550123@fax.example> unknown", "queued as 5145550123",
		"not for clinique-usager", "\x1b[31m", "",
	} {
		f.Add(seed)
	}
	s := &session{private: []string{"clinique", "usager"}}
	f.Fuzz(func(t *testing.T, words string) {
		if r := reference(words, sample); r == "" || strings.ContainsAny(r, " @\r\n") || len(r) > 64 {
			t.Errorf("reference %q", r)
		}
		e := s.refusal(&smtp.SMTPError{Code: 550, Message: words}, "smtp_refused")
		if strings.ContainsAny(e.Detail, "@\r\n\x1b") || strings.Contains(strings.ToLower(e.Detail), "clinique") || len([]rune(e.Detail)) > 140 {
			t.Errorf("detail %q", e.Detail)
		}
	})
}

func TestReference(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"2.0.0 Ok: queued as 4XkLmN0Z1z":                "4XkLmN0Z1z",
		"OK id=1tB2c3-000000001Zx-0aBc":                 string(sample), // seven digits and more could be a number
		"queued as 5145550123":                          string(sample),
		"queued as 0D9F81200E0":                         "0D9F81200E0",
		"queued as 5550123":                             string(sample),
		"thank you":                                     string(sample),
		"Ok: queued as <ABC12X>":                        "ABC12X",
		"queued as 15145550123@fax.example":             string(sample),
		"2.0.0 OK queued as " + strings.Repeat("a", 80): string(sample),
	} {
		if got := reference(words, sample); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}

// However base64 comes in, its lines hold 76 characters and nothing is lost.
func TestLines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.SliceOfN(rapid.Byte(), 0, 2000).Draw(t, "content")
		var out bytes.Buffer
		coded := base64.NewEncoder(base64.StdEncoding, &lines{w: &out})
		for rest := content; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "n")
			_, _ = coded.Write(rest[:n])
			rest = rest[n:]
		}
		_ = coded.Close()
		for line := range strings.SplitSeq(out.String(), "\r\n") {
			if len(line) > lineLength {
				t.Fatalf("a line of %d", len(line))
			}
		}
		plain, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(out.String(), "\r\n", ""))
		if err != nil || !bytes.Equal(plain, content) {
			t.Fatalf("%d of %d bytes: %v", len(plain), len(content), err)
		}
	})
}

// The size that the server is told is never too small.
func TestSize(t *testing.T) {
	t.Parallel()
	for _, sizes := range [][]int64{{1}, {56, 57, 58}, {1 << 20}, {3 << 20, 1, 76}} {
		m := message{from: "a@clinique.example", to: "15145550123@fax.example", job: zeroJob(sizes...)}
		var out bytes.Buffer
		if err := m.write(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		if size, real := m.size(), int64(out.Len()); size < real || size > real+frame+4<<10 {
			t.Errorf("%v: %d, really %d", sizes, size, real)
		}
	}
}

func zeroJob(sizes ...int64) fax.Job {
	job := fax.Job{Attempt: sample, Pages: len(sizes)}
	for _, size := range sizes {
		job.Parts = append(job.Parts, fax.Part{Size: size, Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(io.LimitReader(zeros{}, size)), nil
		}})
	}
	return job
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// TestLine holds the bounds of a connection.
func TestLine(t *testing.T) {
	t.Parallel()
	t.Run("a server that never stops talking", func(t *testing.T) {
		t.Parallel()
		ours, theirs := net.Pipe()
		go func() {
			for words := make([]byte, 1000); ; {
				if _, err := theirs.Write(words); err != nil {
					return
				}
			}
		}()
		l := &line{Conn: ours, budget: 10_000, stall: time.Minute}
		n, err := io.Copy(io.Discard, l)
		_ = l.Close()
		if n != 10_000 || !errors.Is(err, errEndless) {
			t.Errorf("heard %d bytes: %v", n, err)
		}
	})
	t.Run("a server that stops reading", func(t *testing.T) {
		t.Parallel()
		ours, _ := net.Pipe()
		l := &line{Conn: ours, budget: 1, stall: time.Millisecond}
		_, err := l.Write([]byte("x"))
		s := &session{ctx: t.Context(), line: l}
		if e := s.failed(err, "smtp_refused"); err == nil || e.Code != "smtp_timeout" || !e.Retry || e.Certainty != dispatch.Unsent {
			t.Errorf("%v, explained as %v", err, e)
		}
		if e := s.unfinished(err); e.Code != "smtp_outcome_unknown" || e.Retry || e.Certainty != dispatch.Maybe {
			t.Errorf("after the dot explained as %v", e)
		}
	})
}

// BenchmarkMessage writes a fax of 16 MiB: bytes per operation stay far under its size.
func BenchmarkMessage(b *testing.B) {
	const size = 16 << 20
	m := message{from: "a@clinique.example", to: "15145550123@fax.example", job: zeroJob(size)}
	b.ReportAllocs()
	b.SetBytes(size)
	for b.Loop() {
		if err := m.write(b.Context(), io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

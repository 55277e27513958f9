package email

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestLineWriters holds that line ends do not depend on how the bytes come in.
func TestLineWriters(t *testing.T) {
	t.Parallel()
	t.Run("LF becomes CRLF, CRLF stays", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			pieces := rapid.SliceOf(rapid.StringOf(rapid.SampledFrom([]rune("\r\na")))).Draw(t, "pieces")
			var out bytes.Buffer
			w := &crlfWriter{w: &out}
			for _, piece := range pieces {
				if n, err := w.Write([]byte(piece)); n != len(piece) || err != nil {
					t.Fatalf("wrote %d of %q: %v", n, piece, err)
				}
			}
			whole := strings.Join(pieces, "")
			want := strings.ReplaceAll(strings.ReplaceAll(whole, "\r\n", "\n"), "\n", "\r\n")
			if out.String() != want {
				t.Fatalf("%q became %q, want %q", whole, out.String(), want)
			}
		})
	})
	t.Run("base64 breaks after 76", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) {
			sizes := rapid.SliceOf(rapid.IntRange(0, 200)).Draw(t, "sizes")
			var out bytes.Buffer
			w := &lineBreaker{w: &out}
			total := 0
			for _, size := range sizes {
				_, _ = w.Write(bytes.Repeat([]byte("x"), size))
				total += size
			}
			lines := strings.Split(out.String(), "\r\n")
			for _, line := range lines[:len(lines)-1] {
				if len(line) != base64Line {
					t.Fatalf("a line of %d", len(line))
				}
			}
			if strings.Count(out.String(), "x") != total || len(lines[len(lines)-1]) >= base64Line {
				t.Fatalf("%d characters in, %d lines out", total, len(lines))
			}
		})
	})
}

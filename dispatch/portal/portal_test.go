package portal_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestNamesSayNothing(t *testing.T) {
	t.Parallel()
	id := dispatch.NewID(rand.Reader)
	if portal.Folder(id) != string(id) || portal.StagingFolder(id) != string(id)+".part" {
		t.Errorf("folders %q and %q are not named after the attempt", portal.Folder(id), portal.StagingFolder(id))
	}
	for _, test := range []struct {
		name, mediaType, want string
	}{
		{"PDF", "application/pdf", "document-2.pdf"},
		{"with a parameter", "text/plain; charset=utf-8", "document-2.txt"},
		{"in capitals", "Image/JPEG", "document-2.jpg"},
		{"unknown", "application/x-unheard-of", "document-2.bin"},
		{"none", "", "document-2.bin"},
		{"malformed", "a/b/c; =", "document-2.bin"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := portal.FileName(2, test.mediaType); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestManifestIsReadAsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(1, 500).Draw(t, "documents")
		mediaType := rapid.SampledFrom([]string{"application/pdf", "image/tiff", "text/html", "other"})
		manifest := portal.Manifest{{Name: portal.MessageName, SHA256: sumOf(nil)}}
		for n := 1; n <= count; n++ {
			name := portal.FileName(n, mediaType.Draw(t, "type"))
			manifest = append(manifest, portal.Entry{Name: name, SHA256: sumOf([]byte(strconv.Itoa(n)))})
		}
		got, err := portal.ParseManifest(manifest.Bytes())
		if err != nil || !bytes.Equal(got.Bytes(), manifest.Bytes()) {
			t.Fatalf("read back %d of %d entries: %v", len(got), len(manifest), err)
		}
	})
}

func TestManifestRefused(t *testing.T) {
	t.Parallel()
	good := sumOf(nil) + "  document-1.pdf\n"
	for _, test := range []struct{ name, text string }{
		{"empty", ""},
		{"only a line break", "\n"},
		{"cut in its last line", good[:len(good)-1]},
		{"short sum", "abc  document-1.pdf\n"},
		{"capitals", strings.ToUpper(sumOf(nil)) + "  document-1.pdf\n"},
		{"binary mark", sumOf(nil) + " *document-1.pdf\n"},
		{"another folder", sumOf(nil) + "  ../document-1.pdf\n"},
		{"an address", sumOf(nil) + "  https://elsewhere.example/\n"},
		{"itself", sumOf(nil) + "  SHA256SUMS\n"},
		{"a name twice", good + good},
		{"carriage returns", sumOf(nil) + "  document-1.pdf\r\n"},
		{"too long", strings.Repeat(good, portal.MaxManifest/len(good)+1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := portal.ParseManifest([]byte(test.text))
			if dispatch.KindOf(err) != dispatch.KindIntegrity {
				t.Errorf("want an integrity error, got %v", err)
			}
		})
	}
}

func FuzzParseManifest(f *testing.F) {
	f.Add([]byte(sumOf(nil) + "  document-1.pdf\n" + sumOf(nil) + "  message.txt\n"))
	f.Add([]byte("  ..\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		manifest, err := portal.ParseManifest(b)
		if err == nil && !bytes.Equal(manifest.Bytes(), b) {
			t.Errorf("%q was read as %q", b, manifest.Bytes())
		}
	})
}

// Whatever a source does and however it is read, a document comes out whole or not to its end.
func TestVerifierLetsNothingWrongThrough(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		document := rapid.SliceOfN(rapid.Byte(), 1, 2000).Draw(t, "document")
		source := rapid.SliceOfN(rapid.Byte(), 0, 2000).Draw(t, "source")
		if rapid.Bool().Draw(t, "same") {
			source = document
		}
		var reader io.Reader = bytes.NewReader(source)
		reader = rapid.SampledFrom([]func(io.Reader) io.Reader{
			func(r io.Reader) io.Reader { return r }, iotest.OneByteReader, iotest.HalfReader, iotest.DataErrReader,
		}).Draw(t, "manner")(reader)
		got, err := io.ReadAll(portal.NewVerifier(reader, int64(len(document)), sumOf(document)))
		if bytes.Equal(source, document) {
			if err != nil || !bytes.Equal(got, document) {
				t.Fatalf("the document itself: %d of %d bytes, %v", len(got), len(document), err)
			}
			return
		}
		if dispatch.KindOf(err) != dispatch.KindIntegrity || len(got) >= len(document) {
			t.Fatalf("another document: %d of %d bytes, %v", len(got), len(document), err)
		}
	})
}

func TestVerifierPassesTheSourceFailure(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, test := range []struct {
		name   string
		before string
	}{
		{"at once", ""},
		{"in the middle", "doc"},
		{"after the last byte", "document"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			source := io.MultiReader(strings.NewReader(test.before), iotest.ErrReader(broken))
			got, err := io.ReadAll(portal.NewVerifier(source, 8, sumOf([]byte("document"))))
			if !errors.Is(err, broken) || len(got) == 8 {
				t.Errorf("%d bytes and %v", len(got), err)
			}
		})
	}
}

// TestUnremembered: an attempt that was never remembered left nothing; what cannot be read proves nothing.
func TestUnremembered(t *testing.T) {
	t.Parallel()
	attempt, other := dispatch.NewID(rand.Reader), dispatch.NewID(rand.Reader)
	for _, test := range []struct {
		name, state string
		attempt     dispatch.ID
		want        bool
	}{
		{"nothing is kept", "", attempt, true},
		{"another attempt alone", `{"attempts":["` + string(other) + `"]}`, attempt, true},
		{"it is remembered", `{"attempts":["` + string(other) + `","` + string(attempt) + `"]}`, attempt, false},
		{"another adapter's state", `{"session":"x"}`, attempt, false},
		{"no state at all", "?", attempt, false},
		{"no attempt", "", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := portal.Unremembered(test.attempt, []byte(test.state)); got != test.want {
				t.Errorf("%v", got)
			}
		})
	}
}

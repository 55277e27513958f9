package crypto

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

const streamHeaderSize = len(streamMagic) + streamSaltSize

func sealStream(t testing.TB, v *Vault, place string, plaintext []byte) []byte {
	t.Helper()
	var sealed bytes.Buffer
	w, err := v.SealStream(place, &sealed)
	ok(t, err)
	_, err = w.Write(plaintext)
	ok(t, err)
	ok(t, w.Close())
	return sealed.Bytes()
}

func openStream(v *Vault, place string, sealed []byte) ([]byte, error) {
	r, err := v.OpenStream(place, bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func TestStreamSizes(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	for name, size := range map[string]int{
		"empty":                  0,
		"one byte":               1,
		"one byte less than one": streamChunkSize - 1,
		"exactly one chunk":      streamChunkSize,
		"one byte more than one": streamChunkSize + 1,
		"exactly three chunks":   3 * streamChunkSize,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plaintext := make([]byte, size)
			_, _ = rand.Read(plaintext)
			sealed := sealStream(t, v, "documents/a", plaintext)
			chunks := max(1, (size+streamChunkSize-1)/streamChunkSize)
			if want := streamHeaderSize + size + chunks*gcmTagSize; len(sealed) != want {
				t.Errorf("%d bytes, want %d", len(sealed), want)
			}
			if opened, err := openStream(v, "documents/a", sealed); err != nil || !bytes.Equal(opened, plaintext) {
				t.Errorf("%d bytes, %v", len(opened), err)
			}
		})
	}
}

func TestStreamTampered(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	sealed := sealStream(t, v, "documents/a", make([]byte, 3*streamChunkSize))
	short := sealStream(t, v, "documents/a", nil)
	header, chunk := sealed[:streamHeaderSize], func(i int) []byte {
		return sealed[streamHeaderSize+i*sealedChunkSize : streamHeaderSize+(i+1)*sealedChunkSize]
	}
	other := sealStream(t, v, "documents/a", make([]byte, 3*streamChunkSize))
	for name, tampered := range map[string][]byte{
		"nothing at all":            {},
		"header alone":              header,
		"header cut":                header[:10],
		"first chunk alone":         slices.Concat(header, chunk(0)),
		"last chunk missing":        slices.Concat(header, chunk(0), chunk(1)),
		"first chunk missing":       slices.Concat(header, chunk(1), chunk(2)),
		"middle chunk missing":      slices.Concat(header, chunk(0), chunk(2)),
		"chunks exchanged":          slices.Concat(header, chunk(1), chunk(0), chunk(2)),
		"a chunk twice":             slices.Concat(header, chunk(0), chunk(0), chunk(1), chunk(2)),
		"last chunk twice":          slices.Concat(sealed, chunk(2)),
		"a byte appended":           append(bytes.Clone(sealed), 0),
		"a byte cut":                sealed[:len(sealed)-1],
		"a chunk of another stream": slices.Concat(header, other[streamHeaderSize:streamHeaderSize+sealedChunkSize], chunk(1), chunk(2)),
		"header of another stream":  slices.Concat(other[:streamHeaderSize], sealed[streamHeaderSize:]),
		"an empty stream appended":  slices.Concat(sealed, short[streamHeaderSize:]),
		"the empty chunk's tag cut": short[:len(short)-1],
		"another magic":             flipped(sealed, 0),
		"another version":           flipped(sealed, len(streamMagic)-1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := openStream(v, "documents/a", tampered); !errors.Is(err, ErrSealBroken) {
				t.Errorf("%v, want ErrSealBroken", err)
			}
		})
	}
	if _, err := openStream(v, "documents/b", sealed); !errors.Is(err, ErrSealBroken) {
		t.Errorf("another place: %v", err)
	}
	if _, err := openStream(NewVault(rand.Reader), "documents/a", sealed); !errors.Is(err, ErrSealBroken) {
		t.Errorf("another vault: %v", err)
	}
}

// TestStreamHasOneForm seals a full chunk and then an empty last one: only an empty stream may end so, or
// one document would have two forms.
func TestStreamHasOneForm(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	var sealed bytes.Buffer
	w, err := v.SealStream("place", &sealed)
	ok(t, err)
	_, err = w.Write(make([]byte, streamChunkSize))
	ok(t, err)
	ok(t, w.(*streamWriter).flush(false))
	ok(t, w.Close())
	if _, err := openStream(v, "place", sealed.Bytes()); !errors.Is(err, ErrSealBroken) {
		t.Errorf("%v, want ErrSealBroken", err)
	}
}

func TestStreamCutAtEveryBoundary(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	sealed := sealStream(t, v, "documents/a", make([]byte, 5*streamChunkSize+100))
	for boundary := streamHeaderSize; boundary < len(sealed); boundary += sealedChunkSize {
		for _, end := range []int{boundary - 1, boundary, boundary + 1, boundary + gcmTagSize} {
			if _, err := openStream(v, "documents/a", sealed[:end]); !errors.Is(err, ErrSealBroken) {
				t.Errorf("cut at %d of %d: %v", end, len(sealed), err)
			}
		}
	}
}

func TestStreamRoundTrip(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.OneOf(rapid.IntRange(0, 100), rapid.IntRange(streamChunkSize-2, streamChunkSize+2),
			rapid.IntRange(2*streamChunkSize-2, 2*streamChunkSize+2)).Draw(t, "size")
		plaintext := bytes.Repeat([]byte{byte(size)}, size)
		step := rapid.IntRange(1, streamChunkSize+10).Draw(t, "step")
		var sealed bytes.Buffer
		w, err := v.SealStream("place", &sealed)
		if err != nil {
			t.Fatal(err)
		}
		for part := range slices.Chunk(plaintext, step) {
			if n, err := w.Write(part); err != nil || n != len(part) {
				t.Fatal(n, err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		whole := bytes.Clone(sealed.Bytes())
		r, err := v.OpenStream("place", iotest.DataErrReader(&sealed))
		if err != nil {
			t.Fatal(err)
		}
		if opened, err := io.ReadAll(r); err != nil || !bytes.Equal(opened, plaintext) {
			t.Fatalf("%d bytes of %d, %v", len(opened), size, err)
		}
		i := rapid.IntRange(0, len(whole)-1).Draw(t, "byte")
		if _, err := openStream(v, "place", flipped(whole, i)); !errors.Is(err, ErrSealBroken) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	})
}

func TestStreamReaderIsAReader(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	plaintext := bytes.Repeat([]byte("fictif "), 20_000)
	r, err := v.OpenStream("place", bytes.NewReader(sealStream(t, v, "place", plaintext)))
	ok(t, err)
	ok(t, iotest.TestReader(r, plaintext))
}

func TestStreamPassesErrorsOn(t *testing.T) {
	t.Parallel()
	v := NewVault(rand.Reader)
	broken := errors.New("disk unreadable")
	sealed := sealStream(t, v, "place", make([]byte, 3*streamChunkSize))
	for _, good := range []int{0, 10, streamHeaderSize, streamHeaderSize + 5, streamHeaderSize + sealedChunkSize + 1} {
		src := io.MultiReader(bytes.NewReader(sealed[:good]), iotest.ErrReader(broken))
		r, err := v.OpenStream("place", src)
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if !errors.Is(err, broken) {
			t.Errorf("unreadable after %d bytes: %v", good, err)
		}
	}
	for _, room := range []int{0, streamHeaderSize, streamHeaderSize + sealedChunkSize} {
		w, err := v.SealStream("place", &fullAfter{room: room})
		if err == nil {
			_, _ = w.Write(make([]byte, 2*streamChunkSize))
			err = w.Close()
		}
		if err == nil {
			t.Errorf("a disk full after %d bytes goes unnoticed", room)
		}
	}
}

func TestStreamClosed(t *testing.T) {
	t.Parallel()
	var sealed bytes.Buffer
	w, err := NewVault(rand.Reader).SealStream("place", &sealed)
	ok(t, err)
	ok(t, w.Close())
	size := sealed.Len()
	ok(t, w.Close())
	if _, err := w.Write([]byte("more")); err == nil || sealed.Len() != size {
		t.Errorf("written after the end: %v", err)
	}
}

func FuzzOpenStream(f *testing.F) {
	v := NewVault(zeros{})
	f.Add(sealStream(f, v, "place", nil))
	f.Add(sealStream(f, v, "place", []byte("fictif")))
	f.Add(sealStream(f, v, "place", make([]byte, streamChunkSize+1)))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		opened, err := openStream(v, "place", sealed)
		if err != nil && !errors.Is(err, ErrSealBroken) {
			t.Error(err)
		}
		if err == nil && len(opened) > len(sealed)-streamHeaderSize-gcmTagSize {
			t.Error("more comes out than went in")
		}
	})
}

func BenchmarkStream(b *testing.B) {
	v := NewVault(rand.Reader)
	for _, size := range []int{100 << 10, 25 << 20} {
		plaintext := make([]byte, size)
		b.Run(fmt.Sprintf("seal %d KiB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				w, err := v.SealStream("place", io.Discard)
				if err == nil {
					_, err = w.Write(plaintext)
				}
				if err = errors.Join(err, w.Close()); err != nil {
					b.Fatal(err)
				}
			}
		})
		sealed := sealStream(b, v, "place", plaintext)
		b.Run(fmt.Sprintf("open %d KiB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				r, err := v.OpenStream("place", bytes.NewReader(sealed))
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

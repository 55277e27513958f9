package reader

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFrame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sent := request{
			Op: opOpen, Document: rapid.Uint64().Draw(t, "document"), Page: rapid.Int().Draw(t, "page"),
			Name: rapid.String().Draw(t, "name"), Raster: &Raster{Width: rapid.Int().Draw(t, "width"), Gray: rapid.Bool().Draw(t, "gray")},
		}
		payload := rapid.SliceOf(rapid.Byte()).Draw(t, "payload")
		var wire bytes.Buffer
		if err := writeFrame(&wire, sent, payload); err != nil {
			t.Fatal(err)
		}
		var got request
		content, err := readFrame(&wire, &got)
		if err != nil || !bytes.Equal(content, payload) || !reflect.DeepEqual(got, sent) || wire.Len() > 0 {
			t.Fatalf("%+v %v, %v", got, content, err)
		}
	})
}

func TestFrameRefuses(t *testing.T) {
	t.Parallel()
	lengths := func(header, payload uint32, rest string) string {
		b := binary.BigEndian.AppendUint32(nil, header)
		return string(binary.BigEndian.AppendUint32(b, payload)) + rest
	}
	cases := []struct {
		name, wire string
		want       error
	}{
		{"the end", "", io.EOF},
		{"half a length", "\x00\x00", io.ErrUnexpectedEOF},
		{"half a header", lengths(9, 0, "{}"), io.ErrUnexpectedEOF},
		{"no header", lengths(0, 0, ""), errFrame},
		{"a header that is not JSON", lengths(2, 0, "{["), errFrame},
		{"a header too long", lengths(maxHeader+1, 0, "{}"), errFrame},
		{"half a payload", lengths(2, 9, "{}x"), io.ErrUnexpectedEOF},
		{"half a long payload", lengths(2, maxPayload, "{}x"), io.ErrUnexpectedEOF},
		{"a payload too long", lengths(2, maxPayload+1, "{}x"), errFrame},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := readFrame(strings.NewReader(c.wire), new(request)); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
	if err := writeFrame(io.Discard, request{Name: strings.Repeat("x", maxHeader)}, nil); !errors.Is(err, errFrame) {
		t.Errorf("%v", err)
	}
}

// FuzzFrame feeds both ends: no panic, and a frame that is understood is read to its end, no further.
func FuzzFrame(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x02\x00\x00\x00\x03{}xyz"))
	f.Add([]byte("\x00\x00\x00\x1b\x00\x00\x00\x00{\"Op\":\"render\",\"Raster\":{}}"))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, wire []byte) {
		for _, header := range []any{new(request), new(reply)} {
			r := bytes.NewReader(wire)
			payload, err := readFrame(r, header)
			if err != nil {
				continue
			}
			read := 8 + int(binary.BigEndian.Uint32(wire)) + len(payload)
			if read+r.Len() != len(wire) || len(payload) != int(binary.BigEndian.Uint32(wire[4:])) {
				t.Errorf("%d of %d bytes, %d left", read, len(wire), r.Len())
			}
		}
	})
}

// TestServe talks to a child's loop as a parent that makes mistakes does.
func TestServe(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		request request
		code    string
		retire  bool
	}{
		{"before the start", request{Op: opOpen}, codeFailed, true},
		{"an operation that is none", request{Op: "x"}, codeFailed, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in, parent := io.Pipe()
			var out bytes.Buffer
			done := make(chan error, 1)
			go func() { done <- Serve(in, &out) }()
			if err := writeFrame(parent, c.request, nil); err != nil {
				t.Fatal(err)
			}
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			var got reply
			if _, err := readFrame(&out, &got); err != nil || got.Code != c.code || got.Retire != c.retire {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

func TestCodesAreCodes(t *testing.T) {
	t.Parallel()
	for answered, want := range map[string]refusal{
		"pdf_encrypted": "pdf_encrypted", "": codeDamaged, "../etc": codeDamaged, "Mme Gagnon": codeDamaged,
		strings.Repeat("x", 41): codeDamaged,
	} {
		if got := codeOf(answered); got != want {
			t.Errorf("%q is %q", answered, got)
		}
	}
}

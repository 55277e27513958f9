package dispatch_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
)

func TestNewID(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		random := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "random")
		id := dispatch.NewID(bytes.NewReader(random))
		if !id.Valid() || len(id) != 26 {
			t.Errorf("%q is no ID", id)
		}
		if again := dispatch.NewID(iotest.OneByteReader(bytes.NewReader(random))); again != id {
			t.Errorf("the same bytes give %q, then %q", id, again)
		}
		random[rapid.IntRange(0, 15).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if other := dispatch.NewID(bytes.NewReader(random)); other == id {
			t.Errorf("other bytes give the same ID")
		}
	})
}

func TestNewIDNeedsRandomness(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("an ID came out of nothing")
		}
	}()
	dispatch.NewID(bytes.NewReader(make([]byte, 15)))
}

func TestIDValid(t *testing.T) {
	t.Parallel()
	good := strings.Repeat("a", 26)
	tests := []struct {
		name string
		id   dispatch.ID
		want bool
	}{
		{"as made", dispatch.ID(good), true},
		{"empty", "", false},
		{"one short", dispatch.ID(good[1:]), false},
		{"one long", dispatch.ID(good + "a"), false},
		{"capital", dispatch.ID("A" + good[1:]), false},
		{"digit outside base32", dispatch.ID("1" + good[1:]), false},
		{"path", dispatch.ID("../" + good[3:]), false},
		{"line break", dispatch.ID(good + "\n"), false},
		{"line break inside", dispatch.ID(good[:13] + "\n" + good[13:]), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := test.id.Valid(); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

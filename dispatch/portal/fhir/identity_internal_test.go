package fhir

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
)

var uuidForm = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func TestNumbersOfAPublication(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.SliceOfN(rapid.Byte(), 16, 16)
		id := dispatch.NewID(bytes.NewReader(draw.Draw(t, "id")))
		i := identityOf(id)
		if !i.valid() || i != identityOf(id) || strings.Contains(string(i), string(id)) {
			t.Fatalf("%s is no steady number", i)
		}
		seen := map[string]bool{string(i): true}
		for _, number := range i.documents() {
			// XDS allows 64 characters of an object identifier.
			if seen[number] || len(strings.TrimPrefix(number, "urn:oid:")) > 64 {
				t.Fatalf("%s is taken or too long", number)
			}
			seen[number] = true
		}
		for n := range 3 {
			for _, what := range []string{"document", "reference", "set"} {
				entry := i.entry(what, n)
				if seen[entry] || !uuidForm.MatchString(entry) {
					t.Fatalf("%s is taken, or no UUID", entry)
				}
				seen[entry] = true
			}
		}
		m := memory{i, rapid.Bool().Draw(t, "unsent")}
		if got, ok := remembered(m.marshal()); !ok || got != m {
			t.Fatalf("%+v is remembered as %+v", m, got)
		}
	})
}

// Only version and variant are not the attempt's own bits.
func TestNumbersDiffer(t *testing.T) {
	t.Parallel()
	seen := map[identity]bool{}
	for bit := range 128 {
		b := make([]byte, 16)
		b[bit/8] = 1 << (bit % 8)
		seen[identityOf(dispatch.NewID(bytes.NewReader(b)))] = true
	}
	if len(seen) < 122 {
		t.Errorf("128 attempts have %d numbers: %s", len(seen), hex.EncodeToString(uuid(make([]byte, 16))))
	}
}

func TestNoMemory(t *testing.T) {
	t.Parallel()
	for _, content := range []string{
		"", "null", "{}", "[]", `{"identity":""}`, `{"identity":"urn:oid:2.25.01"}`, `{"identity":"urn:oid:2.25.1.2"}`,
		`{"identity":"urn:oid:2.25.` + strings.Repeat("9", 40) + `"}`, `{"identity":"2.25.1|x"}`,
	} {
		if m, ok := remembered([]byte(content)); ok {
			t.Errorf("%q is remembered as %+v", content, m)
		}
	}
}

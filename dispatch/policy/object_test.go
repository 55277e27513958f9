package policy

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

func TestMembers(t *testing.T) {
	t.Parallel()
	type member struct{ name, value string }
	tests := []struct {
		name   string
		object string
		want   []member
	}{
		{"empty", `{}`, nil},
		{"empty, with space", " { \n} ", nil},
		{"plain", `{"a":true,"b":null}`, []member{{"a", "true"}, {"b", "null"}}},
		{"spaces everywhere", "{ \"a\" :\t1 ,\r\n\"b\" : -2.5e+3 }", []member{{"a", "1"}, {"b", "-2.5e+3"}}},
		{"given twice", `{"a":1,"a":2}`, []member{{"a", "1"}, {"a", "2"}}},
		{"escaped name", `{"\u0061":1}`, []member{{"a", "1"}}},
		{"quote in a string", `{"a":"x\"}","b":2}`, []member{{"a", `"x\"}"`}, {"b", "2"}}},
		{"backslash at the end of a string", `{"a":"x\\","b":2}`, []member{{"a", `"x\\"`}, {"b", "2"}}},
		{"braces in a string", `{"a":"{[,:","b":"]}"}`, []member{{"a", `"{[,:"`}, {"b", `"]}"`}}},
		{"nested", `{"a":{"b":[{},"}"]},"c":[]}`, []member{{"a", `{"b":[{},"}"]}`}, {"c", `[]`}}},
		{"empty name and value", `{"":""}`, []member{{"", `""`}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []member
			for name, value := range members([]byte(test.object)) {
				got = append(got, member{name, string(value)})
			}
			if len(got) != len(test.want) {
				t.Fatalf("got %v, want %v", got, test.want)
			}
			for i := range got {
				if got[i] != test.want[i] {
					t.Errorf("got %v, want %v", got[i], test.want[i])
				}
			}
		})
	}
}

// The walk finds what encoding/json finds.
func TestMembersAgreeWithTheLibrary(t *testing.T) {
	t.Parallel()
	value := rapid.OneOf(
		rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.String(), func(s string) any { return s }),
		rapid.Map(rapid.SliceOfN(rapid.String(), 0, 3), func(list []string) any { return list }),
		rapid.Map(rapid.MapOfN(rapid.String(), rapid.Float64(), 0, 3), func(m map[string]float64) any { return m }),
	)
	rapid.Check(t, func(t *rapid.T) {
		object := rapid.MapOfN(rapid.String(), value, 0, 6).Draw(t, "object")
		written, err := json.MarshalIndent(object, rapid.SampledFrom([]string{"", " "}).Draw(t, "prefix"), "\t")
		if err != nil {
			t.Fatal(err)
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal(written, &want); err != nil {
			t.Fatal(err)
		}
		found := 0
		for name, value := range members(written) {
			if string(want[name]) != string(value) {
				t.Errorf("%q is %s, want %s", name, value, want[name])
			}
			found++
		}
		if found != len(want) {
			t.Errorf("found %d members, want %d", found, len(want))
		}
	})
}

// The text of a string is what encoding/json reads in it.
func TestText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, value, want string
		ok                bool
	}{
		{"plain", `"a@b.ca"`, "a@b.ca", true},
		{"empty", `""`, "", true},
		{"escaped", `"\u00e9\n"`, "é\n", true},
		{"not UTF-8", "\"\xff\"", "\ufffd", true},
		{"null", `null`, "", false},
		{"number", `1`, "", false},
		{"object", `{"a":"b"}`, "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got, ok := text([]byte(test.value)); got != test.want || ok != test.ok {
				t.Errorf("got %q, %v", got, ok)
			}
		})
	}
}

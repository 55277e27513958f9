package documo

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

const mine = dispatch.ID("aaaaaaaaaaaaaaaaaaaaaaaaaa")

// A mark is found wherever an entry shows it, and read back whole.
func TestMarkIsFoundAnywhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pages := rapid.IntRange(1, 200).Draw(t, "pages")
		name := rapid.SampledFrom([]string{"subject", "notes", "cf", "fileName"}).Draw(t, "field")
		mark := markOf(fax.Job{Attempt: mine, Pages: pages})
		around := rapid.SampledFrom([]string{"%", "\"%\"", "Objet : %.", "%\n"}).Draw(t, "around")
		row, err := json.Marshal(map[string]any{"messageId": "12345678", name: strings.ReplaceAll(around, "%", mark)})
		if err != nil {
			t.Fatal(err)
		}
		found, ok := findMark([]json.RawMessage{[]byte(`{"messageId":"87654321"}`), row}, mine)
		if !ok || found != (webfax.Reference{ID: "12345678", Pages: pages}) {
			t.Fatalf("%+v, %t", found, ok)
		}
	})
}

func TestNobodyIsFoundByNothing(t *testing.T) {
	t.Parallel()
	if found, ok := findMark([]json.RawMessage{[]byte(`{"messageId":"12345678"}`)}, ""); ok {
		t.Errorf("%+v", found)
	}
}

func FuzzParseRecord(f *testing.F) {
	for _, seed := range []string{
		`{"messageId":"027012f1-80c9-4be5-b093-1f54783dfa3b","status":"success","resultCode":"0","pagesComplete":3,"pagesCount":3}`,
		`[{"messageId":"12345678","pagesComplete":"3","status":7}]`, `{"messageId":"12345678","pagesComplete":-1}`,
		`{"messageId":"12345678","pagesComplete":1e9,"status":{}}`, `[]`, `null`, `"12345678"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := parseRecord(body)
		if err != nil {
			return
		}
		if !webfax.IsIdentifier(r.MessageID) || r.PagesComplete.N < 0 || r.PagesCount.N < 0 {
			t.Fatalf("%q gave %+v", body, r)
		}
		if strings.ContainsAny(r.words(), "\r\n") || r.failure().Code == "" {
			t.Fatalf("%q gave %q, %+v", body, r.words(), r.failure())
		}
	})
}

func FuzzFindMark(f *testing.F) {
	f.Add([]byte(`{"count":1,"rows":[{"messageId":"12345678","subject":"aaaaaaaaaaaaaaaaaaaaaaaaaa-3"}]}`))
	f.Add([]byte(`{"rows":[{"messageId":"12345678","notes":"aaaaaaaaaaaaaaaaaaaaaaaaaa-99999"},null,7]}`))
	f.Add([]byte(`{"rows":[]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		rows, err := parseHistory(body)
		if err != nil {
			return
		}
		found, ok := findMark(rows, mine)
		if ok && (!strings.Contains(string(body), string(mine)) || !webfax.IsIdentifier(found.ID) || found.Pages < 0) {
			t.Fatalf("%q gave %+v", body, found)
		}
	})
}

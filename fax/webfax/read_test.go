package webfax_test

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

// told is what a fuzzed answer is read into.
type told struct {
	Word  webfax.Text  `json:"word"`
	Pages webfax.Count `json:"pages"`
}

func TestReadOne(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]told{
		`{"word":"Sent","pages":3}`:      {"Sent", webfax.Count{N: 3, Known: true}},
		`[{"word":"Sent","pages":"3"}]`:  {"Sent", webfax.Count{N: 3, Known: true}},
		`{"word":7,"pages":0}`:           {"7", webfax.Count{N: 0, Known: true}},
		`{"word":1.50,"pages":-1}`:       {"1.50", webfax.Count{}},
		`{"word":false,"pages":1e3}`:     {"false", webfax.Count{}},
		`{"word":null,"pages":null}`:     {},
		`{"word":["a"],"pages":1000001}`: {},
		`{"word":{},"pages":{"n":1}}`:    {},
		`{}`:                             {},
	} {
		var got told
		if err := webfax.ReadOne([]byte(body), &got); err != nil || got != want {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
	for _, body := range []string{``, `[]`, `[{},{}]`, `7`, `"a"`, `[7]`, `<html>`, `{"word":`} {
		if err := webfax.ReadOne([]byte(body), &told{}); err == nil {
			t.Errorf("%s is read", body)
		}
	}
}

// FuzzReadOne: whatever comes, a count is one of pages, and a word is a single value.
func FuzzReadOne(f *testing.F) {
	for _, seed := range []string{`{"word":"Sent","pages":3}`, `[{"word":7,"pages":"3"}]`, `[]`, `null`, `{"pages":-1e99,"word":{}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got told
		if webfax.ReadOne(body, &got) != nil {
			return
		}
		if got.Pages.N < 0 || got.Pages.N > 1_000_000 || got.Pages.N > 0 && !got.Pages.Known {
			t.Errorf("%q gave %+v", body, got)
		}
		if !json.Valid(body) {
			t.Errorf("%q is read", body)
		}
	})
}

// A reference is read back whole, whatever the service calls its faxes.
func TestReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := webfax.Reference{ID: rapid.String().Draw(t, "id"), Pages: rapid.IntRange(0, 65535).Draw(t, "pages")}
		if got := webfax.ParseReference(r.String()); got != r {
			t.Fatalf("%q gave %+v", r.String(), got)
		}
	})
	for _, text := range []string{"", "A-1", "a/b", "a/", "a/-1", "a/65536"} {
		if got := webfax.ParseReference(text); got != (webfax.Reference{ID: text}) {
			t.Errorf("%q gave %+v", text, got)
		}
	}
}

func TestReferenceOf(t *testing.T) {
	t.Parallel()
	for reference, want := range map[string]bool{"12345678/3": true, "12345678": true, "1234567/3": false, "../../v1/me/3": false, "": false} {
		attempt := dispatch.Attempt{Receipt: &dispatch.Receipt{Reference: reference}}
		if r, ok := webfax.ReferenceOf(attempt); ok != want {
			t.Errorf("%q: %+v, %t", reference, r, ok)
		}
	}
	if _, ok := webfax.ReferenceOf(dispatch.Attempt{}); ok {
		t.Error("a fax without a receipt has a name")
	}
}

// A form is what any reader of forms reads, with its fields first and its documents in their order.
func TestForm(t *testing.T) {
	t.Parallel()
	job := fax.Job{Attempt: "aaaaaaaaaaaaaaaaaaaaaaaaaa"}
	for _, content := range []string{"%PDF-1\r\n--souspli", "", "%PDF-3"} {
		job.Parts = append(job.Parts, fax.Part{Size: int64(len(content)), Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(content)), nil
		}})
	}
	body := webfax.Form(job, []webfax.Field{{"to", "+15145550123"}, {"labels[souspli]", "x"}}, "file")
	source, err := body.Open(t.Context())
	must(t, err)
	whole, err := io.ReadAll(source)
	must(t, err)
	_, parameters, err := mime.ParseMediaType(body.Type)
	must(t, err)
	form, err := multipart.NewReader(strings.NewReader(string(whole)), parameters["boundary"]).ReadForm(1 << 20)
	must(t, err)
	if form.Value["to"][0] != "+15145550123" || form.Value["labels[souspli]"][0] != "x" || len(form.File["file"]) != 3 {
		t.Errorf("%+v", form)
	}
	if file := form.File["file"][2]; int64(len(whole)) != body.Size || file.Size != 6 || file.Filename != "3.pdf" {
		t.Errorf("%d of %d bytes, %+v", len(whole), body.Size, file)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Pages are confirmed by a count alone, and a cover page that the account adds is forgiven.
func TestConfirm(t *testing.T) {
	t.Parallel()
	pages := func(n int) webfax.Count { return webfax.Count{N: n, Known: true} }
	none := webfax.Count{}
	tests := []struct {
		name                string
		phase               fax.Phase
		given               int
		sent, total         webfax.Count
		expected, confirmed int
	}{
		{"all", fax.Done, 3, pages(3), pages(3), 3, 3},
		{"some", fax.Done, 3, pages(2), pages(3), 3, 2},
		{"all, and a cover page", fax.Done, 3, pages(4), pages(4), 3, 3},
		{"more than the service has", fax.Done, 3, pages(4), pages(3), 3, 4},
		{"all but the cover page", fax.Done, 3, pages(3), pages(4), 3, 3},
		{"a word alone", fax.Done, 3, none, pages(3), 0, 0},
		{"nobody knows how many were given", fax.Done, 0, pages(3), pages(3), 0, 3},
		{"broken off", fax.Broken, 3, pages(2), pages(3), 3, 2},
		{"broken off, uncounted", fax.Broken, 3, none, none, 3, 0},
	}
	for _, test := range tests {
		report := fax.Report{Phase: test.phase, Expected: test.given}
		if webfax.Confirm(&report, test.sent, test.total); report.Expected != test.expected || report.Confirmed != test.confirmed {
			t.Errorf("%s: %d of %d", test.name, report.Confirmed, report.Expected)
		}
	}
}

func TestPauseGrows(t *testing.T) {
	t.Parallel()
	for age, want := range map[time.Duration]time.Duration{
		-time.Hour: 5 * time.Second, 0: 5 * time.Second, 4 * time.Minute: time.Minute, 24 * time.Hour: 10 * time.Minute,
	} {
		if got := webfax.Pause(age, 5*time.Second, 10*time.Minute); got != want {
			t.Errorf("%s: %s, want %s", age, got, want)
		}
	}
}

// What nothing is known of keeps the receipt that it had.
func TestWaiting(t *testing.T) {
	t.Parallel()
	receipt := dispatch.Receipt{Provider: "x", Reference: "12345678/3", Bytes: 7}
	if r := webfax.Waiting("x", dispatch.Attempt{Receipt: &receipt}, time.Minute); r.Receipt != receipt || r.Again != time.Minute || r.Phase != fax.Waiting {
		t.Errorf("%+v", r)
	}
	r := webfax.Missing(webfax.Waiting("x", dispatch.Attempt{}, time.Minute))
	if r.Receipt != (dispatch.Receipt{Provider: "x"}) || r.Again != 0 || r.Phase != fax.Missing {
		t.Errorf("%+v", r)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	read := func(given map[string]string) (webfax.Settings, error) {
		return webfax.ReadSettings("x.config", given, "caller", "retries")
	}
	for name, given := range map[string]map[string]string{
		"none": nil, "empty": {"caller": "", "retrys": ""}, "known": {"caller": "x"},
	} {
		if _, err := read(given); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := read(map[string]string{"retrys": "1"})
	requireRefused(t, err)
	for _, wrong := range []string{"-1", "7", "256", "deux", "+1", "1.0", " 1"} {
		s, err := read(map[string]string{"retries": wrong, "caller": "555-0110"})
		must(t, err)
		_, err = s.Retries("retries", 2, 6)
		requireRefused(t, err)
		_, err = s.Number("caller")
		requireRefused(t, err)
	}
	s, err := read(map[string]string{"retries": "6"})
	must(t, err)
	if n, err := s.Retries("retries", 2, 6); n != 6 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := s.Retries("caller", 2, 6); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

func requireRefused(t *testing.T, err error) {
	t.Helper()
	if dispatch.CodeOf(err) != "fax_account_setting" || dispatch.KindOf(err) != dispatch.KindInvalid || dispatch.CertaintyOf(err) != dispatch.Unsent {
		t.Errorf("%v", err)
	}
}

func TestBasic(t *testing.T) {
	t.Parallel()
	if got := webfax.Basic("Aladdin", "open sesame"); got != "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==" { // RFC 7617, 2
		t.Error(got)
	}
}

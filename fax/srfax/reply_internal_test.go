package srfax

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/wording"
	"github.com/souspli/souspli/fax"
)

// FuzzReply: whatever the service says, reading it ends, and what is read keeps its shape.
func FuzzReply(f *testing.F) {
	for _, seed := range []string{
		`{"Status":"Success","Result":"389091764"}`,
		`{"Status":"Success","Result":389091764}`,
		`{"Status":"Failed","Result":"Invalid Access Code \/ Password"}`,
		`{"Status":"Success","Result":[{"FileName":"20261123083000-4822-1_0|389091764","SentStatus":"Sent","Pages":"3","EpochTime":1795440600,"AccountCode":"abcdefghijklmnopq003"}]}`,
		`{"Status":"Success","Result":{"FileName":"|7","SentStatus":"In Progress","Pages":null}}`,
		`{"Status":"Success","Result":[]}`, `{"Status":["Success"]}`, "\ufeff{}", "<html>", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := parseReply(body)
		if err != nil {
			return
		}
		if id, ok := r.number(); ok && !isNumber(id) {
			t.Errorf("number %q", id)
		}
		records, err := r.records()
		if err != nil {
			return
		}
		for _, one := range records {
			if id := one.id(); id != "" && !isNumber(id) {
				t.Errorf("number %q", id)
			}
			if one.phase() == fax.Done && !strings.EqualFold(strings.TrimSpace(string(one.SentStatus)), "sent") {
				t.Errorf("%q is done", one.SentStatus)
			}
			if one.pages() < 0 || len([]rune(one.detail())) > 120 {
				t.Errorf("%d pages, %q", one.pages(), one.detail())
			}
		}
	})
}

// FuzzAccountCode: only our own code for our own attempt is ours.
func FuzzAccountCode(f *testing.F) {
	f.Add("abcdefghijklmnopq003")
	f.Add("ABCDEFGHIJKLMNOPQ120")
	f.Add("abcdefghijklmnopq000")
	f.Add("abcdefghijklmnopq+12")
	const attempt = dispatch.ID("abcdefghijklmnopqrstuvwxyz")
	f.Fuzz(func(t *testing.T, code string) {
		pages, ok := pagesOf(code, attempt)
		if ok && accountCode(attempt, pages) != strings.ToLower(strings.TrimSpace(code)) {
			t.Errorf("%q is read as %d pages", code, pages)
		}
	})
}

// The account code keeps the attempt and the pages, in the 20 characters that there are.
func TestAccountCode(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.SliceOfN(rapid.Byte(), 16, 16)
		ours := dispatch.NewID(strings.NewReader(string(draw.Draw(t, "ours"))))
		other := dispatch.NewID(strings.NewReader(string(draw.Draw(t, "other"))))
		pages := rapid.IntRange(1, mostPages).Draw(t, "pages")
		code := accountCode(ours, pages)
		if read, ok := pagesOf(code, ours); len(code) != 20 || !ok || read != pages {
			t.Fatalf("%q is read as %d pages", code, read)
		}
		if _, ok := pagesOf(code, other); ok && ours[:codeID] != other[:codeID] {
			t.Fatalf("%q is another's", code)
		}
	})
}

// TestEndedAt: the account's zone tells what the clock on its wall meant.
func TestEndedAt(t *testing.T) {
	t.Parallel()
	started := time.Date(2026, 11, 23, 13, 30, 0, 0, time.UTC)
	now, vancouver := started.Add(time.Hour), mustLoad(t, "America/Vancouver")
	want := started.Add(2 * time.Minute)
	for name, r := range map[string]record{
		"an epoch":                      {EpochTime: "1795440720"},
		"a date":                        {DateSent: "Nov 23/26 05:32 AM"},
		"an epoch adjusted to the zone": {EpochTime: "1795411920", DateSent: "Nov 23/26 05:32 AM"},
		"an epoch that is none":         {EpochTime: "n/a", DateSent: "Nov 23/26 05:32 AM"},
	} {
		if at, ok := r.endedAt(vancouver, started, now); !ok || !at.Equal(want) {
			t.Errorf("%s: %s, %t", name, at, ok)
		}
	}
	for _, r := range []record{{}, {EpochTime: "0"}, {EpochTime: "9999999999"}, {DateSent: "yesterday"}} {
		if at, ok := r.endedAt(vancouver, started, now); ok {
			t.Errorf("%+v ended at %s", r, at)
		}
	}
}

func mustLoad(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

var code = regexp.MustCompile(`"((?:fax|number)_[a-z_]+)"`)

// Every code of this provider has its sentence in every language.
func TestEveryCodeHasASentence(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range code.FindAllStringSubmatch(string(source), -1) {
			found++
			for _, language := range wording.Languages() {
				if !wording.For(language).Has("error_" + match[1]) {
					t.Errorf("%s: no sentence in %s for %s", file, language, match[1])
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d codes were found", found)
	}
}

// BenchmarkOrder reads the request of a fax of 32 MiB: bytes per operation stay far under its size.
func BenchmarkOrder(b *testing.B) {
	const size = 32 << 20
	p := &Provider{account: "1", password: "x", settings: settings{zone: time.UTC}}
	job := fax.Job{Attempt: "abcdefghijklmnopqrstuvwxyz", Pages: 2, Parts: []fax.Part{{
		Size: size,
		Open: func(context.Context) (io.ReadCloser, error) { return io.NopCloser(io.LimitReader(zeros{}, size)), nil },
	}}}
	b.ReportAllocs()
	b.SetBytes(size)
	for b.Loop() {
		body, err := p.body(job)
		if err != nil {
			b.Fatal(err)
		}
		source, err := body.Open(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, source); err != nil || n != body.Size {
			b.Fatal(n, err)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

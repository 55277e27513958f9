package sharepoint

import (
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/souspli/souspli/dispatch"
	"pgregory.net/rapid"
)

// The published sum of a published text: other implementations of QuickXorHash give the same.
func TestQuickXor(t *testing.T) {
	t.Parallel()
	want := base64.StdEncoding.EncodeToString([]byte{104, 40, 3, 27, 216, 240, 6, 16, 220, 225, 13, 114, 107, 3, 25, 0, 0, 0, 0, 0})
	if got := QuickXor([]byte("hello world")); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := QuickXor(nil); got != "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" {
		t.Errorf("of nothing it is %s", got)
	}
}

// However a file is cut, its sum is the same; and one changed byte changes it.
func TestQuickXorOfPieces(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.SliceOfN(rapid.Byte(), 1, 500).Draw(t, "content")
		at := rapid.IntRange(0, len(content)-1).Draw(t, "at")
		var pieces quickXor
		_, _ = pieces.Write(content[:at])
		_, _ = pieces.Write(content[at:])
		if pieces.String() != QuickXor(content) {
			t.Fatalf("cut at %d it is another", at)
		}
		content[at]++
		if pieces.String() == QuickXor(content) {
			t.Fatalf("byte %d is not in the sum", at)
		}
	})
}

func TestParseSettings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		url      string
		settings map[string]string
		scope    string
		field    string
	}{
		{"nothing but the sign-in", "", map[string]string{"tenant": "clinique.example", "client_id": "x"}, "https://graph.microsoft.com/Files.ReadWrite", ""},
		{"a library", "", map[string]string{"drive": "b!abc"}, "https://graph.microsoft.com/Files.ReadWrite.All", ""},
		{"another cloud", "https://graph.microsoft.us/v1.0", nil, "https://graph.microsoft.us/Files.ReadWrite", ""},
		{"an unknown name", "", map[string]string{"drives": "b!abc"}, "", "drives"},
		{"an unknown value", "", map[string]string{"device_code": "yes"}, "", "device_code"},
		{"no address", "graph", nil, "", "url"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, err := ParseSettings(dispatch.Account{URL: test.url, Settings: test.settings})
			if s.Scope != test.scope {
				t.Errorf("scope %q, want %q", s.Scope, test.scope)
			}
			requireField(t, err, test.field)
		})
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	const address = "https://graph.example/v1.0"
	for _, test := range []struct {
		name   string
		config Config
		field  string
	}{
		{"nothing wrong", Config{URL: address}, ""},
		{"not https", Config{URL: "http://graph.example"}, "url"},
		{"a drive that leads elsewhere", Config{URL: address, Drive: "../../users"}, "drive"},
		{"a folder that leads elsewhere", Config{URL: address, Folder: "a/../.."}, "folder"},
		{"a folder that means more than a name", Config{URL: address, Folder: "a:b"}, "folder"},
		{"chunks that the service does not count in", Config{URL: address, Chunk: 1 << 20}, "chunk"},
		{"chunks that are too large", Config{URL: address, Chunk: 60 << 20}, "chunk"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := New(test.config)
			requireField(t, err, test.field)
		})
	}
}

func requireField(t *testing.T, err error, field string) {
	t.Helper()
	if field == "" {
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	e, ok := err.(*dispatch.Error) //nolint:errorlint // it is made here
	if !ok || e.Kind != dispatch.KindInvalid || e.Field != field {
		t.Errorf("%v, want one about %s", err, field)
	}
}

// What proves an invitation is little; what is in the way of saying that there was none is much.
func TestPermission(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name           string
		body           string
		given, invited bool
	}{
		{"an invitation", `{"id":"1","roles":["read"],"invitation":{"email":"a@b.example"}}`, true, true},
		{"an invitation that became a link", `{"id":"1","roles":["read"],"link":{"type":"view"}}`, true, true},
		{"an invitation of somebody known", `{"id":"1","roles":["read"],"grantedToV2":{"user":{"id":"x"}}}`, true, true},
		{"the library's own people", `{"id":"1","roles":["read"],"grantedToV2":{"siteGroup":{"id":"3"}}}`, true, false},
		{"somebody who may write", `{"id":"1","roles":["write"],"grantedToV2":{"user":{"id":"x"}}}`, true, false},
		{"the owner", `{"id":"1","roles":["owner"]}`, false, false},
		{"from the folder above", `{"id":"1","roles":["read"],"inheritedFrom":{},"link":{}}`, false, false},
	} {
		var p permission
		if err := json.Unmarshal([]byte(test.body), &p); err != nil {
			t.Fatal(err)
		}
		if p.given() != test.given || p.invited() != test.invited {
			t.Errorf("%s: given %t, invited %t", test.name, p.given(), p.invited())
		}
	}
}

func FuzzExpected(f *testing.F) {
	for _, seed := range []string{`{"nextExpectedRanges":["26-"]}`, `{"nextExpectedRanges":["12345-55232","77829-99375"]}`, `{}`, `{"nextExpectedRanges":["-1"]}`, "["} {
		f.Add([]byte(seed), int64(100_000))
	}
	f.Fuzz(func(t *testing.T, body []byte, size int64) {
		from, err := expected(body, size)
		if err == nil && (from < 0 || from >= size) {
			t.Errorf("byte %d of %d is missing", from, size)
		}
	})
}

func FuzzPermission(f *testing.F) {
	f.Add(`2018-07-15T14:00:00.000Z`, []byte(`{"id":"1"}`), "owner")
	f.Add(`0001-01-01T00:00:00Z`, []byte(`null`), "read")
	f.Fuzz(func(t *testing.T, expires string, inherited []byte, role string) {
		p := permission{ID: "1", Roles: []string{role}, Expires: expires, Inherited: inherited}
		if end := p.expires(); !end.IsZero() && end.Year() < 1999 {
			t.Errorf("access ended at %s", end)
		}
		if p.given() && role == "owner" {
			t.Error("the owner was given access")
		}
	})
}

// FuzzRefusal: of a service's words only a plain code is repeated.
func FuzzRefusal(f *testing.F) {
	for _, seed := range []string{`{"error":{"code":"accessDenied","message":"Lise Gagnon"}}`, `{"error":{"code":"a b"}}`, `{"error":"x"}`, `{`, ``, `null`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		code := refusal(body)
		if len(code) > 64 {
			t.Errorf("%d letters", len(code))
		}
		for _, r := range code {
			if (r|0x20) < 'a' || (r|0x20) > 'z' {
				t.Errorf("%q is no code", code)
			}
		}
	})
}

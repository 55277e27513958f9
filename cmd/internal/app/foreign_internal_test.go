package app

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

func anyHome() homeDescription {
	return homeDescription{Format: homeFormat + "1", ID: dispatch.NewID(bytes.NewReader(make([]byte, 64))), Vault: KeyFileVault}
}

// FuzzParseHome: whatever stands in home.json, a home comes of it that can be opened, or an error of a known code.
func FuzzParseHome(f *testing.F) {
	for _, seed := range []string{
		"", "{}", "null", "[]", `{"format":"souspli-home/1"}`, `{"format":"souspli-home/999"}`, `{"format":1}`, `{"Format":"souspli-home/1","id":"../x","vault":"file"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Add(anyHome().marshal())
	f.Fuzz(func(t *testing.T, content []byte) {
		home, err := parseHome(content)
		if err == nil && (!home.ID.Valid() || !home.Vault.known()) {
			t.Errorf("%+v", home)
		}
		if err != nil && dispatch.CodeOf(err) == "" {
			t.Errorf("no code: %v", err)
		}
	})
}

// FuzzCopyHeader: whatever stands in the first line of a backup, its home is one that can be opened, or there is an error
// of a known code.
func FuzzCopyHeader(f *testing.F) {
	for _, seed := range []string{"", "{}\n", `{"format":"souspli-copy/1"}` + "\n", `{"format":"souspli-copy/9"}`, `{"format":"souspli-copy/-1"}`, "PK\x03\x04"} {
		f.Add([]byte(seed))
	}
	whole, err := json.Marshal(copyHeader{Format: copyFormat + "1", ID: anyHome().ID, Home: anyHome(), Vault: []byte("{}")})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Fuzz(func(t *testing.T, line []byte) {
		var h copyHeader
		err := h.parse(line)
		if err == nil && (!h.ID.Valid() || !h.Home.ID.Valid()) {
			t.Errorf("%+v", h)
		}
		if err != nil && dispatch.CodeOf(err) == "" {
			t.Errorf("no code: %v", err)
		}
	})
}

// FuzzReadHanded: whatever another program hands over, only whole paths are taken, and not too many.
func FuzzReadHanded(f *testing.F) {
	for _, seed := range []string{"", "\n", "{}\n", `{"files":["/a/b.pdf"]}` + "\n", `{"files":["../b","a"]}` + "\n", `{"files":["/a/../../b","/\u0000"]}` + "\n", "null\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		message, err := readHanded(bytes.NewReader(said))
		if err != nil {
			return
		}
		if len(message.Files) > maxHandedFiles {
			t.Errorf("%d files", len(message.Files))
		}
		for _, path := range message.Files {
			if !filepath.IsAbs(path) || filepath.Clean(path) != path || bytes.ContainsRune([]byte(path), 0) {
				t.Errorf("%q was taken", path)
			}
		}
	})
}

package planted_test

import (
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch/dispatchtest/planted"
)

func search(t testing.TB, words ...planted.Word) *planted.Search {
	t.Helper()
	s, err := planted.NewSearch(words...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestEveryForm: a word is found however it was written, and wherever in the bytes it stands.
func TestEveryForm(t *testing.T) {
	t.Parallel()
	s := search(t, planted.Words()...)
	for name, write := range map[string]func(string) string{
		"UTF-8":       func(w string) string { return w },
		"upper case":  strings.ToUpper,
		"lower case":  strings.ToLower,
		"decomposed":  norm.NFD.String,
		"UTF-16LE":    func(w string) string { return wide(w, 0) },
		"UTF-16BE":    func(w string) string { return wide(w, 1) },
		"hexadecimal": func(w string) string { return hex.EncodeToString([]byte(w)) },
		"HEXADECIMAL": func(w string) string { return strings.ToUpper(hex.EncodeToString([]byte(w))) },
		"base64":      func(w string) string { return base64.StdEncoding.EncodeToString([]byte(w)) },
		"base64, +1":  func(w string) string { return base64.StdEncoding.EncodeToString([]byte("à" + w + "é")) },
		"base64, URL": func(w string) string { return base64.URLEncoding.EncodeToString([]byte("a" + w + "é")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, w := range planted.Words() {
				found := s.In([]byte("\x00avant "+write(w.Text)+"\xff"), "x")
				if len(found) == 0 || !holds(found, w) {
					t.Errorf("%q is not found: %v", w.Text, found)
				}
			}
		})
	}
}

func holds(found []planted.Finding, w planted.Word) bool {
	for _, f := range found {
		if f.Word == w {
			return true
		}
	}
	return false
}

func wide(w string, high int) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(w)) {
		pair := [2]byte{byte(unit), byte(unit >> 8)}
		out = append(out, pair[high], pair[1-high])
	}
	return string(out)
}

// TestRandomBytesHoldNothing: what is sealed looks like this.
func TestRandomBytesHoldNothing(t *testing.T) {
	t.Parallel()
	s := search(t, planted.Words()...)
	rapid.Check(t, func(t *rapid.T) {
		if found := s.In(rapid.SliceOfN(rapid.Byte(), 0, 4096).Draw(t, "bytes"), "x"); len(found) > 0 {
			t.Fatal(found)
		}
	})
}

func TestTooShortToTellFromChance(t *testing.T) {
	t.Parallel()
	if _, err := planted.NewSearch(planted.Word{Kind: "name", Text: "Roy"}); err == nil {
		t.Error("it would be found everywhere")
	}
}

func TestFolders(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for name, content := range map[string]string{
		"souspli.db": "... Lise Gagnon ...", "left/received.eml": "Lise Gagnon", "Lise Gagnon.pdf": "", "quiet": "nothing",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	found, err := search(t, planted.Words()...).Folder(root, func(path string) bool { return filepath.Base(path) == "left" })
	if err != nil || len(found) != 2 || found[0].Where != "the name /Lise Gagnon.pdf" || found[1].Where != "/souspli.db" {
		t.Errorf("%v, %v", found, err)
	}
}

// TestEveryWordIsUsed: a word that no test uses any more finds nothing.
func TestEveryWordIsUsed(t *testing.T) {
	t.Parallel()
	used := map[planted.Word]bool{}
	for _, folder := range []string{"../../../cmd", "../../../store", "../../../dispatch/inspect/inspecttest"} {
		err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := os.ReadFile(path)
			for _, w := range planted.Words() {
				used[w] = used[w] || strings.Contains(string(content), w.Text)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range planted.Words() {
		if !used[w] {
			t.Errorf("no test uses the %s %q", w.Kind, w.Text)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	s := search(b, planted.Words()...)
	content := make([]byte, 1<<20)
	for i := range content {
		content[i] = byte(i * i >> 3)
	}
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		s.In(content, "x")
	}
}

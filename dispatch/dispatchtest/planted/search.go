package planted

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Finding is a planted word where it must not be.
type Finding struct {
	Word
	Form  string // how it was written
	Where string
}

// String says what was found where.
func (f Finding) String() string {
	return fmt.Sprintf("the %s %q stands in clear (%s) in %s", f.Kind, f.Text, f.Form, f.Where)
}

// Search looks for many words at once. It may be used from any goroutine.
type Search struct {
	begins []uint64          // which places begin like a needle, by the hash of their first four bytes
	byHead map[uint32][]hint // by these four bytes
}

type hint struct {
	form
	word Word
}

const hashBits = 20

// NewSearch is a search for words. One of which no form is long enough to be told from chance is an error.
func NewSearch(words ...Word) (*Search, error) {
	s := &Search{begins: make([]uint64, 1<<(hashBits-6)), byHead: map[uint32][]hint{}}
	for _, w := range words {
		forms := formsOf(w.Text)
		if len(w.Text) < shortest {
			return nil, fmt.Errorf("the %s %q is too short to be looked for", w.Kind, w.Text)
		}
		for _, f := range forms {
			head := uint32(f.bytes[0])<<24 | uint32(f.bytes[1])<<16 | uint32(f.bytes[2])<<8 | uint32(f.bytes[3])
			s.byHead[head] = append(s.byHead[head], hint{f, w})
			s.begins[hash(head)>>6] |= 1 << (hash(head) & 63)
		}
	}
	return s, nil
}

func hash(head uint32) uint32 { return head * 2654435761 >> (32 - hashBits) }

// In are the words in a content; where says what it is.
func (s *Search) In(content []byte, where string) []Finding {
	var found []Finding
	var head uint32
	for i, c := range content {
		head = head<<8 | uint32(lower(c))
		if h := hash(head); i < 3 || s.begins[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		for _, n := range s.byHead[head] {
			f := Finding{n.word, n.name, where}
			if n.at(content[i-3:]) && !slices.Contains(found, f) {
				found = append(found, f)
			}
		}
	}
	return found
}

func (h hint) at(content []byte) bool {
	return len(content) >= len(h.bytes) && bytes.Equal(fold(content[:len(h.bytes)]), h.bytes)
}

// Folder are the words in the names and the contents of a folder's files. Those that leave tells of are left out,
// folders with all that they hold; a file that goes meanwhile counts for nothing.
func (s *Search) Folder(root string, leave func(path string) bool) ([]Finding, error) {
	var found []Finding
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case leave != nil && leave(path) && entry.IsDir():
			return fs.SkipDir
		case leave != nil && leave(path):
			return nil
		}
		name := strings.TrimPrefix(path, root)
		found = append(found, s.In([]byte(name), "the name "+name)...)
		if !entry.Type().IsRegular() {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		found = append(found, s.In(content, name)...)
		return nil
	})
	return found, err
}

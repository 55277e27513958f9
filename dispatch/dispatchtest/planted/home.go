package planted

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// all is the search for every word.
var all = sync.OnceValues(func() (*Search, error) { return NewSearch(Words()...) })

// Home looks through a home at the end of a test, when its programs have ended and before its folder goes. The folder
// must be there already, or be inside one that is. Further words are those that the test alone planted.
func Home(tb testing.TB, folder string, further ...Word) {
	tb.Helper()
	tb.Cleanup(func() {
		tb.Helper()
		Look(tb, folder, nil, further...)
	})
}

// Look looks through a folder now.
func Look(tb testing.TB, folder string, leave func(path string) bool, further ...Word) {
	tb.Helper()
	search, err := all()
	if err == nil && len(further) > 0 {
		search, err = NewSearch(append(Words(), further...)...)
	}
	if err != nil {
		tb.Fatal(err)
	}
	found, err := search.Folder(folder, leave)
	if err != nil {
		tb.Error(err)
	}
	for _, f := range found {
		tb.Error(f)
	}
}

// Homes are the homes inside a folder, whatever else lies there.
func Homes(folder string) ([]string, error) {
	var homes []string
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Name() == "home.json" {
			homes = append(homes, filepath.Dir(path))
		}
		return err
	})
	return homes, err
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

const root = "../../.."

// TestTheBillIsThatOfTheModulesInUse is what make check asks as well.
func TestTheBillIsThatOfTheModulesInUse(t *testing.T) {
	t.Parallel()
	if err := run(root, true); err != nil {
		t.Error(err)
	}
}

// TestTheBillCanBeRead reads it as another program does, and follows every reference.
func TestTheBillCanBeRead(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, kept))
	if err != nil {
		t.Fatal(err)
	}
	var bom cdx.BOM
	if err := cdx.NewBOMDecoder(bytes.NewReader(content), cdx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{ours: true}
	for _, c := range *bom.Components {
		if known[c.BOMRef] || c.Name == "" || len(*c.Licenses) == 0 {
			t.Errorf("%+v", c)
		}
		known[c.BOMRef] = true
	}
	for _, d := range *bom.Dependencies {
		for _, ref := range append(*d.Dependencies, d.Ref) {
			if !known[ref] {
				t.Errorf("%s is not in the list", ref)
			}
		}
	}
	for _, name := range []string{"modernc.org/sqlite", "fyne.io/fyne/v2", "github.com/danieljoos/wincred", "Go"} {
		if !strings.Contains(string(content), `"name": "`+name+`"`) {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestWhatIsNotKnownIsNotListed(t *testing.T) {
	t.Parallel()
	b := builder{modules: modules{"example.com/new": {version: "v1.0.0"}}}
	if _, err := b.bom(); err == nil {
		t.Error("a module without a checksum is listed")
	}
	b.sums = map[string]string{"example.com/new@v1.0.0": "00"}
	if _, err := b.bom(); err == nil {
		t.Error("a module without a licence is listed")
	}
}

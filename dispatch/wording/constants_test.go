package wording_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/wording"
)

// constants are the values of a package's constants of a type, read from its source: whoever adds one there
// is told here that it has no sentence yet.
func constants(t *testing.T, folder, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if spec, ok := node.(*ast.ValueSpec); ok && isOf(spec, typeName) {
				values = append(values, literals(t, spec)...)
			}
			return true
		})
	}
	if len(values) == 0 {
		t.Fatalf("%s has no constants of type %s", folder, typeName)
	}
	return slices.Compact(slices.Sorted(slices.Values(values)))
}

func isOf(spec *ast.ValueSpec, typeName string) bool {
	name, ok := spec.Type.(*ast.Ident)
	return ok && name.Name == typeName
}

func literals(t *testing.T, spec *ast.ValueSpec) []string {
	t.Helper()
	var values []string
	for _, value := range spec.Values {
		if literal, ok := value.(*ast.BasicLit); ok {
			text, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, text)
		}
	}
	return values
}

// topics are the extra-sensitive ones that the vocabulary knows.
func topics(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile("../inspect/classify/vocabulary.json")
	if err != nil {
		t.Fatal(err)
	}
	var vocabulary struct {
		Topics map[string]any `json:"extra_sensitive"`
	}
	if err := json.Unmarshal(content, &vocabulary); err != nil || len(vocabulary.Topics) == 0 {
		t.Fatalf("no topics: %v", err)
	}
	return slices.Sorted(maps.Keys(vocabulary.Topics))
}

// A sentence about persons tells how many; what it asks for has its own refusal where nothing lifts it.
func TestConcernsTellTheirCount(t *testing.T) {
	t.Parallel()
	for _, language := range wording.Languages() {
		c := wording.For(language)
		for _, code := range []string{desk.ConcernSeveralPersons, desk.ConcernPersonList} {
			if said := c.Concern(code, 20000); !strings.Contains(said, c.Number(20000)) {
				t.Errorf("%s is said %q", code, said)
			}
		}
		for _, code := range []string{desk.ConcernSeveralPersons, desk.ConcernPersonList, desk.ConcernPersonalFound} {
			if !c.Has("error_" + code) {
				t.Errorf("%s may stop, and its refusal has no sentence in %s", code, language)
			}
		}
	}
}

package app_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/souspli/souspli/"

// mayImport is the import table of CONTRIBUTING.md. Packages that it does not name, the programs and those
// for tests, may import all that never leaves them.
var mayImport = map[string][]string{
	"dispatch":         {},
	"dispatch/policy":  {"dispatch"},
	"dispatch/wording": {"dispatch"},
	"dispatch/inspect": {
		"dispatch", "dispatch/inspect/classify", "dispatch/inspect/convert", "dispatch/inspect/identify",
		"dispatch/inspect/layout", "dispatch/inspect/reader", "dispatch/inspect/recognise", "fax/facsimile",
	},
	"dispatch/inspect/classify":        {"dispatch", "dispatch/inspect/layout"},
	"dispatch/inspect/convert":         {"dispatch", "dispatch/inspect/convert/program"},
	"dispatch/inspect/convert/program": {"dispatch"},
	"dispatch/inspect/identify":        {"dispatch", "dispatch/inspect/layout"},
	"dispatch/inspect/layout":          {},
	"dispatch/inspect/reader":          {"dispatch", "dispatch/inspect/convert", "dispatch/inspect/layout"},
	"dispatch/inspect/recognise":       {"dispatch", "dispatch/inspect/convert/program", "dispatch/inspect/layout"},
	"dispatch/outbox":                  {"dispatch", "dispatch/failpoint"},
	"dispatch/desk":                    {"dispatch", "dispatch/failpoint", "dispatch/policy", "dispatch/proof", "dispatch/inspect", "dispatch/inspect/identify", "fax/facsimile"},
	"dispatch/email":                   {"dispatch", "dispatch/failpoint", "dispatch/oauth", "dispatch/webservice", "crypto"},
	"dispatch/email/dsn":               {"dispatch"},
	"dispatch/email/mailbox":           {"dispatch", "dispatch/email/dsn", "dispatch/oauth"},
	"dispatch/directory":               {"dispatch"},
	"dispatch/failpoint":               {},
	"dispatch/keydiscovery":            {"dispatch", "dispatch/webservice"},
	"dispatch/oauth":                   {"dispatch", "dispatch/webservice"},
	"dispatch/portal":                  {"dispatch", "dispatch/webservice", "crypto"},
	"dispatch/portal/fhir":             {"dispatch", "dispatch/portal", "dispatch/oauth", "dispatch/webservice", "crypto"},
	"dispatch/portal/nextcloud":        {"dispatch", "dispatch/portal", "dispatch/portal/webdav", "dispatch/webservice", "crypto"},
	"dispatch/portal/sendsecure":       {"dispatch", "dispatch/portal", "dispatch/webservice", "crypto"},
	"dispatch/portal/sftp":             {"dispatch", "dispatch/failpoint", "dispatch/portal", "crypto"},
	"dispatch/portal/sharepoint":       {"dispatch", "dispatch/portal", "dispatch/oauth", "dispatch/webservice", "crypto"},
	"dispatch/portal/webdav":           {"dispatch", "dispatch/failpoint", "dispatch/portal", "dispatch/webservice", "crypto"},
	"dispatch/print":                   {"dispatch", "dispatch/proof", "dispatch/wording"},
	"dispatch/webservice":              {"dispatch", "dispatch/failpoint"},
	"dispatch/practice":                {"dispatch"},
	"dispatch/proof":                   {"dispatch"},
	"fax":                              {"dispatch", "crypto", "fax/facsimile"},
	"fax/facsimile":                    {},
	"fax/documo":                       {"dispatch", "dispatch/webservice", "fax", "fax/webfax"},
	"fax/faxmail":                      {"dispatch", "fax"},
	"fax/hylafax":                      {"dispatch", "dispatch/failpoint", "crypto", "fax"},
	"fax/sinch":                        {"dispatch", "dispatch/webservice", "fax", "fax/webfax"},
	"fax/srfax":                        {"dispatch", "dispatch/webservice", "fax", "fax/webfax"},
	"fax/webfax":                       {"dispatch", "dispatch/webservice", "fax"},
	"fax/xmfax":                        {"dispatch", "dispatch/webservice", "fax", "fax/webfax"},
	"crypto":                           {},
	"store":                            {"dispatch", "dispatch/failpoint", "dispatch/proof"},
	"ui": {
		"dispatch", "dispatch/desk", "dispatch/inspect", "dispatch/inspect/classify", "dispatch/inspect/identify",
		"dispatch/wording", "fax/facsimile", "ui/licences",
	},
	"ui/licences": {},
	"ui/uitest": {
		"dispatch", "dispatch/desk", "dispatch/inspect", "dispatch/inspect/classify", "dispatch/inspect/identify",
		"dispatch/wording", "fax/facsimile", "ui",
	},
}

// fyneApp is imported by desktopProgram alone.
const (
	fyneApp        = "fyne.io/fyne/v2/app"
	desktopProgram = "cmd/souspli"
)

// never lists what a package may not reach directly, whoever made it.
var never = map[string][]string{
	"dispatch":                   {"os", "net", "net/http", "database/sql"},
	"dispatch/policy":            {"os", "net", "net/http", "database/sql", "crypto/rand", "math/rand", "math/rand/v2"},
	"dispatch/wording":           {"os", "net", "net/http", "database/sql"},
	"dispatch/inspect":           {"net", "net/http"},
	"dispatch/inspect/classify":  {"os", "net", "net/http"},
	"dispatch/inspect/convert":   {"net", "net/http"},
	"dispatch/inspect/identify":  {"os", "net", "net/http"},
	"dispatch/inspect/reader":    {"net", "net/http"},
	"dispatch/inspect/recognise": {"net", "net/http"},
	"fax/facsimile":              {"os", "net", "net/http"},
	"dispatch/email/dsn":         {"os", "net", "net/http"},
	"dispatch/print":             {"os", "net", "net/http", "database/sql"},
	"dispatch/proof":             {"os", "net", "net/http", "database/sql"},
	"dispatch/outbox":            {"os", "net", "net/http", "database/sql"},
	"dispatch/desk":              {"net", "net/http", "database/sql"},
	"store":                      {"net", "net/http"},
	"ui":                         {"net", "net/http", "database/sql"},
	"cmd/internal/app":           {module + "ui"},
	"cmd/pli":                    {module + "ui", "fyne.io/fyne/v2"},
}

type listedPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func TestImports(t *testing.T) {
	t.Parallel()
	for _, pkg := range listPackages(t) {
		name := strings.TrimPrefix(pkg.ImportPath, module)
		t.Run(name, func(t *testing.T) {
			allowed, limited := mayImport[name]
			for _, path := range pkg.Imports {
				if ours, ok := strings.CutPrefix(path, module); ok && limited && !slices.Contains(allowed, ours) {
					t.Errorf("%s imports %s", name, ours)
				}
				if slices.Contains(never[name], path) || path == fyneApp && name != desktopProgram {
					t.Errorf("%s imports %s", name, path)
				}
			}
		})
	}
}

func TestPliHasNoWindow(t *testing.T) {
	t.Parallel()
	for _, pkg := range listPackages(t) {
		if pkg.ImportPath != module+"cmd/pli" {
			continue
		}
		for _, path := range pkg.Deps {
			if strings.HasPrefix(path, "fyne.io/") {
				t.Errorf("pli depends on %s", path)
			}
		}
		return
	}
	t.Fatal("cmd/pli was not listed")
}

func listPackages(t *testing.T) []listedPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Deps", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listedPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg listedPackage
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, pkg)
	}
}

// Command bom writes what both programs are built from as a software bill of materials: CycloneDX, in JSON.
//
// Promise: the list names each module that a program for Windows, macOS or Linux holds, with its version, its checksum
// from go.sum, its licences, and what it is built from in turn; the same tree gives the same bytes. With -check it
// writes nothing and tells whether the file that is kept is that of the tree. Failure policy: a module without a licence
// or without a checksum ends it.
package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"github.com/souspli/souspli/ui/licences"
)

// kept is where the list lies in the repository.
const kept = "bom.json"

func main() {
	check := flag.Bool("check", false, "tell whether the file that is kept is that of the tree")
	root := flag.String("root", ".", "the repository")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var errStale = errors.New("bom.json is not that of the modules in use: run make sbom")

func run(root string, check bool) error {
	want, err := bill(root)
	if err != nil {
		return err
	}
	path := filepath.Join(root, kept)
	if !check {
		return os.WriteFile(path, want, 0o644) //nolint:gosec // a source file
	}
	got, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return errStale
	}
	return nil
}

// bill makes the list for the repository in a folder.
func bill(root string) ([]byte, error) {
	modules, err := modulesOf(root)
	if err != nil {
		return nil, err
	}
	sums, err := checksums(filepath.Join(root, "go.sum"))
	if err != nil {
		return nil, err
	}
	list, err := licences.All()
	if err != nil {
		return nil, err
	}
	b := builder{modules: modules, sums: sums, licences: list}
	bom, err := b.bom()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = cdx.NewBOMEncoder(&out, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).Encode(bom)
	return out.Bytes(), err
}

// modules are those in use by path, each with what its packages need of others.
type modules map[string]*module

type module struct {
	version string
	needs   map[string]bool // paths of modules
}

// ours is the path of the module that the programs are in.
const ours = "github.com/souspli/souspli"

// listed is what go list tells of a package.
type listed struct {
	ImportPath string
	Imports    []string
	Module     *struct{ Path, Version string }
}

// modulesOf lists the modules of both programs on every system.
func modulesOf(root string) (modules, error) {
	all := modules{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		command := exec.CommandContext(context.Background(), "go", "list", "-mod=readonly", "-deps", "-tags", "x11",
			"-json=ImportPath,Imports,Module", "./cmd/pli", "./cmd/souspli")
		command.Dir = root
		command.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=1")
		said, err := command.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w", system, err)
		}
		if err := all.add(said); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (m modules) add(said []byte) error {
	var packages []listed
	moduleOf := map[string]string{}
	for decoder := json.NewDecoder(bytes.NewReader(said)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		if p.Module == nil { // Go's own
			continue
		}
		packages, moduleOf[p.ImportPath] = append(packages, p), p.Module.Path
		if m[p.Module.Path] == nil {
			m[p.Module.Path] = &module{version: p.Module.Version, needs: map[string]bool{}}
		}
	}
	for _, p := range packages {
		for _, i := range p.Imports {
			if of := moduleOf[i]; of != "" && of != p.Module.Path {
				m[p.Module.Path].needs[of] = true
			}
		}
	}
	return nil
}

// checksums reads go.sum: the SHA-256 of each module's files, in hexadecimal, by path and version.
func checksums(path string) (map[string]string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	sums := map[string]string{}
	for line := range strings.Lines(string(content)) {
		f := strings.Fields(line)
		if len(f) != 3 || strings.HasSuffix(f[1], "/go.mod") {
			continue
		}
		sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(f[2], "h1:"))
		if err != nil {
			return nil, fmt.Errorf("go.sum: %s: %w", f[0], err)
		}
		sums[f[0]+"@"+f[1]] = hex.EncodeToString(sum)
	}
	return sums, nil
}

// builder makes the bill from what was gathered.
type builder struct {
	modules  modules
	sums     map[string]string
	licences licences.List
}

func (b builder) bom() (*cdx.BOM, error) {
	bom := cdx.NewBOM()
	bom.Metadata = &cdx.Metadata{Component: &cdx.Component{
		BOMRef: ours, Type: cdx.ComponentTypeApplication, Name: "Souspli", PackageURL: "pkg:golang/" + ours,
	}}
	components, dependencies := []cdx.Component{}, []cdx.Dependency{}
	for _, path := range slices.Sorted(maps.Keys(b.modules)) {
		if path != ours {
			c, err := b.component(path)
			if err != nil {
				return nil, err
			}
			components = append(components, c)
		}
		needs := []string{}
		for _, n := range slices.Sorted(maps.Keys(b.modules[path].needs)) {
			needs = append(needs, b.reference(n))
		}
		dependencies = append(dependencies, cdx.Dependency{Ref: b.reference(path), Dependencies: &needs})
	}
	components = append(components, b.inside()...)
	bom.Components, bom.Dependencies = &components, &dependencies
	return bom, nil
}

func (b builder) reference(path string) string {
	if path == ours {
		return ours
	}
	return "pkg:golang/" + path + "@" + b.modules[path].version
}

func (b builder) component(path string) (cdx.Component, error) {
	version := b.modules[path].version
	sum, found := b.sums[path+"@"+version]
	if !found {
		return cdx.Component{}, fmt.Errorf("%s %s: no checksum in go.sum", path, version)
	}
	i := slices.IndexFunc(b.licences.Components, func(c licences.Component) bool { return c.Path == path && c.Version == version })
	if i < 0 {
		return cdx.Component{}, fmt.Errorf("%s %s: no licence: run go generate ./ui/licences", path, version)
	}
	return cdx.Component{
		BOMRef: b.reference(path), Type: cdx.ComponentTypeLibrary, Name: path, Version: version, PackageURL: b.reference(path),
		Licenses: named(b.licences.Components[i].Licences),
		// What go.sum keeps is a hash over the hashes of a module's files, not of an archive.
		Properties: &[]cdx.Property{{Name: "go:sum:h1:sha256", Value: sum}},
	}, nil
}

// inside are what modules hold that are no modules: Go's own library, the machine code of PDFium, fonts.
func (b builder) inside() []cdx.Component {
	var all []cdx.Component
	for _, c := range b.licences.Components {
		if b.modules[c.Path] == nil {
			all = append(all, cdx.Component{
				BOMRef: c.Path, Type: cdx.ComponentTypeLibrary, Name: c.Path, Version: c.Version, Licenses: named(c.Licences),
			})
		}
	}
	return all
}

func named(names []string) *cdx.Licenses {
	all := cdx.Licenses{}
	for _, n := range names {
		licence := &cdx.License{ID: n}
		if strings.HasPrefix(n, "LicenseRef-") { // not on the list of SPDX
			licence = &cdx.License{Name: n}
		}
		all = append(all, cdx.LicenseChoice{License: licence})
	}
	return &all
}

// Command licences writes the list of what both programs are built from, with the words of every licence, into ui.
//
// Promise: the list names each module that a program for Windows, macOS or Linux holds, what such a module holds of
// others (PDFium as machine code, fonts, icons), and nothing is left out that a licence asks to be passed on. Failure
// policy: a module without a licence file ends it, and so does another PDFium than that whose parts were looked up;
// nothing is written then.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/souspli/souspli/ui/licences"
)

// output is where the window finds the list, seen from the folder of its package.
const output = "list.json"

func main() {
	if err := write(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write() error {
	list, err := collect("../..")
	if err != nil {
		return err
	}
	return os.WriteFile(output, list, 0o644) //nolint:gosec // a source file
}

// module is what go list tells of one.
type module struct{ Path, Version, Dir string }

// collect makes the list for the repository in a folder.
func collect(root string) ([]byte, error) {
	modules, err := modulesOf(root)
	if err != nil {
		return nil, err
	}
	l := licences.List{Texts: []string{}}
	for _, m := range modules {
		c, err := component(m, &l)
		if err != nil {
			return nil, err
		}
		l.Components = append(l.Components, c)
	}
	if err := addInside(root, modules, &l); err != nil {
		return nil, err
	}
	var list bytes.Buffer
	encoder := json.NewEncoder(&list)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err = encoder.Encode(l)
	return list.Bytes(), err
}

// modulesOf lists the modules of both programs on every system, and Go's own library.
func modulesOf(root string) ([]module, error) {
	found := map[string]module{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		command := exec.CommandContext(context.Background(), "go", "list", "-deps", "-tags", "x11", "-f",
			"{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}", "./cmd/pli", "./cmd/souspli")
		command.Dir = root
		command.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=1")
		said, err := command.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w", system, err)
		}
		for line := range strings.Lines(string(said)) {
			if f := strings.Fields(line); len(f) == 3 {
				found[f[0]] = module{f[0], f[1], f[2]}
			}
		}
	}
	goRoot, err := exec.CommandContext(context.Background(), "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	found["Go"] = module{"Go", "", strings.TrimSpace(string(goRoot))}
	var all []module
	for _, m := range found {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(strings.ToLower(a.Path), strings.ToLower(b.Path)) })
	return all, nil
}

// licenceFile finds what a module says of its licence, in its own folder.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)([.-].*)?$`)

func component(m module, l *licences.List) (licences.Component, error) {
	c := licences.Component{Path: m.Path, Version: m.Version}
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return c, fmt.Errorf("%s: %w", m.Path, err)
	}
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		if err := addText(&c, l, filepath.Join(m.Dir, e.Name())); err != nil {
			return c, err
		}
	}
	if len(c.Licences) == 0 {
		return c, fmt.Errorf("%s: no licence found in %s", m.Path, m.Dir)
	}
	return c, nil
}

// addText adds the words of a file, and the name of the licence when they tell it.
func addText(c *licences.Component, l *licences.List, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	words := strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n"))
	if name := licenceName(words); name != "" && !slices.Contains(c.Licences, name) {
		c.Licences = append(c.Licences, name)
	}
	c.Texts = append(c.Texts, l.Keep(words))
	return nil
}

// licenceNames are told by words that only this licence has. The first that fits counts.
var licenceNames = []struct{ words, name string }{
	{"UNICODE LICENSE V3", "Unicode-3.0"},
	{"The FreeType Project LICENSE", "FTL"},
	{"The authors make NO WARRANTY or representation", "IJG"},
	{"Anti-Grain Geometry - Version 2.3", "LicenseRef-AGG-2.3"},
	{"SIL OPEN FONT LICENSE", "OFL-1.1"},
	{"Fonts are (c) Bitstream", "Bitstream-Vera"},
	{"Mozilla Public License", "MPL-2.0"},
	{"Apache License", "Apache-2.0"},
	{"Redistribution and use in source and binary forms", "BSD"},
	{"Permission is hereby granted, free of charge", "MIT"},
	{"Permission to use, copy, modify, and/or distribute this software", "ISC"},
	{"Permission to use, copy, modify, and distribute this software", "ISC"},
	{"This software is provided 'as-is'", "Zlib"},
	{"released into the public domain", "Unlicense"},
	{"CC0", "CC0-1.0"},
}

func licenceName(text string) string {
	flat := strings.Join(strings.Fields(text), " ")
	for _, n := range licenceNames {
		if strings.Contains(flat, n.words) {
			if n.name == "BSD" && strings.Contains(flat, "Neither the name") {
				return "BSD-3-Clause"
			}
			if n.name == "BSD" {
				return "BSD-2-Clause"
			}
			return n.name
		}
	}
	return ""
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/souspli/souspli/ui/licences"
)

// TestTheListIsThatOfTheModulesInUse: what is passed on is named, with its licence's words.
func TestTheListIsThatOfTheModulesInUse(t *testing.T) {
	want, err := collect("../../..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../../ui/licences/list.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the list is not that of the modules in use: run go generate ./ui/licences")
	}
}

// TestWithoutALicence: nothing is passed on that does not say under which terms.
func TestWithoutALicence(t *testing.T) {
	folder := t.TempDir()
	for name, words := range map[string]string{"README.md": "MIT", "LICENSE": "All rights reserved."} {
		if _, err := component(module{Path: "example.com/x", Dir: folder}, &licences.List{}); err == nil {
			t.Fatalf("a module without a licence is listed, before %s", name)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := component(module{Path: "example.com/x", Dir: folder}, &licences.List{}); err == nil {
		t.Error("a module whose licence is not known is listed")
	}
}

func TestAnotherPDFiumIsLookedUpFirst(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pdfium.wasm")
	if err := os.WriteFile(file, []byte("\x00asm"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := samePDFium(file); err == nil {
		t.Error("its parts are taken for those of another one")
	}
}

func TestLicenceName(t *testing.T) {
	for words, want := range map[string]string{
		"Permission is hereby granted, free\n of charge, to any person":        "MIT",
		"Apache License Version 2.0":                                           "Apache-2.0",
		"Redistribution and use in source and binary forms, with":              "BSD-2-Clause",
		"Redistribution and use in source and binary\nforms. Neither the name": "BSD-3-Clause",
		"All rights reserved.":                                                 "",
	} {
		if got := licenceName(words); got != want {
			t.Errorf("%q is %q, want %q", words, got, want)
		}
	}
}

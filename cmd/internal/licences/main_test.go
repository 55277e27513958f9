package main

import (
	"bytes"
	"os"
	"testing"
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

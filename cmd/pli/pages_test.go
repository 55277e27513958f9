package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/souspli/souspli/dispatch"
)

func TestParseLeaves(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"1":            "1",
		"1,3-5":        "1 3 4 5",
		"5-3, 1":       "5 4 3 1",
		"2:90,1":       "2/90 1",
		"1-2:180,3:0":  "1/180 2/180 3",
		"":             "unknown_value",
		"0":            "unknown_value",
		"1-":           "unknown_value",
		"1:45":         "unknown_value",
		"1:-90":        "unknown_value",
		"x":            "unknown_value",
		"1,,2":         "unknown_value",
		"1-9999999999": "unknown_value",
	} {
		leaves, err := parseLeaves(text)
		var got []string
		for _, leaf := range leaves {
			said := fmt.Sprint(leaf.Page)
			if leaf.Turn != 0 {
				said += fmt.Sprint("/", leaf.Turn)
			}
			got = append(got, said)
		}
		if all := strings.Join(got, " ") + dispatch.CodeOf(err); all != want {
			t.Errorf("%q is %q, want %q", text, all, want)
		}
	}
}

func FuzzParseLeaves(f *testing.F) {
	for _, text := range []string{"1,3-5", "2:90", "2000-1:270", "-", ":"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		leaves, err := parseLeaves(text)
		if err != nil {
			return
		}
		for _, leaf := range leaves {
			if leaf.Page < 1 || leaf.Page > mostTaken || leaf.Turn%90 != 0 || leaf.Turn < 0 || leaf.Turn > 270 {
				t.Fatalf("%q gives %v", text, leaf)
			}
		}
	})
}

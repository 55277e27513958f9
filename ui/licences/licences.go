// Package licences lists what the programs are built from, with the words of every licence.
//
// Promise: every module that a program for Windows, macOS or Linux holds is there; a test holds the list against the
// modules in use. Failure policy: a list that cannot be read is an error, never an empty list.
package licences

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
)

// List is what both programs are built from. Each text is kept once.
type List struct {
	Components []Component `json:"components"`
	Texts      []string    `json:"texts"`
}

// Component is a module and what it is licensed under.
type Component struct {
	Path     string   `json:"path"`
	Version  string   `json:"version,omitempty"` // empty for Go itself: that which built the program
	Licences []string `json:"licences"`          // SPDX names
	Texts    []int    `json:"texts"`             // their places in List.Texts
}

// Keep gives the place of a text, a new one when it is not there.
func (l *List) Keep(text string) int {
	if i := slices.Index(l.Texts, text); i >= 0 {
		return i
	}
	l.Texts = append(l.Texts, text)
	return len(l.Texts) - 1
}

//go:generate go run ../../cmd/internal/licences

//go:embed list.json
var file []byte

// All gives the list, read when it is first asked for.
var All = sync.OnceValues(func() (List, error) {
	var l List
	err := json.Unmarshal(file, &l)
	return l, err
})

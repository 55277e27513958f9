package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// The exit codes of the contract.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitRefused     = 3 // by the rules
	exitHeld        = 4 // something must be confirmed first
	exitUncertain   = 5 // outcome unknown
	exitCredentials = 6 // keyring or credentials
	exitIntegrity   = 7 // integrity check failed
)

// quietExit is the wish to end with a code and no further word.
type quietExit int

func (quietExit) Error() string { return "" }

// leave ends with a code when everything was said already.
func leave(code int) error {
	if code == exitDone {
		return nil
	}
	return quietExit(code)
}

var exitCodes = map[dispatch.Kind]int{
	dispatch.KindInvalid:     exitUsage,
	dispatch.KindRefused:     exitRefused,
	dispatch.KindHeld:        exitHeld,
	dispatch.KindUncertain:   exitUncertain,
	dispatch.KindCredentials: exitCredentials,
	dispatch.KindIntegrity:   exitIntegrity,
}

// reading are the parts that read a document, as errors name them before a dot.
var reading = []string{"inspect", "reader", "convert", "recognise", "facsimile"}

// exitCode is the kind of the error. A document that cannot be read is a failure, not a misuse.
func exitCode(err error) int {
	if e, ok := errors.AsType[*dispatch.Error](err); ok {
		if part, _, _ := strings.Cut(e.Op, "."); slices.Contains(reading, part) {
			return exitFailed
		}
	}
	if code, ok := exitCodes[dispatch.KindOf(err)]; ok {
		return code
	}
	return exitFailed
}

// complain says what happened, why, and what to do next.
func (s *session) complain(err error) {
	needs := needsOf(err)
	if s.json {
		s.printJSON(map[string]any{"error": s.errorView(err, needs)})
		return
	}
	if wrong, ok := errors.AsType[*caseError](err); ok {
		s.note("pli_case", "n", wrong.n)
	}
	fmt.Fprintln(s.err, s.words.Error(err))
	s.listNeeds(needs)
	if dispatch.KindOf(err) == dispatch.KindInternal && dispatch.CodeOf(err) == "" {
		fmt.Fprintln(s.err, s.words.Text("pli_internal_detail", "detail", strings.TrimSpace(err.Error())))
	}
}

// needsOf is what an error says is missing, or nil.
func needsOf(err error) *desk.NeedsError {
	needs, _ := errors.AsType[*desk.NeedsError](err)
	return needs
}

func (s *session) listNeeds(needs *desk.NeedsError) {
	if needs == nil {
		return
	}
	for _, name := range needs.NeedNames() {
		fmt.Fprintln(s.err, "  - "+s.need(name, needs.KeyProblem))
	}
	s.printConcerns(s.err, needs.Concerns)
}

// need tells what is missing: of a key that may not be used, why.
func (s *session) need(name, keyProblem string) string {
	if name == string(desk.NeedKey) && keyProblem != "" {
		return s.words.Text("error_" + keyProblem)
	}
	return s.words.Need(name)
}

func (s *session) errorView(err error, needs *desk.NeedsError) map[string]any {
	view := map[string]any{"kind": dispatch.KindOf(err).String(), "code": dispatch.CodeOf(err), "message": s.words.Error(err)}
	if e, ok := errors.AsType[*dispatch.Error](err); ok && e.Field != "" {
		view["field"] = e.Field
	}
	if needs != nil {
		view["needs"], view["concerns"] = needs.Needs, s.viewConcerns(needs.Concerns)
		if needs.KeyProblem != "" {
			view["key_problem"] = needs.KeyProblem
		}
	}
	if wrong, ok := errors.AsType[*caseError](err); ok {
		view["case"] = wrong.n
	}
	return view
}

package desk

import (
	"slices"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// NeedsError says what a draft still needs, and which concerns wait for a confirmation or a reason.
type NeedsError struct {
	Needs      []Need
	Concerns   []Concern
	Unverified Unverified // why a number must be verified, beside NeedVerification
	KeyProblem string     // the code of why the recipient's key cannot be used, beside NeedKey
}

// NeedNames are the needs by the names of their sentences.
func (e *NeedsError) NeedNames() []string { return needNames(e.Needs, e.Unverified) }

func (e *NeedsError) Error() string {
	names := make([]string, len(e.Needs))
	for i, need := range e.Needs {
		names[i] = string(need)
	}
	return "needs " + strings.Join(names, ", ")
}

func invalid(code, field string) error {
	return &dispatch.Error{Op: "desk", Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent}
}

func outdated(op, code string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindConflict, Code: code, Certainty: dispatch.Unsent}
}

func refused(code string) error {
	return &dispatch.Error{Op: "desk", Kind: dispatch.KindRefused, Code: code, Certainty: dispatch.Unsent}
}

// stopped refuses for a concern that nothing lifts, and tells all of them.
func stopped(by Concern, s Suggestion) error {
	return &dispatch.Error{
		Op: "desk", Kind: dispatch.KindRefused, Code: by.Code, Certainty: dispatch.Unsent,
		Err: &NeedsError{Needs: []Need{}, Concerns: s.Concerns},
	}
}

// held names each need once, those of the draft before those of the channel.
func held(s Suggestion, o Option) error {
	missing := &NeedsError{Concerns: s.Concerns, Unverified: o.Unverified, KeyProblem: o.KeyProblem}
	for _, need := range slices.Concat(s.Needs, o.Needs) {
		if !slices.Contains(missing.Needs, need) {
			missing.Needs = append(missing.Needs, need)
		}
	}
	return &dispatch.Error{Op: "desk", Kind: dispatch.KindHeld, Code: "needs", Certainty: dispatch.Unsent, Err: missing}
}

package desk

import (
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// NeedsError says what a draft still needs.
type NeedsError struct{ Needs []Need }

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

func refused(code string) error {
	return &dispatch.Error{Op: "desk", Kind: dispatch.KindRefused, Code: code, Certainty: dispatch.Unsent}
}

func held(needs []Need) error {
	return &dispatch.Error{
		Op: "desk", Kind: dispatch.KindHeld, Code: "needs", Certainty: dispatch.Unsent, Err: &NeedsError{needs},
	}
}

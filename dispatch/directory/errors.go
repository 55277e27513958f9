package directory

import "github.com/souspli/souspli/dispatch"

// The bounds of one directory.
const (
	mostBytes   = 32 << 20
	mostEntries = 50_000
)

func invalid(code, field string) error {
	return &dispatch.Error{Op: "directory", Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent}
}

func problem(kind dispatch.Kind, code string) error {
	return &dispatch.Error{Op: "directory", Kind: kind, Code: code, Certainty: dispatch.Unsent}
}

func tooLarge() error { return problem(dispatch.KindInvalid, "directory_too_large") }

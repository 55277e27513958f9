package dispatch

import (
	"bytes"
	"fmt"
)

// Truth is true, false or unknown. Unknown is the zero value and is JSON's null.
type Truth uint8

// The three values of a Truth.
const (
	Unknown Truth = iota
	False
	True
)

// TruthOf is True or False.
func TruthOf(b bool) Truth {
	if b {
		return True
	}
	return False
}

// Is reports whether t is known to be true.
func (t Truth) Is() bool { return t == True }

// MarshalJSON writes true, false or null.
func (t Truth) MarshalJSON() ([]byte, error) {
	switch t {
	case True:
		return []byte("true"), nil
	case False:
		return []byte("false"), nil
	default:
		return []byte("null"), nil
	}
}

// UnmarshalJSON reads true, false or null, nothing else.
func (t *Truth) UnmarshalJSON(b []byte) error {
	switch string(bytes.TrimSpace(b)) {
	case "true":
		*t = True
	case "false":
		*t = False
	case "null":
		*t = Unknown
	default:
		return fmt.Errorf("%s is not true, false or null", bytes.TrimSpace(b))
	}
	return nil
}

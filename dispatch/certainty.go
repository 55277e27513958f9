package dispatch

import (
	"errors"
	"fmt"
)

// Certainty says whether a document may have left. The zero value is invalid on purpose: whoever sends
// must decide.
type Certainty uint8

// The certainties of an attempt.
const (
	Unsent Certainty = iota + 1 // not a byte of the document was accepted by the other side
	Maybe                       // it may have been accepted: never repeated without asking
	Sent                        // the other side said that it took it
)

var certaintyNames = map[Certainty]string{Unsent: "unsent", Maybe: "maybe", Sent: "sent"}

// String is the name used in the log: unsent, maybe, sent, or invalid.
func (c Certainty) String() string {
	if name, ok := certaintyNames[c]; ok {
		return name
	}
	return "invalid"
}

// MarshalText writes the name.
func (c Certainty) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a name written by MarshalText.
func (c *Certainty) UnmarshalText(b []byte) error {
	for value, name := range certaintyNames {
		if name == string(b) {
			*c = value
			return nil
		}
	}
	*c = 0
	if string(b) == "invalid" {
		return nil
	}
	return fmt.Errorf("%q is not a certainty", b)
}

// CertaintyOf reads the certainty out of the error of an attempt: Sent for nil, and Maybe for an error
// that does not say.
func CertaintyOf(err error) Certainty {
	if err == nil {
		return Sent
	}
	var e *Error
	for errors.As(err, &e) {
		if e.Certainty != 0 {
			return e.Certainty
		}
		err = e.Err
	}
	return Maybe
}

package dispatch

import (
	"errors"
	"strings"
	"time"
)

// Kind classifies an error for what can be done about it. It decides pli's exit code.
type Kind uint8

// The kinds of errors. The zero value is KindInternal: a fault of the program.
const (
	KindInternal    Kind = iota
	KindInvalid          // the input is malformed: Field says which
	KindNotFound         // nothing has that name
	KindRefused          // the rules refuse
	KindHeld             // something must be confirmed first
	KindUncertain        // the outcome is not known
	KindCredentials      // keyring, passphrase, password or key
	KindIntegrity        // bytes are not what they were
	KindUnreachable      // the other side could not be reached, or asked to try later
	KindRejected         // the other side refused for good
	KindConflict         // another change came first
	KindStorage          // disk full, read-only, busy, or unreadable
	KindNewer            // the home was written by a newer version
	KindOlder            // the home was written by a version whose homes are not gone on with
)

var kindNames = [...]string{
	"internal", "invalid", "not found", "refused", "held", "uncertain", "credentials", "integrity",
	"unreachable", "rejected", "conflict", "storage", "newer", "older",
}

// String is the kind in words.
func (k Kind) String() string { return kindNames[k] }

// Error is what crosses a package border. It holds no personal data: people's text is made at the edge
// from Code, in their language.
type Error struct {
	Op        string    // what was being done: "email.send"
	Kind      Kind      //
	Code      string    // key of the sentence in package wording: "smtp_auth_failed"
	Field     string    // the input at fault, for KindInvalid
	Certainty Certainty // of an attempt; zero reads as Maybe
	Retry     bool      // worth trying again later, if Unsent
	Detail    string    // the other side's words, cleaned of personal data; may be empty
	Err       error
	Again     time.Duration // for how long the other side asks to be left alone; 0: it did not say
}

// Error joins what is known, for the log.
func (e *Error) Error() string {
	parts := []string{e.Op, e.Kind.String()}
	for _, part := range []string{e.Code, e.Field, e.Detail} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of the outermost Error in err's chain, or KindInternal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return KindInternal
}

// CodeOf is the code of the outermost Error in err's chain that has one.
func CodeOf(err error) string {
	for {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return ""
		}
		if e.Code != "" {
			return e.Code
		}
		err = e.Err
	}
}

// RetryOf reports whether err is worth another try later.
func RetryOf(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Retry
}

// AgainOf is the longest time for which an Error in err's chain asks to leave the other side alone; 0: none does.
func AgainOf(err error) (wait time.Duration) {
	for {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return wait
		}
		wait, err = max(wait, e.Again), e.Err
	}
}

// Failure is an Error as the log keeps it.
type Failure struct {
	Kind   string `json:"kind"`
	Code   string `json:"code"`
	Detail string `json:"detail,omitempty"`
	// Doubtful says that the address itself may be wrong: somebody else answered there, or nobody has it
	// any more. Nothing is sent there before a person has verified it.
	Doubtful bool `json:"doubtful,omitempty"`
}

// FailureOf is what the log keeps of err.
func FailureOf(err error) *Failure {
	if err == nil {
		return nil
	}
	failure := &Failure{Kind: KindOf(err).String(), Code: CodeOf(err)}
	if e, ok := errors.AsType[*Error](err); ok {
		failure.Detail = e.Detail
	}
	return failure
}

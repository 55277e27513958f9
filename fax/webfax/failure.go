package webfax

import (
	"errors"

	"github.com/souspli/souspli/dispatch"
)

var (
	// ErrGarbled is the cause of an answer that says something else than the service is known to say.
	ErrGarbled = errors.New("not an answer that the service is known to give")

	errTooEarly = errors.New("an answer before the end of the request")
)

// Garbled is an answer of success that cannot be read.
func Garbled(op string) *dispatch.Error {
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindRejected, Code: "fax_server_answer", Certainty: dispatch.Maybe, Err: ErrGarbled,
	}
}

// Busy is the answer that the service would give, without asking.
func Busy(op string) *dispatch.Error {
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindUnreachable, Code: "fax_server_busy", Certainty: dispatch.Unsent, Retry: true,
	}
}

// Outcome is what is told of an order that was not certainly taken: whatever leaves it open has one name.
func Outcome(op string, err error) error {
	if dispatch.CertaintyOf(err) == dispatch.Unsent {
		return err
	}
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindUncertain, Code: "fax_outcome_unknown", Certainty: dispatch.Maybe,
		Detail: DetailOf(err), Err: err,
	}
}

// Enquiry is what is told when the service could not be asked: nothing is known, nothing has changed.
func Enquiry(op string, err error) error {
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindOf(err), Code: "fax_enquiry_failed", Certainty: dispatch.Maybe,
		Retry: dispatch.RetryOf(err), Detail: DetailOf(err), Err: err,
	}
}

// Unsent is err where nothing of a fax could leave, as in the trial of an account: nothing is in doubt.
func Unsent(op string, err error) error {
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindOf(err), Code: dispatch.CodeOf(err), Certainty: dispatch.Unsent,
		Retry: dispatch.RetryOf(err), Detail: DetailOf(err), Err: err,
	}
}

// NotStopped is why a fax was not stopped.
func NotStopped(op string, kind dispatch.Kind, code string) *dispatch.Error {
	return &dispatch.Error{Op: op, Kind: kind, Code: code, Certainty: dispatch.Maybe}
}

// DetailOf is what err keeps of the service's words.
func DetailOf(err error) string {
	if e, ok := errors.AsType[*dispatch.Error](err); ok {
		return e.Detail
	}
	return ""
}

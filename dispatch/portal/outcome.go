package portal

import (
	"errors"
	"time"

	"github.com/souspli/souspli/dispatch"
)

const (
	// TidyPatience is how long cleaning up may take when whoever asked has gone.
	TidyPatience = 20 * time.Second
	// MaxDocument is the size in bytes above which a deposited file is not read back to prove it.
	MaxDocument = 4 << 30
)

// ErrLeftover is what an error holds besides when an unfinished deposit could not be removed.
var ErrLeftover = errors.New("an unfinished deposit could not be removed")

// Invalid is the error of an input that cannot work.
func Invalid(op, field, code string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent}
}

// Damaged is the error of a file that is not on the portal as it was sent.
func Damaged(op string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindIntegrity, Code: "portal_deposit_altered", Retry: true}
}

// Unreadable is err, the reason why a document or an upload state could not be read or kept. What is not ours may
// name a file.
func Unreadable(op string, err error) error {
	e := &dispatch.Error{Op: op, Kind: dispatch.KindStorage, Code: "portal_document_unreadable"}
	if cause, ok := errors.AsType[*dispatch.Error](err); ok {
		e.Kind, e.Retry, e.Err = cause.Kind, cause.Retry, cause
		if code := dispatch.CodeOf(cause); code != "" {
			e.Code = code
		}
	}
	return e
}

// Occupied is Maybe when err, KindConflict, says that something has the name of an attempt already: that can only be
// its own earlier try. Every other err leaves the attempt Unsent.
func Occupied(err error) dispatch.Certainty {
	if dispatch.KindOf(err) == dispatch.KindConflict {
		return dispatch.Maybe
	}
	return dispatch.Unsent
}

// NotTold is the answer of a Finder whose question was not answered, or answered with a deposit that is not whole.
func NotTold(op string, err error) (dispatch.Truth, dispatch.Receipt, error) {
	code := "portal_not_told"
	if dispatch.KindOf(err) == dispatch.KindIntegrity {
		code = "portal_deposit_incomplete"
	}
	return dispatch.Unknown, dispatch.Receipt{}, Unsettled(op, dispatch.KindOf(err), code, err)
}

// Recalled is what a Recaller answers. Where nothing stood any more nothing was stopped, and somebody may have it: an
// error of KindConflict, unless an earlier recall is known to have taken it away.
func Recalled(op string, attempt dispatch.Attempt, removed bool, err error) error {
	switch {
	case err != nil:
		return Unsettled(op, dispatch.KindOf(err), "portal_not_recalled", err)
	case removed || attempt.Receipt != nil && !attempt.Receipt.Revoked.IsZero():
		return nil
	}
	return &dispatch.Error{Op: op, Kind: dispatch.KindConflict, Code: "portal_not_there", Certainty: dispatch.Maybe}
}

package hylafax

import (
	"context"
	"errors"
	"syscall"

	"github.com/souspli/souspli/dispatch"
)

// failure is what the outside hears of err: nothing of the server's words, and Unsent, because all that
// may have left is told by outcomeUnknown instead.
func failure(ctx context.Context, op string, err error) error {
	if e, ok := errors.AsType[*dispatch.Error](err); ok {
		return e
	}
	e := &dispatch.Error{Op: op, Certainty: dispatch.Unsent, Err: cause(ctx, err)}
	e.Kind, e.Code, e.Retry = classify(ctx, err)
	return e
}

func classify(ctx context.Context, err error) (kind dispatch.Kind, code string, retry bool) {
	if r, ok := errors.AsType[*refused](err); ok {
		return classifyRefusal(r)
	}
	switch {
	case ctx.Err() != nil:
		return dispatch.KindUnreachable, "fax_interrupted", true
	case errors.Is(err, errPublic):
		return dispatch.KindRefused, "fax_server_public", false
	case errors.Is(err, errElsewhere):
		return dispatch.KindRejected, "fax_server_elsewhere", false
	case errors.Is(err, errAnswer), errors.Is(err, errTooLong):
		return dispatch.KindRejected, "fax_server_answer", false
	case errors.Is(err, errIncomplete):
		return dispatch.KindUnreachable, "fax_upload_incomplete", true
	}
	return dispatch.KindUnreachable, "fax_unreachable", true
}

// classifyRefusal follows RFC 959: four hundreds may pass, five hundreds stay.
func classifyRefusal(r *refused) (kind dispatch.Kind, code string, retry bool) {
	switch {
	case r.reply.code == 421:
		return dispatch.KindUnreachable, "fax_server_busy", true
	case r.verb == "USER" || r.verb == "PASS":
		return dispatch.KindCredentials, "fax_login_refused", false
	case r.reply.code == 452 || r.reply.code == 552:
		return dispatch.KindUnreachable, "fax_server_full", true
	case r.reply.code < 500:
		return dispatch.KindUnreachable, "fax_server_busy", true
	}
	return dispatch.KindRejected, "fax_job_refused", false
}

// cause keeps what names nobody: the system's error number, a refused command, or our own words.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno
	}
	if r, ok := errors.AsType[*refused](err); ok {
		return r
	}
	for _, own := range []error{errAnswer, errElsewhere, errPublic, errTooLong, errIncomplete} {
		if errors.Is(err, own) {
			return own
		}
	}
	return nil
}

// enquiry is what is told when the server could not be asked: nothing is known, nothing has changed.
func enquiry(op string, err error) error {
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindOf(err), Code: "fax_enquiry_failed", Certainty: dispatch.Maybe,
		Retry: dispatch.RetryOf(err), Err: err,
	}
}

func outcomeUnknown(ctx context.Context, err error) error {
	return &dispatch.Error{
		Op: "hylafax.submit", Kind: dispatch.KindUncertain, Code: "fax_outcome_unknown",
		Certainty: dispatch.Maybe, Err: cause(ctx, err),
	}
}

package email

import (
	"context"
	"errors"

	"github.com/souspli/souspli/dispatch"
)

// Operations, as errors name them.
const (
	opNew   = "email.new"
	opCheck = "email.check"
	opSend  = "email.send"
	opTest  = "email.test"
)

func invalid(field, code string, err error) *dispatch.Error {
	return &dispatch.Error{
		Op: opCheck, Kind: dispatch.KindInvalid, Code: code, Field: field,
		Certainty: dispatch.Unsent, Err: err,
	}
}

// unsent is a failure before the final dot, not worth repeating.
func unsent(kind dispatch.Kind, code string) *dispatch.Error {
	return &dispatch.Error{Op: opSend, Kind: kind, Code: code, Certainty: dispatch.Unsent}
}

// later is a failure before the final dot that may pass.
func later(code string) *dispatch.Error {
	e := unsent(dispatch.KindUnreachable, code)
	e.Retry = true
	return e
}

// interrupted is an attempt given up because ctx ended.
func interrupted(ctx context.Context) *dispatch.Error {
	e := later("mail_interrupted")
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		e.Code = "smtp_timeout"
	}
	e.Err = ctx.Err()
	return e
}

// sourceFailed is a document that cannot be read. Only our own errors are kept as the cause: those of
// the system may hold a file's name.
func sourceFailed(err error) *dispatch.Error {
	e := unsent(dispatch.KindStorage, "mail_document_unreadable")
	if inner, ok := errors.AsType[*dispatch.Error](err); ok {
		e.Err = inner
		e.Kind = inner.Kind
	}
	if e.Kind == dispatch.KindIntegrity {
		e.Code = "mail_document_changed"
	}
	return e
}

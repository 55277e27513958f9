package portal

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

// verdict is what an HTTP status means for a deposit.
type verdict struct {
	kind  dispatch.Kind
	code  string
	retry bool
}

var verdicts = map[int]verdict{
	http.StatusUnauthorized:          {dispatch.KindCredentials, "portal_auth_failed", false},
	http.StatusConflict:              {dispatch.KindConflict, "portal_name_taken", false},
	http.StatusPreconditionFailed:    {dispatch.KindConflict, "portal_name_taken", false},
	http.StatusRequestEntityTooLarge: {dispatch.KindRejected, "portal_too_large", false},
	http.StatusRequestTimeout:        {dispatch.KindUnreachable, "portal_busy", true},
	http.StatusLocked:                {dispatch.KindUnreachable, "portal_busy", true},
	http.StatusTooManyRequests:       {dispatch.KindUnreachable, "portal_busy", true},
	http.StatusInsufficientStorage:   {dispatch.KindUnreachable, "portal_full", true},
}

// StatusError is the error of a service's answer whose status was not the one hoped for. It leaves the
// certainty open. Detail is the service's own code of the refusal, which may be empty.
func StatusError(op string, status int, detail string) error {
	v, known := verdicts[status]
	switch {
	case known:
	case status < 400:
		v = verdict{dispatch.KindRejected, "portal_redirect", false}
	case status < 500:
		v = verdict{dispatch.KindRejected, "portal_refused", false}
	default:
		v = verdict{dispatch.KindUnreachable, "portal_busy", true}
	}
	told := "HTTP " + strconv.Itoa(status)
	if detail != "" {
		told += ", " + detail
	}
	return &dispatch.Error{Op: op, Kind: v.kind, Code: v.code, Retry: v.retry, Detail: told}
}

// AnswerError is [StatusError] of an answer, and says for how long the service wants to be left alone.
func AnswerError(op string, a webservice.Answer, detail string) error {
	err := StatusError(op, a.Status, detail)
	if e, ok := errors.AsType[*dispatch.Error](err); ok {
		e.Again = a.Again(time.Time{}) // these services name seconds
	}
	return err
}

// During gives err the operation it happened in and its certainty.
func During(op string, certainty dispatch.Certainty, err error) *dispatch.Error {
	e, ok := errors.AsType[*dispatch.Error](err)
	if !ok { // not ours: it may quote an address
		return &dispatch.Error{Op: op, Kind: dispatch.KindStorage, Code: "portal_document_unreadable", Certainty: certainty}
	}
	told := *e
	told.Op, told.Certainty = op+": "+e.Op, certainty
	return &told
}

// Unsettled is err with a sentence of its own, for when the sentence of err would promise too much about the
// document.
func Unsettled(op string, kind dispatch.Kind, code string, err error) *dispatch.Error {
	e := &dispatch.Error{Op: op, Kind: kind, Code: code, Certainty: dispatch.Maybe, Retry: dispatch.RetryOf(err), Err: err}
	if cause, ok := errors.AsType[*dispatch.Error](err); ok {
		e.Detail = cause.Detail
	}
	return e
}

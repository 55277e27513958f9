package fhir

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/souspli/souspli/dispatch"
)

// Operations, as errors name them.
const (
	opNew       = "fhir.new"
	opCheck     = "fhir.check"
	opDiscover  = "fhir.discover"
	opStatement = "fhir.capabilities"
	opPublish   = "fhir.publish"
	opFind      = "fhir.find"
	opRecall    = "fhir.recall"
)

// family begins the codes of errors that every portal can meet.
const family = "portal"

func invalid(op, field, code string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindInvalid, Code: code, Field: field, Certainty: dispatch.Unsent}
}

// rejected is the error of something that the server will not do. The certainty is the caller's to say.
func rejected(op, code string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindRejected, Code: code}
}

// malformed is the error of an answer that is not what FHIR says it is.
func malformed(op string) error { return rejected(op, "fhir_malformed_answer") }

// open is the error of a publication that may have been made.
func open(op string, err error) error {
	return unsettled(op, dispatch.KindUncertain, "portal_outcome_unknown", err)
}

// unsettled is err with a sentence of its own, for when the sentence of err would promise too much about the
// document.
func unsettled(op string, kind dispatch.Kind, code string, err error) error {
	e := &dispatch.Error{Op: op, Kind: kind, Code: code, Certainty: dispatch.Maybe, Retry: dispatch.RetryOf(err), Err: err}
	if cause, ok := errors.AsType[*dispatch.Error](err); ok {
		e.Detail = cause.Detail
	}
	return e
}

// unsent says of err that no document can have left.
func unsent(err error) error {
	e, ok := errors.AsType[*dispatch.Error](err)
	if !ok {
		return &dispatch.Error{Op: opPublish, Code: "portal_document_unreadable", Certainty: dispatch.Unsent}
	}
	told := *e
	told.Certainty = dispatch.Unsent
	return &told
}

// ours gives err a sentence about FHIR where the family's is about WebDAV.
func ours(err error) error {
	e, ok := errors.AsType[*dispatch.Error](err)
	if !ok || e.Code != "portal_malformed_answer" {
		return err
	}
	told := *e
	told.Code = "fhir_malformed_answer"
	return &told
}

// verdict is what an HTTP status means.
type verdict struct {
	kind  dispatch.Kind
	code  string
	retry bool
}

var verdicts = map[int]verdict{
	http.StatusUnauthorized:          {dispatch.KindCredentials, "fhir_token_refused", false},
	http.StatusForbidden:             {dispatch.KindRejected, "fhir_forbidden", false},
	http.StatusNotFound:              {dispatch.KindRejected, "fhir_not_offered", false},
	http.StatusMethodNotAllowed:      {dispatch.KindRejected, "fhir_not_offered", false},
	http.StatusNotImplemented:        {dispatch.KindRejected, "fhir_not_offered", false},
	http.StatusConflict:              {dispatch.KindConflict, "fhir_number_taken", false},
	http.StatusPreconditionFailed:    {dispatch.KindConflict, "fhir_number_taken", false},
	http.StatusRequestEntityTooLarge: {dispatch.KindRejected, "portal_too_large", false},
	http.StatusUnsupportedMediaType:  {dispatch.KindRejected, "fhir_media_type", false},
	http.StatusRequestTimeout:        {dispatch.KindUnreachable, "portal_busy", true},
	http.StatusTooManyRequests:       {dispatch.KindUnreachable, "portal_busy", true},
}

func verdictOf(status int) verdict {
	v, known := verdicts[status]
	switch {
	case known:
		return v
	case status < 300:
		return verdict{dispatch.KindRejected, "fhir_malformed_answer", false}
	case status < 400:
		return verdict{dispatch.KindRejected, "portal_redirect", false}
	case status < 500:
		return verdict{dispatch.KindRejected, "fhir_refused", false}
	}
	return verdict{dispatch.KindUnreachable, "portal_busy", true}
}

// refusal is the error of an answer that was not hoped for. What the server said of the reason is kept as far
// as the standard defines it. The certainty is the caller's to say.
func refusal(op string, status int, body []byte) error {
	v, told := verdictOf(status), readOutcome(body)
	if code := told.code(); code != "" && status >= 400 && status < 500 && v.kind == dispatch.KindRejected {
		v.code = code
	}
	return &dispatch.Error{
		Op: op, Kind: v.kind, Code: v.code, Retry: v.retry, Detail: "HTTP " + strconv.Itoa(status) + told.words(),
	}
}

package webdav

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

var (
	errTooLong   = errors.New("the answer is too long")
	errAmbiguous = errors.New("the answer is not about what was asked")
)

// verdict is what an HTTP status means for the deposit.
type verdict struct {
	kind  dispatch.Kind
	code  string
	retry bool
}

var verdicts = map[int]verdict{
	http.StatusUnauthorized:          {dispatch.KindCredentials, "portal_auth_failed", false},
	http.StatusProxyAuthRequired:     {dispatch.KindCredentials, "portal_auth_failed", false},
	http.StatusForbidden:             {dispatch.KindRejected, "portal_refused", false},
	http.StatusNotFound:              {dispatch.KindRejected, "portal_no_such_folder", false},
	http.StatusConflict:              {dispatch.KindRejected, "portal_no_such_folder", false},
	http.StatusGone:                  {dispatch.KindRejected, "portal_no_such_folder", false},
	http.StatusMethodNotAllowed:      {dispatch.KindRejected, "portal_not_webdav", false},
	http.StatusNotImplemented:        {dispatch.KindRejected, "portal_not_webdav", false},
	http.StatusPreconditionFailed:    {dispatch.KindConflict, "portal_name_taken", false},
	http.StatusRequestEntityTooLarge: {dispatch.KindRejected, "portal_too_large", false},
	http.StatusRequestTimeout:        {dispatch.KindUnreachable, "portal_busy", true},
	http.StatusLocked:                {dispatch.KindUnreachable, "portal_busy", true},
	http.StatusTooManyRequests:       {dispatch.KindUnreachable, "portal_busy", true},
	http.StatusInsufficientStorage:   {dispatch.KindUnreachable, "portal_full", true},
}

// statusError is the error of an answer whose status was not the one hoped for.
func statusError(op string, status int) error {
	v, known := verdicts[status]
	switch {
	case known:
	case status < 300:
		v = verdict{dispatch.KindRejected, "portal_malformed_answer", false}
	case status < 400:
		v = verdict{dispatch.KindRejected, "portal_redirect", false}
	case status < 500:
		v = verdict{dispatch.KindRejected, "portal_refused", false}
	default:
		v = verdict{dispatch.KindUnreachable, "portal_busy", true}
	}
	return &dispatch.Error{
		Op: op, Kind: v.kind, Code: v.code, Retry: v.retry, Detail: "HTTP " + strconv.Itoa(status),
	}
}

// transportError is the error of a request that got no answer, or of one that broke off.
func transportError(ctx context.Context, op string, err error) error {
	e := &dispatch.Error{Op: op, Kind: dispatch.KindUnreachable, Code: "portal_unreachable", Retry: true, Err: webservice.Cause(err)}
	switch {
	case webservice.Stalled(ctx):
		e.Code, e.Err = "portal_stalled", context.Cause(ctx)
	case ctx.Err() != nil:
		e.Code, e.Err = "portal_interrupted", ctx.Err()
	case webservice.Distrusted(err):
		e.Kind, e.Code, e.Retry = dispatch.KindRejected, "portal_certificate", false
	case webservice.BrokenOff(err):
		e.Code = "portal_cut_off"
	case errors.Is(e.Err, webservice.ErrNotHTTP):
		e.Kind, e.Code, e.Retry = dispatch.KindRejected, "portal_malformed_answer", false
	}
	return e
}

// malformed is the error of an answer that is not what WebDAV says it is.
func malformed(op string, cause error) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindRejected, Code: "portal_malformed_answer", Err: cause}
}

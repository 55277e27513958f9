package webfax

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/souspli/souspli/dispatch"
)

// HTTPStatus is the cause of an error that came as an answer by HTTP alone. The rest of the answer is left
// out, for it may quote us.
type HTTPStatus int

// Error is the number.
func (s HTTPStatus) Error() string { return "HTTP status " + strconv.Itoa(int(s)) }

// Absent reports that the service has nothing at the address that was asked.
func Absent(err error) bool {
	return errors.Is(err, HTTPStatus(http.StatusNotFound)) || errors.Is(err, HTTPStatus(http.StatusGone))
}

// refusals are the statuses that took nothing, the more telling first.
var refusals = []struct {
	from, to HTTPStatus
	kind     dispatch.Kind
	code     string
	retry    bool
}{
	{300, 399, dispatch.KindRejected, "fax_server_elsewhere", false},
	{401, 401, dispatch.KindCredentials, "fax_login_refused", false},
	{402, 402, dispatch.KindRejected, "fax_account_unpaid", false},
	{403, 403, dispatch.KindCredentials, "fax_login_refused", false},
	{404, 405, dispatch.KindRejected, "fax_server_answer", false},
	{408, 408, dispatch.KindUnreachable, "fax_server_busy", true},
	{410, 410, dispatch.KindRejected, "fax_server_answer", false},
	{413, 413, dispatch.KindRejected, "fax_too_large", false},
	{429, 429, dispatch.KindUnreachable, "fax_server_busy", true},
	{400, 499, dispatch.KindRejected, "fax_job_refused", false},
}

// Refusal is the error of an answer that is no success, as RFC 9110 means it: a 4xx was not acted on; after a
// 5xx nobody knows, nor after a 303, which answers what was done by showing elsewhere.
func Refusal(op string, s HTTPStatus) *dispatch.Error {
	e := &dispatch.Error{
		Op: op, Kind: dispatch.KindUnreachable, Code: "fax_server_busy", Certainty: dispatch.Maybe, Retry: true, Err: s,
	}
	for _, known := range refusals {
		if known.from <= s && s <= known.to {
			e.Kind, e.Code, e.Certainty, e.Retry = known.kind, known.code, dispatch.Unsent, known.retry
			break
		}
	}
	if s == http.StatusSeeOther {
		e.Certainty = dispatch.Maybe
	}
	return e
}

package srfax

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
)

// rejected is an answer by HTTP alone.
type rejected struct {
	status int
	again  time.Duration // when the service wants to be asked again; 0: it does not say
}

// Error is the status; the rest of the answer may quote us.
func (r *rejected) Error() string { return "HTTP status " + strconv.Itoa(r.status) }

func newRejected(answer webservice.Answer, now time.Time) *rejected {
	return &rejected{status: answer.Status, again: retryAfter(answer.Header.Get("Retry-After"), now)}
}

// longestWait bounds what a Retry-After may ask for.
const longestWait = time.Hour

// retryAfter reads seconds or a date (RFC 9110, 10.2.3).
func retryAfter(value string, now time.Time) time.Duration {
	var wait time.Duration
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), longestWait)
}

// refused is a reply "Failed", in its own words.
type refused struct{ words string }

// Error is the words, cleaned.
func (r *refused) Error() string { return "refused: " + fax.CleanDetail(r.words) }

func (r reply) refusal() error { return &refused{words: r.words()} }

// meaning is what an answer that is no success says for an order.
type meaning struct {
	kind      dispatch.Kind
	code      string
	certainty dispatch.Certainty
	retry     bool
}

// unclear is an answer that neither takes nor refuses.
var unclear = meaning{dispatch.KindUncertain, "fax_outcome_unknown", dispatch.Maybe, false}

func refusing(kind dispatch.Kind, code string) meaning {
	return meaning{kind, code, dispatch.Unsent, false}
}

func later(code string) meaning {
	return meaning{dispatch.KindUnreachable, code, dispatch.Unsent, true}
}

// meaning follows RFC 9110: a 4xx was not acted on, after a 5xx nobody knows.
func (r *rejected) meaning() meaning {
	switch {
	case r.status >= 300 && r.status < 400:
		return refusing(dispatch.KindRejected, "fax_server_elsewhere")
	case r.status == http.StatusUnauthorized, r.status == http.StatusForbidden:
		return refusing(dispatch.KindCredentials, "fax_login_refused")
	case r.status == http.StatusPaymentRequired:
		return refusing(dispatch.KindRejected, "fax_account_unpaid")
	case r.status == http.StatusTooManyRequests, r.status == http.StatusRequestTimeout:
		return later("fax_server_busy")
	case r.status == http.StatusRequestEntityTooLarge:
		return refusing(dispatch.KindRejected, "fax_too_large")
	case r.status == http.StatusNotFound, r.status == http.StatusMethodNotAllowed, r.status == http.StatusGone:
		return refusing(dispatch.KindRejected, "fax_server_answer")
	case r.status >= 400 && r.status < 500:
		return refusing(dispatch.KindRejected, "fax_job_refused")
	}
	return unclear
}

// refusals are words that say why an order was not taken, the most telling first.
var refusals = []struct {
	words   []string
	meaning meaning
}{
	{
		[]string{"access code", "access_id", "access_pwd", "password", "authenticat", "login"},
		refusing(dispatch.KindCredentials, "fax_login_refused"),
	},
	{
		[]string{"insufficient", "balance", "credit", "funds", "payment", "past due", "suspend"},
		refusing(dispatch.KindRejected, "fax_account_unpaid"),
	},
	{[]string{"too many requests", "rate limit", "maintenance"}, later("fax_server_busy")},
	{[]string{"too large", "file size", "maximum size"}, refusing(dispatch.KindRejected, "fax_too_large")},
	{[]string{"file type", "unsupported"}, refusing(dispatch.KindRejected, "fax_unprepared")},
	{
		[]string{
			"invalid", "missing", "required", "must be", "not allowed", "not permitted", "not authorized",
			"blocked", "denied", "disabled", "exceed",
		},
		refusing(dispatch.KindRejected, "fax_job_refused"),
	},
}

// meaning believes a refusal only in words that refuse: other trouble may have come after the order.
func (r *refused) meaning() meaning {
	words := strings.ToLower(r.words)
	for _, known := range refusals {
		if containsAny(words, known.words) {
			return known.meaning
		}
	}
	return unclear
}

func containsAny(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// failure is what the outside hears of an order that was not certainly taken.
func failure(op string, err error) error {
	m, detail := unclear, ""
	var own *dispatch.Error
	var byHTTP *rejected
	var byWords *refused
	switch {
	case errors.As(err, &own) && own.Certainty == dispatch.Unsent:
		return own
	case errors.As(err, &byHTTP):
		m = byHTTP.meaning()
	case errors.As(err, &byWords):
		m, detail = byWords.meaning(), fax.CleanDetail(byWords.words)
	}
	return &dispatch.Error{
		Op: op, Kind: m.kind, Code: m.code, Certainty: m.certainty, Retry: m.retry, Detail: detail, Err: err,
	}
}

// untested is why an account does not work. Nothing was to be sent, so nothing is in doubt.
func untested(err error) error {
	if err == nil {
		return nil
	}
	e := &dispatch.Error{Op: "srfax.test", Kind: dispatch.KindRejected, Code: "fax_server_answer", Err: err}
	if own, ok := errors.AsType[*dispatch.Error](err); ok {
		e.Kind, e.Code, e.Retry = own.Kind, own.Code, own.Retry
	} else if told, ok := errors.AsType[*dispatch.Error](failure(e.Op, err)); ok && told.Certainty == dispatch.Unsent {
		e.Kind, e.Code, e.Retry, e.Detail = told.Kind, told.Code, told.Retry, told.Detail
	}
	e.Certainty = dispatch.Unsent
	return e
}

// enquiry is what is told when the service could not be asked: nothing is known, nothing has changed.
func enquiry(op string, err error) error {
	e := &dispatch.Error{
		Op: op, Kind: dispatch.KindUnreachable, Code: "fax_enquiry_failed", Certainty: dispatch.Maybe, Retry: true, Err: err,
	}
	var own *dispatch.Error
	var byHTTP *rejected
	var byWords *refused
	m := unclear
	switch {
	case errors.As(err, &own):
		e.Kind, e.Retry = own.Kind, own.Retry
	case errors.As(err, &byHTTP):
		m = byHTTP.meaning()
	case errors.As(err, &byWords):
		m, e.Detail = byWords.meaning(), fax.CleanDetail(byWords.words)
	case errors.Is(err, errGarbled):
		e.Kind = dispatch.KindRejected
	}
	if m != unclear {
		e.Kind, e.Retry = m.kind, m.retry
	}
	return e
}

package sinch

import (
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
)

var (
	errGarbled = errors.New("not an answer that the service is known to give")
	errCutIn   = errors.New("an answer before the end of the request")
)

// status is an HTTP status that is no success.
type status int

// Error is the status; the rest of the answer may quote us.
func (s status) Error() string { return "HTTP status " + strconv.Itoa(int(s)) }

func absent(err error) bool {
	return errors.Is(err, status(http.StatusNotFound)) || errors.Is(err, status(http.StatusGone))
}

// refusals are the statuses that took nothing, the more telling first.
var refusals = []struct {
	from, to status
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

// refusal follows RFC 9110: a 4xx was not acted on; after a 5xx nobody knows, nor after a 303, which answers
// what was done by showing elsewhere.
func refusal(op string, s status) *dispatch.Error {
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

// garbled is an answer of success that says something else.
func garbled(op string) *dispatch.Error {
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindRejected, Code: "fax_server_answer", Certainty: dispatch.Maybe, Err: errGarbled,
	}
}

// busy is the answer that the service would give, without asking.
func busy(op string) *dispatch.Error {
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindUnreachable, Code: "fax_server_busy", Certainty: dispatch.Unsent, Retry: true,
	}
}

// outcome is what is told of an order that was not certainly taken.
func outcome(op string, err error) error {
	if dispatch.CertaintyOf(err) == dispatch.Unsent {
		return err
	}
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindUncertain, Code: "fax_outcome_unknown", Certainty: dispatch.Maybe, Err: err,
	}
}

// enquiry is what is told when the service could not be asked: nothing is known, nothing has changed.
func enquiry(op string, err error) error {
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindOf(err), Code: "fax_enquiry_failed", Certainty: dispatch.Maybe,
		Retry: dispatch.RetryOf(err), Err: err,
	}
}

const (
	longestWait = time.Hour   // that a Retry-After may ask for
	usualWait   = time.Minute // after 429 that names no time
)

// peace is until when the service wants to be left alone. The zero value is now.
type peace struct {
	mu    sync.Mutex
	until time.Time
}

// heed remembers what an answer asks for.
func (p *peace) heed(answer webservice.Answer, now time.Time) {
	wait := retryAfter(answer.Header.Get("Retry-After"), now)
	switch {
	case answer.Status == http.StatusTooManyRequests && wait == 0:
		wait = usualWait
	case answer.Status != http.StatusTooManyRequests && answer.Status != http.StatusServiceUnavailable:
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.until = now.Add(wait)
}

func (p *peace) left(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(p.until.Sub(now), 0)
}

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

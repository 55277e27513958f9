package xmfax

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
)

const (
	shortestQuiet = time.Minute // after a 429 that names no time
	longestQuiet  = time.Hour
)

// errBusy is a service that wants no request for some time.
type errBusy struct{ left time.Duration }

// Error is what the log shows.
func (*errBusy) Error() string { return "asked to wait" }

func (f *fault) err() error {
	e := &dispatch.Error{Op: "xmfax.call", Detail: f.words, Err: f}
	switch {
	case f.byClient() && f.ofLogin():
		e.Kind, e.Code, e.Certainty = dispatch.KindCredentials, "fax_login_refused", dispatch.Unsent
	case f.byClient():
		e.Kind, e.Code, e.Certainty = dispatch.KindRejected, "fax_job_refused", dispatch.Unsent
	default:
		e.Kind, e.Code, e.Certainty, e.Retry = dispatch.KindUnreachable, "fax_server_busy", dispatch.Maybe, true
	}
	return e
}

// decided reports a status that says more than a fault beside it could.
func decided(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusTooManyRequests ||
		status >= 300 && status < 400
}

// refusal is the error of an answer's status, nil for the 200s.
func (p *Provider) refusal(answer webservice.Answer) error {
	e := &dispatch.Error{
		Op: "xmfax.call", Kind: dispatch.KindRejected, Code: "fax_job_refused", Certainty: dispatch.Unsent,
		Detail: "HTTP " + strconv.Itoa(answer.Status),
	}
	switch status := answer.Status; {
	case answer.OK():
		return nil
	case status >= 300 && status < 400:
		return elsewhere()
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		e.Kind, e.Code = dispatch.KindCredentials, "fax_login_refused"
	case status == http.StatusRequestEntityTooLarge:
		e.Code = "fax_too_large"
	case status == http.StatusNotFound:
		e.Code = "fax_server_answer"
	case status == http.StatusTooManyRequests:
		return busy(p.keepQuiet(answer.Header))
	case status >= 500:
		e.Kind, e.Code, e.Certainty, e.Retry = dispatch.KindUnreachable, "fax_server_busy", dispatch.Maybe, true
		if answer.Header.Get("Retry-After") != "" {
			p.keepQuiet(answer.Header)
		}
	}
	return e
}

// keepQuiet notes until when the service wants no request, and returns how long that is.
func (p *Provider) keepQuiet(header http.Header) time.Duration {
	now := p.now()
	wait := retryAfter(header.Get("Retry-After"), now)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.quiet = now.Add(wait)
	return wait
}

func (p *Provider) quietFor() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.quiet.Sub(p.now())
}

// forget makes the portal be asked again when its server is out of reach: the account may have moved.
func (p *Provider) forget(err error) {
	if dispatch.KindOf(err) != dispatch.KindUnreachable {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found = nil
}

// retryAfter reads seconds or a date, within reason.
func retryAfter(text string, now time.Time) time.Duration {
	wait := shortestQuiet
	if seconds, err := strconv.ParseUint(strings.TrimSpace(text), 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, time.Second), longestQuiet)
}

func busy(left time.Duration) error {
	return &dispatch.Error{
		Op: "xmfax.call", Kind: dispatch.KindUnreachable, Code: "fax_server_busy", Certainty: dispatch.Unsent,
		Retry: true, Err: &errBusy{left},
	}
}

func elsewhere() error {
	return &dispatch.Error{
		Op: "xmfax.call", Kind: dispatch.KindRejected, Code: "fax_server_elsewhere", Certainty: dispatch.Unsent,
	}
}

func notUnderstood() error {
	return &dispatch.Error{
		Op: "xmfax.call", Kind: dispatch.KindRejected, Code: "fax_server_answer", Certainty: dispatch.Maybe, Err: errXML,
	}
}

// submission is the error of sendFax: whatever leaves the outcome open has one name.
func submission(err error) error {
	if dispatch.CertaintyOf(err) == dispatch.Unsent {
		return err
	}
	return &dispatch.Error{
		Op: "xmfax.submit", Kind: dispatch.KindUncertain, Code: "fax_outcome_unknown", Certainty: dispatch.Maybe,
		Detail: detailOf(err), Err: err,
	}
}

// enquiry is what is told when the service could not be asked: nothing is known, nothing has changed.
func enquiry(op string, err error) error {
	return &dispatch.Error{
		Op: op, Kind: dispatch.KindOf(err), Code: "fax_enquiry_failed", Certainty: dispatch.Maybe,
		Retry: dispatch.RetryOf(err), Detail: detailOf(err), Err: err,
	}
}

func detailOf(err error) string {
	if e, ok := errors.AsType[*dispatch.Error](err); ok {
		return e.Detail
	}
	return ""
}

// longestWords is more than a detail keeps, in characters.
const longestWords = 1000

// clean makes the service's words fit for the log: without numbers, addresses, and what names the account.
func (p *Provider) clean(words ...string) string {
	text := strings.Join(words, " ")
	if runes := []rune(text); len(runes) > longestWords {
		text = string(runes[:longestWords])
	}
	fields := strings.Fields(p.own.ReplaceAllLiteralString(text, "…"))
	for i, field := range fields {
		if strings.Contains(field, "@") {
			fields[i] = "…"
		}
	}
	return fax.CleanDetail(strings.Join(fields, " "))
}

// naming finds words in any case.
func naming(words ...string) *regexp.Regexp {
	var quoted []string
	for _, word := range words {
		if word != "" {
			quoted = append(quoted, regexp.QuoteMeta(word))
		}
	}
	return regexp.MustCompile(`(?i)` + strings.Join(quoted, "|"))
}

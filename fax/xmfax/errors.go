package xmfax

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// opCall is what every exchange does.
const opCall = "xmfax.call"

func (f *fault) err() error {
	e := &dispatch.Error{Op: opCall, Detail: f.words, Err: f}
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

// forget makes the portal be asked again when its server is out of reach: the account may have moved.
func (p *Provider) forget(err error) {
	if dispatch.KindOf(err) != dispatch.KindUnreachable {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found = nil
}

// elsewhere is a server to which nothing of the account may go.
func elsewhere() error {
	return &dispatch.Error{
		Op: opCall, Kind: dispatch.KindRejected, Code: "fax_server_elsewhere", Certainty: dispatch.Unsent,
	}
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

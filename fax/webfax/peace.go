package webfax

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch/webservice"
)

const (
	longestWait = time.Hour   // that a Retry-After may ask for
	usualWait   = time.Minute // after 429 that names no time
)

// Peace is until when the service wants to be left alone. The zero value is now; it may be used by several
// goroutines.
type Peace struct {
	mu    sync.Mutex
	until time.Time
}

// Heed remembers what an answer asks for.
func (p *Peace) Heed(answer webservice.Answer, now time.Time) {
	wait := retryAfter(answer.Header.Get("Retry-After"), now)
	switch {
	case answer.Status == http.StatusTooManyRequests && wait == 0:
		wait = usualWait
	case answer.Status != http.StatusTooManyRequests && answer.Status < http.StatusInternalServerError:
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := now.Add(wait); until.After(p.until) {
		p.until = until
	}
}

// Left is how long nothing is to be asked: 0, or up to an hour.
func (p *Peace) Left(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(p.until.Sub(now), 0)
}

// retryAfter reads seconds or a date (RFC 9110, 10.2.3).
func retryAfter(value string, now time.Time) time.Duration {
	var wait time.Duration
	if seconds, err := strconv.ParseUint(strings.TrimSpace(value), 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), longestWait)
}

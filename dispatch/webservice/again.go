package webservice

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	longestWait = time.Hour   // that an answer may ask for
	usualWait   = time.Minute // after 429 that names no time
)

// Again is for how long an answer asks that nobody comes back: after 429 (RFC 6585) and after a 5xx with Retry-After
// (RFC 9110, 10.2.3), at most an hour; 0: it does not ask. A zero now leaves dates unread.
func (a Answer) Again(now time.Time) time.Duration { return Again(a.Status, a.Header, now) }

// Again is [Answer.Again] of an answer's status and header.
func Again(status int, header http.Header, now time.Time) time.Duration {
	wait := retryAfter(header.Get("Retry-After"), now)
	switch {
	case status == http.StatusTooManyRequests && wait == 0:
		return usualWait
	case status == http.StatusTooManyRequests || status >= http.StatusInternalServerError:
		return wait
	default:
		return 0
	}
}

// retryAfter reads seconds or a date.
func retryAfter(value string, now time.Time) time.Duration {
	var wait time.Duration
	if seconds, err := strconv.ParseUint(strings.TrimSpace(value), 10, 31); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil && !now.IsZero() {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), longestWait)
}

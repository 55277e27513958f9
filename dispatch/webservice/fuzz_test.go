package webservice_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/webservice"
)

// FuzzAgain: whatever an answer asks, nobody waits longer than an hour, nor for what has passed.
func FuzzAgain(f *testing.F) {
	for _, after := range []string{"", "120", "-1", "99999999999999999999", "Wed, 21 Oct 2999 07:28:00 GMT", "Wed, 21 Oct 1999 07:28:00 GMT", "1e9", " 5 "} {
		f.Add(429, after)
		f.Add(503, after)
		f.Add(200, after)
	}
	f.Fuzz(func(t *testing.T, status int, after string) {
		wait := webservice.Answer{Status: status, Header: http.Header{"Retry-After": {after}}}.Again(dispatchtest.Epoch())
		if wait < 0 || wait > time.Hour || wait > 0 && status != http.StatusTooManyRequests && status < 500 {
			t.Errorf("%d and %q: %v", status, after, wait)
		}
	})
}

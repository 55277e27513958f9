package portal_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
	"github.com/souspli/souspli/dispatch/webservice"
)

func TestAnErrorSaysForHowLongToLeaveTheServiceAlone(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		after  string
		want   time.Duration
	}{
		"too many":               {http.StatusTooManyRequests, "90", 90 * time.Second},
		"too many, until a date": {http.StatusTooManyRequests, "Mon, 23 Nov 2026 13:50:00 GMT", time.Minute},
		"unavailable":            {http.StatusServiceUnavailable, "120", 2 * time.Minute},
		"broken":                 {http.StatusBadGateway, "", 0},
		"refused":                {http.StatusForbidden, "120", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := portal.AnswerError("x", webservice.Answer{Status: test.status, Header: http.Header{"Retry-After": {test.after}}}, "")
			if got := dispatch.AgainOf(err); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

package portaltest

import (
	"bytes"
	"io"
	"net/http"

	"github.com/souspli/souspli/dispatch/practice"
)

// played puts the script's faults before a handler, as [practice.PortalScript.Before] does. Unless the line is to be
// cut, the whole request is read first: a server that answers and closes before that breaks the line by itself.
func played(script practice.PortalScript, elsewhere string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fault := practice.PortalFault("")
		if script != nil {
			fault = script(r)
		}
		if fault != practice.PortalCut {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return // it was cut, and leaves nothing
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		practice.PortalScript(func(*http.Request) practice.PortalFault { return fault }).Before(next, elsewhere).ServeHTTP(w, r)
	})
}

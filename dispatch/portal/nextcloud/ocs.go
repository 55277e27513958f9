package nextcloud

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal/webdav"
	"github.com/souspli/souspli/dispatch/webservice"
)

const formType = "application/x-www-form-urlencoded"

// ocs speaks the Open Collaboration Services, version 2, in JSON.
type ocs struct{ service *webservice.Client }

func newOCS(c Config) (*ocs, error) {
	service, err := webservice.New(webservice.Config{
		Base: c.URL, Roots: c.Roots, Patience: c.Patience, Family: "portal", Header: http.Header{
			"Authorization":  {"Basic " + base64.StdEncoding.EncodeToString([]byte(c.User+":"+string(c.Password)))},
			"Ocs-Apirequest": {"true"},
			"Accept":         {"application/json"},
		},
	})
	if err != nil {
		return nil, err
	}
	return &ocs{service}, nil
}

// request is one exchange to make.
type request struct {
	method string // empty: GET
	path   string // below the service's own
	query  url.Values
	form   url.Values // nil: no body
	limit  int64      // bytes of the answer; 0: the service's own
}

// do makes a request and reads what it is answered with into data, unless data is nil or there is nothing.
// The status is zero when there was no answer; the error of an answer leaves the certainty open, and is
// KindNotFound only where the service itself says that what was asked for is not there.
func (o *ocs) do(ctx context.Context, r request, data any) (status int, err error) {
	query := url.Values{"format": {"json"}}
	for name, values := range r.query {
		query[name] = values
	}
	asked := webservice.Request{Method: r.method, Path: "ocs/v2.php/" + r.path, Query: query, Limit: r.limit}
	if r.form != nil {
		asked.Body = webservice.Text(formType, r.form.Encode())
	}
	answer, err := o.service.Do(ctx, asked)
	if err != nil {
		return 0, err
	}
	switch {
	case answer.Status == http.StatusNoContent || answer.Status == http.StatusNotModified:
		return answer.Status, nil
	case !answer.OK():
		return answer.Status, refusal(answer.Status, answer.Body)
	}
	return answer.Status, parseOCS(answer.Body, data)
}

// refusal is the error of an answer. The 404 of a proxy, or of an application that is switched off (998), says
// nothing of what was asked for.
func refusal(status int, body []byte) error {
	err := webdav.During("nextcloud.ocs", dispatch.Maybe, webdav.StatusError("status", status))
	var told envelope
	if status == http.StatusNotFound && json.Unmarshal(body, &told) == nil && told.OCS.Meta.StatusCode == http.StatusNotFound {
		err.Kind = dispatch.KindNotFound
	}
	return err
}

func absent(err error) bool { return dispatch.KindOf(err) == dispatch.KindNotFound }

// envelope is what every answer comes in.
type envelope struct {
	OCS struct {
		Meta struct{ StatusCode int }
		Data json.RawMessage
	}
}

// parseOCS opens the envelope. Its own code repeats the status: 200, or 100 from older servers.
func parseOCS(b []byte, data any) error {
	var envelope envelope
	if json.Unmarshal(b, &envelope) != nil {
		return malformed("nextcloud.ocs") // the cause quotes the answer
	}
	if code := envelope.OCS.Meta.StatusCode; code != 200 && code != 100 {
		return malformed("nextcloud.ocs")
	}
	if data != nil && json.Unmarshal(envelope.OCS.Data, data) != nil {
		return malformed("nextcloud.ocs")
	}
	return nil
}

func malformed(op string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindRejected, Code: "portal_malformed_answer"}
}

package faxtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Documo is a simulator of Documo mFax, made from what is documented and from nothing else. No live service
// was ever seen. From the manual and public clients come: the address of each call; the bare key after
// Basic; the form of an order with its limits (subject 55 characters, notes 4000, callerId 10), and that
// with async only messageId is answered; the fields of a fax, of which some are null until it has ended; the
// rows of the history and its eight calls a minute; the words processing, transmitting, success and failed.
// Whether the history shows subject and notes is not known: Shows says it. The words of refusals and of
// results other than OK are made up.
type Documo struct {
	restService[DocumoFax]
	Key string

	config DocumoConfig
	calls  []time.Time // of the history
}

// DocumoConfig says how the simulator runs.
type DocumoConfig struct {
	Now       func() time.Time
	Script    RESTScript
	Untrusted bool // with a certificate of nobody's
	Shows     bool // the history shows subject and notes
	Loose     bool // writes numbers as words, and answers an order with the whole fax in a list
}

// DocumoFax is a fax that was ordered.
type DocumoFax struct {
	ID      string
	Fields  map[string]string
	Files   [][]byte
	Created time.Time

	Status        string
	PagesCount    any // nil: null
	PagesComplete any
	Attempts      any
	ResultCode    any
	ResultInfo    any
}

// StartDocumo runs a simulator of its own for the test.
func StartDocumo(t testing.TB, config DocumoConfig) *Documo {
	t.Helper()
	s := &Documo{Key: "eyJhbGciOi.essai+/==", config: config}
	s.now, s.script = config.Now, config.Script
	s.start(t, config.Untrusted, s.serve)
	return s
}

var (
	documoNumber = regexp.MustCompile(`^\+?1[2-9]\d{9}$`)
	documoCaller = regexp.MustCompile(`^(\d{10})?$`)
	documoInfo   = regexp.MustCompile(`^/v1/fax/([0-9a-f-]{36})/info$`)
)

func (s *Documo) serve(w http.ResponseWriter, r *restRequest) {
	info := documoInfo.FindStringSubmatch(r.URL.Path)
	switch {
	case r.Header.Get("Authorization") != "Basic "+s.Key:
		documoError(w, http.StatusUnauthorized, "Unauthorized")
	case r.Method == http.MethodPost && r.URL.Path == "/v1/faxes":
		s.order(w, r)
	case r.Method == http.MethodGet && r.URL.Path == "/v1/fax/history":
		s.history(w, r)
	case r.Method == http.MethodGet && info != nil:
		s.info(w, info[1])
	default:
		documoError(w, http.StatusNotFound, "Not Found")
	}
}

func (s *Documo) order(w http.ResponseWriter, r *restRequest) {
	form, whole := r.readForm("attachments")
	f := form.fields
	switch {
	case !whole:
		documoError(w, http.StatusBadRequest, "Unexpected end of form")
	case !documoNumber.MatchString(f["faxNumber"]) || !documoCaller.MatchString(f["callerId"]):
		documoError(w, http.StatusBadRequest, "Invalid number "+f["faxNumber"])
	case len(f["subject"]) > 55 || len(f["notes"]) > 4000:
		documoError(w, http.StatusBadRequest, "Too long")
	case len(form.files) == 0 && f["coverPage"] != "true":
		documoError(w, http.StatusBadRequest, "Attachments are required")
	default:
		made := &DocumoFax{
			ID: fmt.Sprintf("d1077489-5ea1-4db1-9760-%012d", len(s.faxes)+1), Fields: f, Files: form.files,
			Created: s.now(), Status: "processing",
		}
		s.faxes = append(s.faxes, made)
		s.taken(w, made)
	}
}

func (s *Documo) taken(w http.ResponseWriter, made *DocumoFax) {
	switch {
	case s.config.Loose:
		restJSON(w, []any{s.told(made)})
	case made.Fields["async"] == "true":
		restJSON(w, map[string]any{"messageId": made.ID})
	default:
		restJSON(w, s.told(made))
	}
}

func (s *Documo) info(w http.ResponseWriter, id string) {
	for _, f := range s.faxes {
		if f.ID == id {
			restJSON(w, s.told(f))
			return
		}
	}
	documoError(w, http.StatusNotFound, "Not Found")
}

// history gives the newest first.
func (s *Documo) history(w http.ResponseWriter, r *restRequest) {
	now := s.now()
	for len(s.calls) > 0 && now.Sub(s.calls[0]) >= time.Minute {
		s.calls = s.calls[1:]
	}
	if s.calls = append(s.calls, now); len(s.calls) > 8 {
		documoError(w, http.StatusTooManyRequests, "Too Many Requests")
		return
	}
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	rows := []any{}
	for i := len(s.faxes) - 1; i >= 0 && len(rows) < limit; i-- {
		rows = append(rows, s.told(s.faxes[i]))
	}
	restJSON(w, map[string]any{"count": len(s.faxes), "rows": rows})
}

func (s *Documo) told(f *DocumoFax) map[string]any {
	told := map[string]any{
		"messageId": f.ID, "status": f.Status, "pagesCount": s.loose(f.PagesCount), "pagesComplete": s.loose(f.PagesComplete),
		"faxNumber": "+" + strings.TrimPrefix(f.Fields["faxNumber"], "+"), "direction": "outbound", "channelType": "api",
		"createdAt": f.Created.UTC().Format("2006-01-02T15:04:05.000Z"), "faxAttempt": s.loose(f.Attempts),
		"resultCode": f.ResultCode, "resultInfo": f.ResultInfo, "errorCode": nil, "errorInfo": nil, "isFilePurged": false,
	}
	if s.config.Shows {
		told["subject"], told["notes"] = f.Fields["subject"], f.Fields["notes"]
	}
	return told
}

func (s *Documo) loose(value any) any {
	if n, ok := value.(int); ok && s.config.Loose {
		return strconv.Itoa(n)
	}
	return value
}

func documoError(w http.ResponseWriter, status int, words string) {
	w.WriteHeader(status)
	restJSON(w, map[string]any{"error": map[string]any{"status": status, "message": words}})
}

func restJSON(w io.Writer, value any) { _ = json.NewEncoder(w).Encode(value) }

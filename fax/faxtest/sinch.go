package faxtest

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Sinch is a simulator of the Sinch Fax API v3, made from what is documented and from nothing else. No live
// service was ever seen. From its OpenAPI description and its Node client come: the address of each call with
// the project in it; Basic with key and secret; the form of an order, its labels written labels[name], its
// limits (maxRetries 0 to 5, retryDelaySeconds 30 to 300); the fields of a fax, the four states, the errors
// with type and code; lists with page, totalItems and pageSize, by default a week's; the errors of HTTP; that
// a file is deleted with 204. Whether an order is answered with a fax or a list, whether a list honours the
// filter by label, and how its pages are counted, is not known: the configuration says it.
type Sinch struct {
	restService[SinchFax]
	Project, Key, Secret string

	config SinchConfig
}

// SinchConfig says how the simulator runs.
type SinchConfig struct {
	Now       func() time.Time
	Script    RESTScript
	Untrusted bool // with a certificate of nobody's
	InList    bool // answers an order with a list of one
	NoFilter  bool // lists ignore labels
	BadFilter bool // lists refuse labels
	Unlabeled bool // tells no labels
	Uncounted bool // lists tell no totals
	Largest   int  // faxes in a page, whatever is asked for; 0: as asked
	FirstPage int  // the number of a list's first page
}

// SinchFax is a fax that was ordered.
type SinchFax struct {
	ID      string
	Fields  map[string]string
	Files   [][]byte // nil once deleted
	Deleted bool
	Created time.Time

	Status       string
	Pages        any // nil: not told
	PagesSent    any
	Retries      any
	ErrorType    string
	ErrorCode    int
	ErrorMessage string
}

// StartSinch runs a simulator of its own for the test.
func StartSinch(t testing.TB, config SinchConfig) *Sinch {
	t.Helper()
	s := &Sinch{
		Project: "ae00f005-e392-44dc-b3f5-a657a2684d93", Key: "94e5a1b0-essai", Secret: "s~cret:essai", config: config,
	}
	s.now, s.script = config.Now, config.Script
	s.start(t, config.Untrusted, s.serve)
	return s
}

var (
	sinchNumber = regexp.MustCompile(`^\+1[2-9]\d{9}$`)
	sinchFax    = regexp.MustCompile(`^/([0-9A-Z]{26})(/file)?$`)
)

func (s *Sinch) serve(w http.ResponseWriter, r *restRequest) {
	key, secret, _ := r.BasicAuth()
	path, inProject := strings.CutPrefix(r.URL.Path, "/v3/projects/"+s.Project+"/faxes")
	one := sinchFax.FindStringSubmatch(path)
	switch {
	case key != s.Key || secret != s.Secret:
		w.WriteHeader(http.StatusUnauthorized) // with an empty body
	case !inProject || path != "" && one == nil:
		sinchError(w, http.StatusNotFound, "Not found")
	case r.Method == http.MethodPost && path == "":
		s.order(w, r)
	case r.Method == http.MethodGet && path == "":
		s.list(w, r)
	case one != nil:
		s.one(w, r, one[1], one[2] != "")
	default:
		sinchError(w, http.StatusNotFound, "Not found")
	}
}

func (s *Sinch) order(w http.ResponseWriter, r *restRequest) {
	form, whole := r.readForm("file")
	f := form.fields
	retries, err := strconv.Atoi(f["maxRetries"])
	delay, alsoErr := strconv.Atoi(f["retryDelaySeconds"])
	switch {
	case !whole || len(form.files) == 0:
		sinchError(w, http.StatusBadRequest, "Bad Request")
	case !sinchNumber.MatchString(f["to"]) || f["from"] != "" && !sinchNumber.MatchString(f["from"]):
		sinchError(w, http.StatusUnprocessableEntity, "The ("+f["to"]+") is not a valid phone number")
	case err != nil || alsoErr != nil || retries < 0 || retries > 5 || delay < 30 || delay > 300:
		sinchError(w, http.StatusUnprocessableEntity, "Invalid parameters")
	default:
		made := &SinchFax{
			ID: fmt.Sprintf("01HDF5S9P29WC29J%010d", len(s.faxes)+1), Fields: f, Files: form.files,
			Created: s.now(), Status: "IN_PROGRESS", Retries: 0,
		}
		s.faxes = append(s.faxes, made)
		if s.config.InList {
			restJSON(w, []any{s.told(made)})
			return
		}
		restJSON(w, s.told(made))
	}
}

func (s *Sinch) one(w http.ResponseWriter, r *restRequest, id string, file bool) {
	for _, f := range s.faxes {
		switch {
		case f.ID != id:
		case file && r.Method == http.MethodDelete && !f.Deleted:
			f.Deleted, f.Files = true, nil
			w.WriteHeader(http.StatusNoContent)
			return
		case !file && r.Method == http.MethodGet:
			restJSON(w, s.told(f))
			return
		}
	}
	sinchError(w, http.StatusNotFound, "Not found")
}

// list gives the week's faxes, the oldest first.
func (s *Sinch) list(w http.ResponseWriter, r *restRequest) {
	query := r.URL.Query()
	if s.config.BadFilter && query.Has("labels[souspli]") {
		sinchError(w, http.StatusUnprocessableEntity, "Invalid parameters")
		return
	}
	size, err := strconv.Atoi(query.Get("pageSize"))
	if err != nil || size < 1 || size > 1000 {
		size = 100
	}
	if s.config.Largest > 0 {
		size = min(size, s.config.Largest)
	}
	page, err := strconv.Atoi(query.Get("page"))
	if err != nil {
		page = s.config.FirstPage
	}
	all := s.listed(query.Get("labels[souspli]"))
	from := min(max(page-s.config.FirstPage, 0)*size, len(all))
	answer := map[string]any{"faxes": all[from:min(from+size, len(all))], "page": page}
	if !s.config.Uncounted {
		answer["totalItems"], answer["pageSize"], answer["totalPages"] = len(all), size, (len(all)+size-1)/size
	}
	restJSON(w, answer)
}

func (s *Sinch) listed(label string) []any {
	all := []any{}
	for _, f := range s.faxes {
		if s.now().Sub(f.Created) > 7*24*time.Hour {
			continue
		}
		if label == "" || s.config.NoFilter || f.Fields["labels[souspli]"] == label {
			all = append(all, s.told(f))
		}
	}
	return all
}

func (s *Sinch) told(f *SinchFax) map[string]any {
	told := map[string]any{
		"id": f.ID, "direction": "OUTBOUND", "to": f.Fields["to"], "status": f.Status, "projectId": s.Project,
		"createTime": f.Created.UTC().Format(time.RFC3339), "hasFile": !f.Deleted,
	}
	for name, value := range map[string]any{
		"numberOfPages": f.Pages, "pagesSentSuccessfully": f.PagesSent, "retryCount": f.Retries,
	} {
		if value != nil {
			told[name] = value
		}
	}
	if f.ErrorType != "" {
		told["errorType"], told["errorCode"], told["errorMessage"] = f.ErrorType, f.ErrorCode, f.ErrorMessage
	}
	labels := map[string]string{}
	for name, value := range f.Fields {
		if label, ok := strings.CutPrefix(name, "labels["); ok {
			labels[strings.TrimSuffix(label, "]")] = value
		}
	}
	if !s.config.Unlabeled && len(labels) > 0 {
		told["labels"] = labels
	}
	return told
}

func sinchError(w http.ResponseWriter, status int, words string) {
	w.WriteHeader(status)
	restJSON(w, map[string]any{"code": strconv.Itoa(status), "error": http.StatusText(status), "message": words})
}

// Add lists a fax that another program ordered, or that ended long ago.
func (s *Sinch) Add(f SinchFax) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.ID = fmt.Sprintf("01HDF5S9P29WC29K%010d", len(s.faxes)+1)
	s.faxes = append(s.faxes, &f)
}

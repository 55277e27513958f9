package faxtest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// RESTStep is a call that the simulators of Documo and Sinch can be scripted at.
type RESTStep string

// The steps.
const (
	RESTSubmit RESTStep = "submit"
	RESTList   RESTStep = "list"
	RESTInfo   RESTStep = "info"
	RESTDelete RESTStep = "delete"
)

// RESTScript is what goes wrong at which step.
type RESTScript map[RESTStep]WebAnswer

// RESTFaults are the answers that act out the faults of the channel suite, but for a refusal, which each
// service words itself.
func RESTFaults() map[dispatchtest.Fault]WebAnswer {
	return map[dispatchtest.Fault]WebAnswer{
		dispatchtest.ReplyLost:       {Take: true, Cut: true},
		dispatchtest.CutMidway:       {Midway: true},
		dispatchtest.HugeAnswer:      {Take: true, Endless: true},
		dispatchtest.MalformedAnswer: {Take: true, Body: "<html>How do you do?"},
		dispatchtest.Redirect:        redirect(),
		dispatchtest.TryLater:        tryLater("90"),
	}
}

// restService is what both simulators stand on: scripts, and a count of what was asked.
type restService[Fax any] struct {
	webService[Fax]

	now    func() time.Time
	script RESTScript
	asked  map[RESTStep]int
}

// start runs the service; serve is what it does when nothing is scripted, and is called under mu.
func (s *restService[Fax]) start(t testing.TB, untrusted bool, serve func(http.ResponseWriter, *restRequest)) {
	t.Helper()
	s.asked = map[RESTStep]int{}
	s.webService.start(t, untrusted, func(w http.ResponseWriter, r *http.Request) { s.handle(w, r, serve) })
}

// restRequest is a request that was read to its end.
type restRequest struct {
	*http.Request
	body string
}

func (s *restService[Fax]) handle(w http.ResponseWriter, r *http.Request, serve func(http.ResponseWriter, *restRequest)) {
	step := restStep(r)
	scripted, isScripted := s.script[step]
	if scripted.Midway || scripted.Early {
		_, _ = io.CopyN(io.Discard, r.Body, r.ContentLength/2)
	}
	switch {
	case scripted.Midway:
		panic(http.ErrAbortHandler)
	case scripted.Early:
		s.early(w, scripted)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	usual := httptest.NewRecorder()
	s.mu.Lock()
	s.asked[step]++
	if !isScripted || scripted.Take {
		serve(usual, &restRequest{r, string(body)})
	}
	s.mu.Unlock()
	if isScripted {
		scripted.write(w)
		return
	}
	w.WriteHeader(usual.Code)
	_, _ = w.Write(usual.Body.Bytes())
}

func restStep(r *http.Request) RESTStep {
	switch {
	case r.Method == http.MethodPost:
		return RESTSubmit
	case r.Method == http.MethodDelete:
		return RESTDelete
	case strings.HasSuffix(r.URL.Path, "/history"), strings.HasSuffix(r.URL.Path, "/faxes"):
		return RESTList
	}
	return RESTInfo
}

// Asked counts the calls of a step.
func (s *restService[Fax]) Asked(step RESTStep) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[step]
}

// restForm is a multipart form: its fields, and its files in their order.
type restForm struct {
	fields map[string]string
	files  [][]byte
}

// readForm reads a form to its end; a form that breaks off, or repeats a field, is none.
func (r *restRequest) readForm(file string) (restForm, bool) {
	form := restForm{fields: map[string]string{}}
	r.Body = io.NopCloser(strings.NewReader(r.body))
	parts, err := r.MultipartReader()
	if err != nil {
		return restForm{}, false
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return form, err == io.EOF //nolint:errorlint // the reader gives it bare
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return restForm{}, false
		}
		if part.FormName() == file && part.FileName() != "" {
			form.files = append(form.files, content)
			continue
		}
		if _, twice := form.fields[part.FormName()]; twice {
			return restForm{}, false
		}
		form.fields[part.FormName()] = string(content)
	}
}

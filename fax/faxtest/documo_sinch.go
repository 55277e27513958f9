package faxtest

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
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

// RESTAnswer is an answer out of the ordinary.
type RESTAnswer struct {
	Early   bool // answers before it has read the request
	Midway  bool // cuts the connection when half of the request is read
	Take    bool // does what was asked before it answers
	Cut     bool // closes instead of answering
	Endless bool // answers without end
	Status  int  // 0: 200
	Header  map[string]string
	Body    string
}

// RESTScript is what goes wrong at which step.
type RESTScript map[RESTStep]RESTAnswer

// RESTFaults are the answers that act out the faults of the channel suite, but for a refusal, which each
// service words itself.
func RESTFaults() map[dispatchtest.Fault]RESTAnswer {
	return map[dispatchtest.Fault]RESTAnswer{
		dispatchtest.ReplyLost:       {Take: true, Cut: true},
		dispatchtest.CutMidway:       {Midway: true},
		dispatchtest.HugeAnswer:      {Take: true, Endless: true},
		dispatchtest.MalformedAnswer: {Take: true, Body: "<html>How do you do?"},
		dispatchtest.Redirect:        {Status: http.StatusTemporaryRedirect, Header: map[string]string{"Location": elsewhere}},
		dispatchtest.TryLater:        {Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "90"}},
	}
}

// elsewhere is where redirects point.
const elsewhere = "/elsewhere"

// restService is what both simulators stand on: HTTPS, scripts, and a count of what was asked.
type restService struct {
	URL string
	CA  *dispatchtest.CA // that its certificate comes from

	now    func() time.Time
	script RESTScript
	server *httptest.Server

	busy    sync.RWMutex // held while a request is served
	mu      sync.Mutex
	asked   map[RESTStep]int
	strayed int
}

// start runs the service; serve is what it does when nothing is scripted, and is called under mu.
func (s *restService) start(t testing.TB, untrusted bool, serve func(RESTStep, http.ResponseWriter, *restRequest)) {
	t.Helper()
	s.CA, s.asked = dispatchtest.NewCA(t), map[RESTStep]int{}
	certificate := s.CA.Server()
	if untrusted {
		certificate = s.CA.Untrusted()
	}
	s.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.busy.RLock()
		defer s.busy.RUnlock()
		s.handle(w, r, serve)
	}))
	s.server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate.TLS}, MinVersion: tls.VersionTLS12}
	s.server.Config.ErrorLog = quietLog()
	s.server.StartTLS()
	t.Cleanup(s.server.Close)
	s.URL = s.server.URL
}

// restRequest is a request that was read to its end.
type restRequest struct {
	*http.Request
	body string
}

func (s *restService) handle(w http.ResponseWriter, r *http.Request, serve func(RESTStep, http.ResponseWriter, *restRequest)) {
	step := restStep(r)
	scripted, isScripted := s.script[step]
	if scripted.Midway && isScripted {
		_, _ = io.CopyN(io.Discard, r.Body, r.ContentLength/2)
		panic(http.ErrAbortHandler)
	}
	if scripted.Early && isScripted {
		scripted.write(w)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	usual := httptest.NewRecorder()
	s.mu.Lock()
	s.count(step, r)
	if !isScripted || scripted.Take {
		serve(step, usual, &restRequest{r, string(body)})
	}
	s.mu.Unlock()
	if isScripted {
		scripted.write(w)
		return
	}
	w.WriteHeader(usual.Code)
	_, _ = w.Write(usual.Body.Bytes())
}

func (s *restService) count(step RESTStep, r *http.Request) {
	s.asked[step]++
	if strings.HasPrefix(r.URL.Path, elsewhere) {
		s.strayed++
	}
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

func (a RESTAnswer) write(w http.ResponseWriter) {
	if a.Cut {
		panic(http.ErrAbortHandler)
	}
	for name, value := range a.Header {
		w.Header().Set(name, value)
	}
	if a.Status != 0 {
		w.WriteHeader(a.Status)
	}
	for a.Endless {
		if _, err := io.WriteString(w, strings.Repeat(" ", 4<<10)); err != nil {
			return
		}
	}
	_, _ = io.WriteString(w, a.Body)
}

// Close stops the service.
func (s *restService) Close() { s.server.Close() }

// Asked counts the calls of a step.
func (s *restService) Asked(step RESTStep) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[step]
}

// Strayed counts requests where a redirect pointed.
func (s *restService) Strayed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.strayed
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

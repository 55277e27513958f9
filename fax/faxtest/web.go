package faxtest

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// WebAnswer is an answer out of the ordinary, of any service on the web.
type WebAnswer struct {
	Early   bool // answers when half of the request is read
	Midway  bool // cuts the connection when half of the request is read
	Take    bool // does what was asked before it answers
	Cut     bool // closes instead of answering
	Endless bool // answers without end
	Status  int  // 0: 200
	Header  map[string]string
	Body    string
}

func (a WebAnswer) write(w http.ResponseWriter) {
	if a.Cut {
		panic(http.ErrAbortHandler)
	}
	for name, value := range a.Header {
		w.Header().Set(name, value)
	}
	if a.Status != 0 {
		w.WriteHeader(a.Status)
	}
	_, err := io.WriteString(w, a.Body)
	for a.Endless && err == nil {
		_, err = io.WriteString(w, strings.Repeat("<p>", 4<<10))
	}
}

// elsewhere is where redirects point.
const elsewhere = "/elsewhere"

// redirect is the answer that points there.
func redirect() WebAnswer {
	return WebAnswer{Status: http.StatusTemporaryRedirect, Header: map[string]string{"Location": elsewhere}}
}

// tryLater is the answer to too many requests.
func tryLater(seconds string) WebAnswer {
	return WebAnswer{Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": seconds}}
}

// webService is what the simulators of services on the web stand on: HTTPS, the faxes that were ordered, and
// a count of requests that followed a redirect.
type webService[Fax any] struct {
	URL string
	CA  *dispatchtest.CA // that its certificate comes from

	server *httptest.Server
	over   chan struct{} // closed with the test

	busy    sync.RWMutex // held while a request is served
	mu      sync.Mutex
	faxes   []*Fax
	strayed int
}

// start runs the service at a free port of this machine. An untrusted one has a certificate of nobody's.
func (s *webService[Fax]) start(t testing.TB, untrusted bool, serve http.HandlerFunc) {
	t.Helper()
	s.CA = dispatchtest.NewCA(t)
	certificate := s.CA.Server()
	if untrusted {
		certificate = s.CA.Untrusted()
	}
	s.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.busy.RLock()
		defer s.busy.RUnlock()
		if strings.HasPrefix(r.URL.Path, elsewhere) {
			s.stray()
		}
		serve(w, r)
	}))
	s.server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate.TLS}, MinVersion: tls.VersionTLS12}
	s.server.Config.ErrorLog = log.New(io.Discard, "", 0) // hanging up is on purpose
	s.server.StartTLS()
	t.Cleanup(s.server.Close)
	s.over = make(chan struct{})
	t.Cleanup(func() { close(s.over) })
	s.URL = s.server.URL
}

// early answers, and then neither reads on nor hangs up: the answer is not lost with the line.
func (s *webService[Fax]) early(w http.ResponseWriter, a WebAnswer) {
	w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	a.write(w)
	_ = http.NewResponseController(w).Flush()
	<-s.over
}

func (s *webService[Fax]) stray() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.strayed++
}

// Close stops the service.
func (s *webService[Fax]) Close() { s.server.Close() }

// Strayed counts requests where a redirect pointed.
func (s *webService[Fax]) Strayed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.strayed
}

// Faxes is what was ordered, oldest first, once no request is being served.
func (s *webService[Fax]) Faxes() []Fax {
	s.busy.Lock()
	defer s.busy.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	faxes := make([]Fax, 0, len(s.faxes))
	for _, f := range s.faxes {
		faxes = append(faxes, *f)
	}
	return faxes
}

// Change changes the last fax.
func (s *webService[Fax]) Change(change func(*Fax)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s.faxes[len(s.faxes)-1])
}

// Forget deletes every fax.
func (s *webService[Fax]) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faxes = nil
}

package faxtest

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// SRFax is a simulator of SRFax, made from what is documented and from nothing else. No live service was
// ever seen. From the service's pages on Queue_Fax, Get_FaxStatus, Get_MultiFaxStatus, Get_Fax_Outbox,
// Get_Fax_Usage and Stop_Fax come: one address for every action; JSON bodies with access_id and access_pwd;
// HTTP 200 with Status and Result, whatever happened; the fields of a fax, the words In Progress, Sent and
// Failed, the five answers of Stop_Fax, dates in the account's zone. From public clients: the words
// "Invalid Access Code / Password", the fax's number behind the bar of FileName, and the form of a date.
// The words of other refusals, and what a failed fax counts as its pages, are made up.
type SRFax struct {
	URL      string
	CA       *dispatchtest.CA // that its certificate comes from
	User     string
	Password string

	config SRFaxConfig
	server *httptest.Server
	zone   *time.Location

	busy    sync.RWMutex // held while a request is served
	mu      sync.Mutex
	faxes   []*SRFaxJob
	number  int
	actions []string
	strayed int
}

// SRFaxConfig says how the simulator runs.
type SRFaxConfig struct {
	Now       func() time.Time
	Script    SRFaxScript // nil: nothing goes wrong
	Untrusted bool        // with a certificate of nobody's
	Quoteless bool        // writes numbers as numbers, where the manual says strings
	Single    bool        // Get_FaxStatus gives a record, not a list of one
	Hiding    bool        // the outbox lists only what has ended
	Codeless  bool        // no account code is said back
}

// SRFaxScript decides what happens instead of an action; nil goes on. It is called by several requests at
// once.
type SRFaxScript func(action string) *SRFaxAnswer

// SRFaxAnswer is an answer out of the ordinary.
type SRFaxAnswer struct {
	Early   bool // answers when half of the request is read
	Midway  bool // cuts the connection when half of the request is read
	Take    bool // does what was asked before it answers
	Cut     bool // closes instead of answering
	Endless bool // answers without end
	Status  int  // 0: 200
	Header  map[string]string
	Body    string
}

// SRFaxAt is the script of one answer to one action.
func SRFaxAt(action string, answer SRFaxAnswer) SRFaxScript {
	return func(asked string) *SRFaxAnswer {
		if asked == action {
			return &answer
		}
		return nil
	}
}

// SRFaxFails is what the service answers to all that it does not do.
func SRFaxFails(words string) SRFaxAnswer {
	return SRFaxAnswer{Body: `{"Status":"Failed","Result":"` + words + `"}`}
}

// SRFaxJob is a fax that was ordered.
type SRFaxJob struct {
	Number      string // the service's own
	To          string
	From        string
	AccountCode string
	Retries     string
	Subject     string
	CoverPage   string
	Files       [][]byte
	Queued      time.Time

	SentStatus string
	ErrorCode  string
	Pages      int
	Sent       time.Time
}

// StartSRFax runs a simulator of its own for the test.
func StartSRFax(t testing.TB, config SRFaxConfig) *SRFax {
	t.Helper()
	zone, err := time.LoadLocation("America/Toronto")
	requireNoError(t, err)
	s := &SRFax{
		CA: dispatchtest.NewCA(t), User: "104822", Password: "mot de passe d'essai",
		config: config, zone: zone, number: 389091763,
	}
	certificate := s.CA.Server()
	if config.Untrusted {
		certificate = s.CA.Untrusted()
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/SRF_SecWebSvc.php", s.serve)
	mux.HandleFunc("/elsewhere", func(http.ResponseWriter, *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.strayed++
	})
	s.server = httptest.NewUnstartedServer(mux)
	s.server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate.TLS}, MinVersion: tls.VersionTLS12}
	s.server.Config.ErrorLog = quietLog()
	s.server.StartTLS()
	t.Cleanup(s.server.Close)
	s.URL = s.server.URL + "/SRF_SecWebSvc.php"
	return s
}

// Close stops the simulator.
func (s *SRFax) Close() { s.server.Close() }

// Faxes is what was ordered, oldest first, once no request is being served.
func (s *SRFax) Faxes() []SRFaxJob {
	s.busy.Lock()
	defer s.busy.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	faxes := make([]SRFaxJob, 0, len(s.faxes))
	for _, job := range s.faxes {
		faxes = append(faxes, *job)
	}
	return faxes
}

// Actions lists what was asked for, in order.
func (s *SRFax) Actions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.actions...)
}

// Strayed counts requests where a redirect pointed.
func (s *SRFax) Strayed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.strayed
}

// Finish ends the last fax.
func (s *SRFax) Finish(status, errorCode string, pages int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	job := s.faxes[len(s.faxes)-1]
	job.SentStatus, job.ErrorCode, job.Pages, job.Sent = status, errorCode, pages, s.config.Now()
}

// Forget deletes every fax.
func (s *SRFax) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faxes = nil
}

package faxtest

import (
	"testing"
	"time"
)

// SRFax is a simulator of SRFax, made from what is documented and from nothing else. No live service was
// ever seen. From the service's pages on Queue_Fax, Get_FaxStatus, Get_MultiFaxStatus, Get_Fax_Outbox,
// Get_Fax_Usage and Stop_Fax come: one address for every action; JSON bodies with access_id and access_pwd;
// HTTP 200 with Status and Result, whatever happened; the fields of a fax, the words In Progress, Sent and
// Failed, the five answers of Stop_Fax, dates in the account's zone. From public clients: the words
// "Invalid Access Code / Password", the fax's number behind the bar of FileName, and the form of a date.
// The words of other refusals, and what a failed fax counts as its pages, are made up.
type SRFax struct {
	webService[SRFaxJob]
	User     string
	Password string

	config  SRFaxConfig
	zone    *time.Location
	number  int
	actions []string
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
type SRFaxScript func(action string) *WebAnswer

// SRFaxAt is the script of one answer to one action.
func SRFaxAt(action string, answer WebAnswer) SRFaxScript {
	return func(asked string) *WebAnswer {
		if asked == action {
			return &answer
		}
		return nil
	}
}

// SRFaxFails is what the service answers to all that it does not do.
func SRFaxFails(words string) WebAnswer {
	return WebAnswer{Body: `{"Status":"Failed","Result":"` + words + `"}`}
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
	s := &SRFax{User: "104822", Password: "mot de passe d'essai", config: config, zone: zone, number: 389091763}
	s.start(t, config.Untrusted, s.serve)
	s.URL += srfaxPath
	return s
}

// Actions lists what was asked for, in order.
func (s *SRFax) Actions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.actions...)
}

// Finish ends the last fax.
func (s *SRFax) Finish(status, errorCode string, pages int) {
	s.Change(func(job *SRFaxJob) {
		job.SentStatus, job.ErrorCode, job.Pages, job.Sent = status, errorCode, pages, s.config.Now()
	})
}

package practice

import (
	"strings"
	"time"
)

// FaxOutcome is how a fax ends, in hfaxd's terms.
type FaxOutcome struct {
	State  string `json:"state"`  // a letter of ?TPSBWRDF
	Sent   int    `json:"sent"`   // pages that the other machine confirmed
	Code   int    `json:"code"`   // STATUSCODE
	Words  string `json:"words"`  // STATUS
	Number int    `json:"number"` // of calls made
}

// faxJob is a job as it stands on the disk.
type faxJob struct {
	ID        int               `json:"id"`
	Params    map[string]string `json:"params"` // as the client set them
	Documents []string          `json:"documents"`
	Total     int               `json:"total"` // pages of all documents
	Ordered   time.Time         `json:"ordered"`
	Outcome   FaxOutcome        `json:"outcome"`
}

// outcomeOf tells how a fax to a number ends.
func outcomeOf(number string, pages int) FaxOutcome {
	switch {
	case strings.HasSuffix(number, "0199"):
		return FaxOutcome{State: "F", Code: 1, Words: "Busy signal detected", Number: 6}
	case strings.HasSuffix(number, "0198"):
		return FaxOutcome{State: "F", Code: 3, Words: "No answer from remote", Number: 6}
	case strings.HasSuffix(number, "0197"):
		return FaxOutcome{State: "F", Sent: min(1, pages), Code: 128, Words: "Remote fax disconnected prematurely", Number: 1}
	case strings.HasSuffix(number, "0196"):
		return FaxOutcome{State: "F", Code: 126, Words: "No receiver protocol (T.30 T1 timeout)", Number: 1}
	}
	return FaxOutcome{State: "D", Sent: pages, Number: 1}
}

func (j *faxJob) ended() bool { return j.Outcome.State == "D" || j.Outcome.State == "F" }

// attempt is the part of the client's tag that names the attempt.
func (j *faxJob) attempt() string {
	id, _, _ := strings.Cut(j.Params["JOBINFO"], "/")
	return id
}

// param answers a query, as JPARM NAME does.
func (j *faxJob) param(name string) (string, bool) {
	switch name {
	case "STATUSCODE":
		return padded(j.Outcome.Code, 3), true
	case "STATUS":
		return j.Outcome.Words, true
	case "STATE":
		return stateName(j.Outcome.State), true
	case "NPAGES":
		return padded(j.Outcome.Sent, 1), true
	case "TOTPAGES":
		return padded(j.Total, 1), true
	}
	value, ok := j.Params[name]
	return value, ok
}

func stateName(letter string) string {
	names := map[string]string{
		"T": "SUSPENDED", "P": "PENDING", "S": "SLEEPING", "B": "BLOCKED", "W": "READY", "R": "ACTIVE",
		"D": "DONE", "F": "FAILED",
	}
	if name, ok := names[letter]; ok {
		return name
	}
	return "UNDEFINED"
}

package faxtest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

const (
	srfaxPath    = "/SRF_SecWebSvc.php"
	srfaxLargest = 128 << 20 // bytes of a request
	srfaxHead    = 1 << 10   // bytes that hold the action
)

func (s *SRFax) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != srfaxPath {
		http.NotFound(w, r)
		return
	}
	half := make([]byte, max(r.ContentLength/2, min(r.ContentLength, srfaxHead)))
	if _, err := io.ReadFull(r.Body, half); err != nil {
		return
	}
	action := srfaxAction.FindStringSubmatch(string(half[:min(len(half), srfaxHead)]))
	answer := s.scripted(action)
	if answer != nil && answer.Midway {
		panic(http.ErrAbortHandler)
	}
	if answer != nil && answer.Early {
		s.early(w, *answer)
		return
	}
	rest, err := io.ReadAll(io.LimitReader(r.Body, srfaxLargest))
	if err != nil {
		return
	}
	var asked map[string]string
	if json.Unmarshal(append(half, rest...), &asked) != nil {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	if answer == nil {
		s.reply(w, asked)
		return
	}
	if answer.Take {
		s.act(asked)
	}
	answer.write(w)
}

// srfaxAction reads the action before the request is whole. Keys come in the order of their letters.
var srfaxAction = regexp.MustCompile(`"action":"(\w+)"`)

func (s *SRFax) scripted(action []string) *WebAnswer {
	if action == nil {
		return nil
	}
	s.mu.Lock()
	s.actions = append(s.actions, action[1])
	s.mu.Unlock()
	if s.config.Script == nil {
		return nil
	}
	return s.config.Script(action[1])
}

func (s *SRFax) reply(w http.ResponseWriter, asked map[string]string) {
	result, words := s.act(asked)
	status := "Success"
	if words != "" {
		status, result = "Failed", words
	}
	body, err := json.Marshal(map[string]any{"Status": status, "Result": result})
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(body)
}

// act does what was asked. Words say why it was not done.
func (s *SRFax) act(asked map[string]string) (result any, words string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if asked["access_id"] != s.User || asked["access_pwd"] != s.Password {
		return nil, "Invalid Access Code / Password"
	}
	switch asked["action"] {
	case "Queue_Fax":
		return s.queue(asked)
	case "Get_FaxStatus":
		return s.status(asked["sFaxDetailsID"])
	case "Get_Fax_Outbox":
		return s.outbox(asked)
	case "Stop_Fax":
		return s.stop(asked["sFaxDetailsID"])
	case "Get_Fax_Usage":
		return []any{map[string]any{"UserID": 104822, "Period": asked["sPeriod"], "NumberOfFaxes": len(s.faxes)}}, ""
	}
	return nil, "Invalid action"
}

// srfaxFields are what the manual says that an order must look like.
var srfaxFields = map[string]*regexp.Regexp{
	"sCallerID":    regexp.MustCompile(`^\d{10}$`),
	"sSenderEmail": regexp.MustCompile(`^[^@ ]+@[^@ ]+$`),
	"sFaxType":     regexp.MustCompile(`^SINGLE$`),
	"sToFaxNumber": regexp.MustCompile(`^\d{11}$`),
	"sAccountCode": regexp.MustCompile(`^.{0,20}$`),
	"sRetries":     regexp.MustCompile(`^[0-6]?$`),
}

func (s *SRFax) queue(asked map[string]string) (any, string) {
	for name, form := range srfaxFields {
		if !form.MatchString(asked[name]) {
			return nil, "Invalid " + name
		}
	}
	files, ok := srfaxFiles(asked)
	if !ok || len(files) == 0 {
		return nil, "Missing file content"
	}
	s.number++
	job := &SRFaxJob{
		Number: strconv.Itoa(s.number), To: asked["sToFaxNumber"], From: asked["sCallerID"],
		AccountCode: asked["sAccountCode"], Retries: asked["sRetries"],
		Subject: asked["sCPSubject"], CoverPage: asked["sCoverPage"],
		Files: files, Queued: s.config.Now(), SentStatus: "In Progress",
	}
	s.faxes = append(s.faxes, job)
	if s.config.Quoteless {
		return s.number, ""
	}
	return job.Number, ""
}

func srfaxFiles(asked map[string]string) (files [][]byte, ok bool) {
	for n := 1; asked[fmt.Sprintf("sFileName_%d", n)] != ""; n++ {
		file, err := base64.StdEncoding.DecodeString(asked[fmt.Sprintf("sFileContent_%d", n)])
		if err != nil || len(file) == 0 {
			return nil, false
		}
		files = append(files, file)
	}
	return files, true
}

func (s *SRFax) find(number string) *SRFaxJob {
	for _, job := range s.faxes {
		if job.Number == number {
			return job
		}
	}
	return nil
}

func (s *SRFax) status(number string) (any, string) {
	job := s.find(number)
	switch {
	case job == nil:
		return nil, "FaxDetailsID Not Found"
	case s.config.Single:
		return s.tell(job), ""
	}
	return []any{s.tell(job)}, ""
}

func (s *SRFax) outbox(asked map[string]string) (any, string) {
	from, errFrom := time.ParseInLocation("20060102", asked["sStartDate"], s.zone)
	to, errTo := time.ParseInLocation("20060102", asked["sEndDate"], s.zone)
	if asked["sPeriod"] != "RANGE" || errFrom != nil || errTo != nil {
		return nil, "Invalid date range"
	}
	list := []any{}
	for _, job := range s.faxes {
		within := !job.Queued.Before(from) && job.Queued.Before(to.AddDate(0, 0, 1))
		if within && (job.SentStatus != "In Progress" || !s.config.Hiding) {
			list = append(list, s.tell(job))
		}
	}
	return list, ""
}

// tell is a fax as the service writes it.
func (s *SRFax) tell(job *SRFaxJob) map[string]any {
	told := map[string]any{
		"FileName":   job.Queued.In(s.zone).Format("20060102150405") + "-4822-1_0|" + job.Number,
		"SentStatus": job.SentStatus, "ErrorCode": job.ErrorCode, "AccountCode": job.AccountCode,
		"DateQueued":  job.Queued.In(s.zone).Format("Jan 02/06 03:04 PM"),
		"ToFaxNumber": job.To, "RemoteID": "CLINIQUE 5145550199", "Pages": strconv.Itoa(job.Pages),
		"Duration": "0", "Size": "5000", "DateSent": "", "EpochTime": "",
	}
	if !job.Sent.IsZero() {
		told["DateSent"] = job.Sent.In(s.zone).Format("Jan 02/06 03:04 PM")
		told["EpochTime"] = strconv.FormatInt(job.Sent.Unix(), 10)
	}
	if s.config.Quoteless {
		told["Pages"], told["EpochTime"], told["ErrorCode"] = job.Pages, job.Sent.Unix(), nil
	}
	if s.config.Codeless {
		told["AccountCode"] = ""
	}
	return told
}

func (s *SRFax) stop(number string) (any, string) {
	job := s.find(number)
	switch {
	case job == nil:
		return nil, "File not found - Please try again"
	case job.SentStatus != "In Progress":
		return nil, "Fax transmission completed"
	}
	job.SentStatus, job.ErrorCode, job.Sent = "Failed", "Cancelled", s.config.Now()
	return "Fax Cancelled", ""
}

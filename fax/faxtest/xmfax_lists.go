package faxtest

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// xmFax is a fax as the simulator keeps it.
type xmFax struct {
	id, attempt, pagesNoted string
	submitted               time.Time
	queued                  bool
	status, reason          string
	sent, total             int
}

func (s *XMFax) keep(f *xmFax) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.id, f.submitted = s.newID(), s.config.Now()
	if s.config.Dialect.CoverPage {
		f.total++
	}
	s.faxes = append(s.faxes, f)
}

func (s *XMFax) newID() string {
	s.ids++
	if s.config.Dialect.Counters {
		return strconv.Itoa(s.ids)
	}
	return fmt.Sprintf("D7E0953F-CD2F-4F3E-B7D5-%012d", s.ids)
}

// XMFaxEnd is how a fax ends, in the service's words.
type XMFaxEnd struct {
	Status string
	Reason string
	Sent   int
}

var errNoXMFax = errors.New("faxtest: no such fax")

// End moves an attempt's fax from the queue into the history.
func (s *XMFax) End(attempt dispatch.ID, end XMFaxEnd) error {
	return s.change(attempt, func(f *xmFax) {
		f.queued, f.status, f.reason, f.sent = false, end.Status, end.Reason, end.Sent
		if s.config.Dialect.OwnIDs {
			f.id = s.newID()
		}
	})
}

// Say sets the words of a fax that stays in the queue.
func (s *XMFax) Say(attempt dispatch.ID, status, reason string) error {
	return s.change(attempt, func(f *xmFax) { f.status, f.reason = status, reason })
}

// Forget removes an attempt's fax.
func (s *XMFax) Forget(attempt dispatch.ID) error {
	err := s.change(attempt, func(*xmFax) {})
	s.mu.Lock()
	defer s.mu.Unlock()
	var left []*xmFax
	for _, f := range s.faxes {
		if f.attempt != string(attempt) {
			left = append(left, f)
		}
	}
	s.faxes = left
	return err
}

// Add puts another program's fax on a list, with whatever it wrote into custom1.
func (s *XMFax) Add(custom1 string, at time.Time, queued bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faxes = append(s.faxes, &xmFax{id: s.newID(), attempt: custom1, submitted: at, queued: queued, status: "Sent", sent: 3, total: 3})
}

func (s *XMFax) change(attempt dispatch.ID, change func(*xmFax)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faxes {
		if f.attempt == string(attempt) {
			change(f)
			return nil
		}
	}
	return errNoXMFax
}

func (s *XMFax) find(w http.ResponseWriter, operation xmNode) {
	if s.acts(w, XMFaxFind, "") {
		return
	}
	start, _ := strconv.Atoi(operation.at("startIndex").Text)
	if start == 0 && s.config.Dialect.RefusesZero {
		xmFault(w, "S:Client", "startIndex")
		return
	}
	most, _ := strconv.Atoi(operation.at("maxCount").Text)
	var out strings.Builder
	for _, f := range s.slice(s.matching(operation), start, most) {
		out.WriteString(s.record(f))
	}
	_, _ = io.WriteString(w, xmEnvelope(operation.XMLName.Local, "<response>"+out.String()+"</response>"))
}

func (s *XMFax) matching(operation xmNode) []xmFax {
	queued := operation.XMLName.Local == "findOutgoingFaxesAdvanced"
	begin := xmTime(operation.at("searchInfo", "submittedTime", "begin").Text)
	end := xmTime(operation.at("searchInfo", "submittedTime", "end").Text)
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []xmFax
	for _, f := range s.faxes {
		if f.queued == queued && !f.submitted.Before(begin) && !f.submitted.After(end) {
			found = append(found, *f)
		}
	}
	return found
}

func (s *XMFax) slice(faxes []xmFax, start, most int) []xmFax {
	d := s.config.Dialect
	if !d.FromZero {
		start = max(start-1, 0)
	}
	if d.Shifting {
		start = 0
	}
	if d.PageCap > 0 {
		most = min(most, d.PageCap)
	}
	start = min(start, len(faxes))
	return faxes[start:min(start+most, len(faxes))]
}

func (s *XMFax) record(f xmFax) string {
	d := s.config.Dialect
	var out strings.Builder
	tell := func(name, text string) {
		if name != "-" && text != "" {
			out.WriteString("<" + name + ">" + xmText(text) + "</" + name + ">")
		}
	}
	tell("id", f.id)
	if !d.NoTime {
		tell("submittedTime", f.submitted.UTC().Format(time.RFC3339))
	}
	tell(cmp.Or(d.StatusName, "status"), f.status)
	tell(cmp.Or(d.ReasonName, "errorDescription"), f.reason)
	tell(cmp.Or(d.TotalName, "pageCount"), strconv.Itoa(f.total))
	tell(cmp.Or(d.SentName, "pagesSent"), strconv.Itoa(f.sent))
	if !d.NoCustom && f.attempt != "" {
		out.WriteString("<additionalData>")
		tell("custom1", f.attempt)
		tell("custom2", f.pagesNoted)
		out.WriteString("</additionalData>")
	}
	return "<fax>" + out.String() + "</fax>"
}

// cancel takes identifiers of the queue alone.
func (s *XMFax) cancel(w http.ResponseWriter, operation xmNode) {
	if s.acts(w, XMFaxCancel, "") {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faxes {
		if f.queued && f.id == operation.at("faxId").Text {
			f.queued, f.status = false, "Canceled"
			_, _ = io.WriteString(w, xmEnvelope("cancel", ""))
			return
		}
	}
	xmFault(w, "S:Client", "No such fax")
}

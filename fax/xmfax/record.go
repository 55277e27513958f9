package xmfax

import (
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/webfax"
)

// record is a fax as a list of the service shows it. Numbers and names of others' faxes are not kept.
type record struct {
	id       string
	attempt  dispatch.ID // custom1; of other programs' faxes whatever they wrote there, or nothing
	expected int         // custom2, 0 when not told
	at       time.Time   // of submission; zero when not understood
	sent     int         // pages that went, uncounted when not told
	total    int         // pages that the service counts, 0 when not told
	status   []string
	reasons  []string
}

const uncounted = -1

// The names under which a record may tell what matters. Only id and custom1 are the vendor's own.
var (
	statusNames = []string{
		"status", "faxstatus", "state", "transmissionstatus", "sendingstatus", "deliverystatus", "completionstatus",
		"result", "faxresult",
	}
	sentNames = []string{
		"pagessent", "sentpages", "numberofpagessent", "noofpagessent", "nbpagessent", "nbofpagessent",
		"sentpagecount", "pagestransmitted", "transmittedpages", "pagesdelivered", "deliveredpages",
		"pagesconfirmed", "confirmedpages",
	}
	totalNames = []string{
		"pages", "pagecount", "totalpages", "pagestotal", "totalpagecount", "numberofpages", "noofpages", "nbpages",
		"nbofpages",
	}
	reasonNames = []string{
		"errorcode", "error", "errormessage", "errordescription", "errortext", "lasterror", "reason",
		"failurereason", "statusdetail", "statusdetails", "statusdescription", "statusmessage", "statustext",
		"resultcode", "resultdescription", "resultmessage", "completioncode", "terminationcause",
	}
	timeNames = []string{"submittedtime", "submittime", "submissiontime", "submitted"}
)

// records reads what a listing answered. What holds identifiers and yet is not a list of faxes is not
// understood, for a fax must not be thought absent because its record has another name.
func records(content *element) ([]record, error) {
	var found []record
	for _, e := range faxesIn(content) {
		r := record{id: identifier(directID(e))}
		if r.id == "" {
			return nil, webfax.Garbled(opCall)
		}
		found = append(found, r.filled(e))
	}
	if len(found) == 0 && len(content.values("id", "faxid")) > 0 {
		return nil, webfax.Garbled(opCall)
	}
	return found, nil
}

// faxesIn are the nearest elements that are called a fax: fax, outgoingFax, outboundFax.
func faxesIn(e *element) []*element {
	var found []*element
	for _, c := range e.children {
		if strings.HasSuffix(strings.ToLower(c.name), "fax") && len(c.children) > 0 {
			found = append(found, c)
			continue
		}
		found = append(found, faxesIn(c)...)
	}
	return found
}

func directID(e *element) string {
	for _, name := range []string{"id", "faxId"} {
		if c := e.child(name); c != nil {
			return c.text
		}
	}
	return ""
}

func (r record) filled(e *element) record {
	r.attempt = dispatch.ID(e.value("custom1"))
	if pages, ok := count(e.value("custom2")); ok && r.attempt.Valid() {
		r.expected = pages
	}
	r.at, _ = time.Parse(time.RFC3339, e.value(timeNames...))
	r.sent, r.total = pagesOf(e)
	r.status, r.reasons = e.values(statusNames...), e.values(reasonNames...)
	return r
}

// pagesOf reads the pages that went and those that there are. One field may tell both: 2/3.
func pagesOf(e *element) (sent, total int) {
	sent = uncounted
	if pages, ok := count(e.value(sentNames...)); ok {
		sent = pages
	}
	text := e.value(totalNames...)
	done, all, both := strings.Cut(text, "/")
	if !both {
		total, _ = count(text)
		return sent, total
	}
	first, ok := count(done)
	last, alsoOK := count(all)
	if ok && alsoOK && sent == uncounted {
		sent = first
	}
	return sent, last
}

func count(text string) (int, bool) {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 16)
	return int(n), err == nil
}

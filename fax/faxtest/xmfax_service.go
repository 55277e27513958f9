package faxtest

import (
	"encoding/base64"
	"encoding/xml"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	xmNamespace   = "http://ws.xm.faxserver.com/"
	xmSOAP        = "http://schemas.xmlsoap.org/soap/envelope/"
	largestXMBody = 64 << 20 // bytes
)

// xmNode is an element of a request.
type xmNode struct {
	XMLName xml.Name
	Text    string   `xml:",chardata"`
	Nodes   []xmNode `xml:",any"`
}

func (n xmNode) at(path ...string) xmNode {
	for _, name := range path {
		i := slices.IndexFunc(n.Nodes, func(c xmNode) bool { return c.XMLName.Local == name })
		if i < 0 {
			return xmNode{}
		}
		n = n.Nodes[i]
	}
	return n
}

// xmOrder is the order of sendFax in the vendor's sample.
var xmOrder = []string{
	"userId", "subject", "comment", "recipient", "attachment", "coverPage", "senderInfo", "faxOptions",
	"additionalData", "isCommentTypeHtml",
}

// service reads the whole request before it answers anything: an answer before that may be lost with the line.
func (s *XMFax) service(w http.ResponseWriter, r *http.Request) {
	if act := s.actAt(XMFaxMidway); act != XMFaxGoOn {
		_, _ = io.CopyN(io.Discard, r.Body, r.ContentLength/2)
		s.early(w, xmAnswers[act])
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, largestXMBody))
	switch {
	case err != nil:
		panic(http.ErrAbortHandler) // cut: there was no request
	case !s.admits(r):
		w.WriteHeader(http.StatusUnauthorized)
	case !strings.HasPrefix(r.Header.Get("Content-Type"), "text/xml"):
		w.WriteHeader(http.StatusUnsupportedMediaType)
	default:
		s.serve(w, body)
	}
}

func (s *XMFax) admits(r *http.Request) bool {
	user, password, basic := r.BasicAuth()
	return r.Header.Get("XM-Token-Authorization") == XMFaxToken || basic && user == XMFaxAccount && password == XMFaxToken
}

func (s *XMFax) serve(w http.ResponseWriter, body []byte) {
	operation, ok := xmOperation(body)
	if !ok {
		xmFault(w, "S:Client", "Couldn't create SOAP message")
		return
	}
	name := operation.XMLName.Local
	if user := operation.at("userId").Text; name != "getVersion" && name != "cancel" && user != XMFaxUser {
		xmFault(w, "S:Client", "No such user")
		return
	}
	switch name {
	case "sendFax":
		s.sendFax(w, operation)
	case "findOutgoingFaxesAdvanced", "findOutboundFaxesAdvanced":
		s.find(w, operation)
	case "cancel":
		s.cancel(w, operation)
	case "getUserProfile":
		s.say(w, XMFaxProfile, name, "<response><userId>"+XMFaxUser+"</userId></response>")
	case "getVersion":
		s.say(w, XMFaxVersion, name, "<response>24.4</response>")
	default:
		xmFault(w, "S:Client", "Cannot find dispatch method")
	}
}

func (s *XMFax) say(w http.ResponseWriter, step XMFaxStep, operation, content string) {
	if !s.acts(w, step, "") {
		_, _ = io.WriteString(w, xmEnvelope(operation, content))
	}
}

// xmOperation reads an envelope as strictly as a server may: the operation has the namespace, what is in it
// has none.
func xmOperation(body []byte) (xmNode, bool) {
	var envelope xmNode
	if err := xml.Unmarshal(body, &envelope); err != nil || envelope.XMLName != (xml.Name{Space: xmSOAP, Local: "Envelope"}) {
		return xmNode{}, false
	}
	inside := envelope.at("Body")
	if len(inside.Nodes) != 1 || inside.Nodes[0].XMLName.Space != xmNamespace {
		return xmNode{}, false
	}
	operation := inside.Nodes[0]
	return operation, slices.IndexFunc(operation.Nodes, qualified) < 0
}

func qualified(n xmNode) bool {
	return n.XMLName.Space != "" || slices.ContainsFunc(n.Nodes, qualified)
}

func (s *XMFax) sendFax(w http.ResponseWriter, operation xmNode) {
	number := operation.at("recipient", "number").Text
	if s.acts(w, XMFaxSend, number) {
		return
	}
	kept, ok := newXMFax(operation)
	if !ok {
		xmFault(w, "S:Client", "Unmarshalling Error")
		return
	}
	s.keep(kept)
	if s.acts(w, XMFaxKept, number) {
		return
	}
	content := "<response><fax><id>" + kept.id + "</id></fax></response>"
	if s.config.Dialect.BareID {
		content = "<response>" + kept.id + "</response>"
	}
	_, _ = io.WriteString(w, xmEnvelope("sendFax", content))
}

// xmNumber is how the sample writes a number.
var xmNumber = regexp.MustCompile(`^\+1-\d{3}-\d{3}-\d{4}$`)

// newXMFax takes a submission that is whole: elements in their order, every document a PDF to its end.
func newXMFax(operation xmNode) (*xmFax, bool) {
	at := 0
	f := &xmFax{
		attempt: operation.at("additionalData", "custom1").Text, pagesNoted: operation.at("additionalData", "custom2").Text,
		queued: true, status: "Queued",
	}
	for _, n := range operation.Nodes {
		place := slices.Index(xmOrder, n.XMLName.Local)
		if place < at {
			return nil, false
		}
		at = place
		if n.XMLName.Local == "attachment" {
			pdf, err := base64.StdEncoding.DecodeString(n.at("contents").Text)
			if err != nil || !xmWhole.Match(pdf) {
				return nil, false
			}
			f.total += len(xmPage.FindAll(pdf, -1))
		}
	}
	return f, f.total > 0 && xmNumber.MatchString(operation.at("recipient", "number").Text)
}

var (
	xmWhole = regexp.MustCompile(`(?s)^%PDF-.*%%EOF\s*$`)
	xmPage  = regexp.MustCompile(`/Type\s*/Page\b`)
)

func xmTime(text string) time.Time {
	at, _ := time.Parse(time.RFC3339, text)
	return at
}

func xmText(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(text))
	return out.String()
}

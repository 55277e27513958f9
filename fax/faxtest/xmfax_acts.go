package faxtest

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

// xmStatuses are the acts that are no more than a status.
var xmStatuses = map[XMFaxAct]int{
	XMFaxUnavailable: http.StatusServiceUnavailable, XMFaxUnauthorized: http.StatusUnauthorized,
	XMFaxTooLarge: http.StatusRequestEntityTooLarge, XMFaxNotFound: http.StatusNotFound,
}

// xmPerform acts instead of answering. number is what a careless service would quote.
func xmPerform(w http.ResponseWriter, act XMFaxAct, number string) {
	if status, ok := xmStatuses[act]; ok {
		w.WriteHeader(status)
		return
	}
	switch act {
	case XMFaxHangUp:
		panic(http.ErrAbortHandler)
	case XMFaxFlood:
		xmFlood(w)
	case XMFaxBabble:
		_, _ = io.WriteString(w, "<html><body>It works!<br></body></html>")
	case XMFaxEntities:
		_, _ = io.WriteString(w, `<!DOCTYPE a [<!ENTITY b "`+strings.Repeat("x", 1<<10)+`">]>`+xmEnvelope("sendFax", "<response>&b;&b;</response>"))
	case XMFaxRedirect:
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(http.StatusTemporaryRedirect)
	case XMFaxTooMany:
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusTooManyRequests)
	case XMFaxClientFault:
		xmFault(w, "S:Client", "The number "+number+" is refused for "+XMFaxUser+", tell admin@clinique.example")
	case XMFaxLoginFault:
		xmFault(w, "S:Client.Authentication", "Authentication failed for token "+XMFaxToken)
	case XMFaxServerFault:
		xmFault(w, "S:Server", "java.lang.NullPointerException")
	case XMFaxNoID:
		_, _ = io.WriteString(w, xmEnvelope("sendFax", "<response/>"))
	case XMFaxSayYes:
		_, _ = io.WriteString(w, xmEnvelope("cancel", ""))
	case XMFaxOther:
		_, _ = io.WriteString(w, xmEnvelope("getVersion", "<response><fax><id>1</id></fax></response>"))
	}
}

// xmFlood answers without end, as far as anybody reads.
func xmFlood(w io.Writer) {
	_, err := io.WriteString(w, `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><a>`)
	for err == nil {
		_, err = io.WriteString(w, strings.Repeat("<b>", 1<<12))
	}
}

// xmFault answers as SOAP 1.1 says: with the status 500, whoever is to blame.
func xmFault(w http.ResponseWriter, code, words string) {
	w.Header().Set("Content-Type", "text/xml;charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?>`+
		`<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>`+
		`<S:Fault><faultcode>%s</faultcode><faultstring>%s</faultstring></S:Fault></S:Body></S:Envelope>`,
		xmText(code), xmText(words))
}

// xmEnvelope is the answer to an operation.
func xmEnvelope(operation, content string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>` +
		`<ns2:` + operation + `Response xmlns:ns2="` + xmNamespace + `">` + content + `</ns2:` + operation + `Response>` +
		`</S:Body></S:Envelope>`
}

package faxtest

import (
	"fmt"
	"net/http"
	"strings"
)

// xmAnswers are the acts that are the same whatever was asked.
var xmAnswers = map[XMFaxAct]WebAnswer{
	XMFaxUnavailable:  {Status: http.StatusServiceUnavailable},
	XMFaxUnauthorized: {Status: http.StatusUnauthorized},
	XMFaxTooLarge:     {Status: http.StatusRequestEntityTooLarge},
	XMFaxNotFound:     {Status: http.StatusNotFound},
	XMFaxHangUp:       {Cut: true},
	XMFaxFlood:        {Endless: true, Body: `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><a>`},
	XMFaxBabble:       {Body: "<html><body>It works!<br></body></html>"},
	XMFaxEntities: {
		Body: `<!DOCTYPE a [<!ENTITY b "` + strings.Repeat("x", 1<<10) + `">]>` + xmEnvelope("sendFax", "<response>&b;&b;</response>"),
	},
	XMFaxRedirect: redirect(),
	XMFaxTooMany:  tryLater("120"),
	XMFaxNoID:     {Body: xmEnvelope("sendFax", "<response/>")},
	XMFaxTaken:    {Body: xmEnvelope("sendFax", "<response><fax><id>12345678</id></fax></response>")},
	XMFaxSayYes:   {Body: xmEnvelope("cancel", "")},
	XMFaxOther:    {Body: xmEnvelope("getVersion", "<response><fax><id>1</id></fax></response>")},
}

// xmPerform acts instead of answering. number is what a careless service would quote.
func xmPerform(w http.ResponseWriter, act XMFaxAct, number string) {
	switch act {
	case XMFaxClientFault:
		xmFault(w, "S:Client", "The number "+number+" is refused for "+XMFaxUser+", tell admin@clinique.example")
	case XMFaxLoginFault:
		xmFault(w, "S:Client.Authentication", "Authentication failed for token "+XMFaxToken)
	case XMFaxServerFault:
		xmFault(w, "S:Server", "java.lang.NullPointerException")
	default:
		xmAnswers[act].write(w)
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

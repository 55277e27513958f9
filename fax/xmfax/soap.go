package xmfax

import (
	"context"
	"encoding/xml"
	"errors"
	"strings"

	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	mediaType = "text/xml; charset=utf-8"
	// largestAnswer is enough for a page of a hundred records of 40 KiB, in bytes.
	largestAnswer = 4 << 20

	opening = `<?xml version="1.0" encoding="UTF-8"?>` +
		`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"` +
		` xmlns:ws="http://ws.xm.faxserver.com/"><soapenv:Header/><soapenv:Body>`
	closing = `</soapenv:Body></soapenv:Envelope>`
)

// operation is a request to the web service and the name of its answer.
type operation struct {
	name string
	body webservice.Body
}

// request is a short operation. Only the operation has a namespace; what is in it has none.
func request(name string, content ...string) webservice.Body {
	return webservice.Text(mediaType, opening+group("ws:"+name, content...)+closing)
}

func group(name string, content ...string) string {
	return "<" + name + ">" + strings.Join(content, "") + "</" + name + ">"
}

func leaf(name, text string) string {
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(text)) // a strings.Builder never fails
	return group(name, escaped.String())
}

// call makes one exchange and gives what the operation answered. Its errors have the certainty of a
// submission.
func (p *Provider) call(ctx context.Context, o operation) (*element, error) {
	if p.peace.Left(p.now()) > 0 {
		return nil, p.peace.Asking(webfax.Busy(opCall), p.now())
	}
	client, err := p.endpoint(ctx)
	if err != nil {
		return nil, err
	}
	answer, err := client.Do(ctx, webservice.Request{Body: o.body, Limit: largestAnswer})
	if err != nil {
		p.forget(err)
		return nil, err
	}
	return p.judge(answer, o.name)
}

// judge reads an answer. What the service's own words can say goes before the status: a fault comes with
// 500 whoever is to blame.
func (p *Provider) judge(answer webservice.Answer, name string) (*element, error) {
	p.peace.Heed(answer, p.now())
	content, problem := open(answer.Body)
	if f := p.faultIn(content); f != nil && !decided(answer.Status) {
		return nil, f.err()
	}
	if !answer.OK() {
		return nil, p.peace.Asking(webfax.Refusal(opCall, webfax.HTTPStatus(answer.Status)), p.now())
	}
	if problem != nil || !strings.EqualFold(content.name, name+"Response") {
		return nil, webfax.Garbled(opCall)
	}
	return content, nil
}

// open gives what the envelope of an answer holds.
func open(body []byte) (*element, error) {
	root, err := parse(body)
	if err != nil || !strings.EqualFold(root.name, "Envelope") {
		return nil, webfax.ErrGarbled
	}
	inside := root.child("Body")
	if inside == nil || len(inside.children) != 1 {
		return nil, webfax.ErrGarbled
	}
	return inside.children[0], nil
}

// fault is a refusal in the words of SOAP 1.1 or 1.2.
type fault struct {
	code  string // local part: Client, Server.Busy, Sender
	words string // cleaned
}

// Error names the class alone: the words are the detail of the error around it.
func (f *fault) Error() string { return "SOAP fault" }

// faulted reports an error that is the service's fault in its own words.
func faulted(err error) bool {
	_, ok := errors.AsType[*fault](err)
	return ok
}

func (p *Provider) faultIn(content *element) *fault {
	if content == nil || !strings.EqualFold(content.name, "Fault") {
		return nil
	}
	code := content.value("faultcode", "value")
	if _, local, qualified := strings.Cut(code, ":"); qualified {
		code = local
	}
	words := content.value("faultstring", "text")
	if words == "" {
		words = content.value("message", "description")
	}
	return &fault{code: strings.ToLower(code), words: p.clean(code, words)}
}

// byClient is the sender's fault, by which SOAP says that the message was refused as it stood.
func (f *fault) byClient() bool {
	class, _, _ := strings.Cut(f.code, ".")
	return class == "client" || class == "sender"
}

// ofLogin is a fault about who asks.
func (f *fault) ofLogin() bool {
	words := squeeze(f.code + f.words)
	for _, word := range []string{"authentication", "authenticate", "unauthorized", "accessdenied", "invalidtoken"} {
		if strings.Contains(words, word) {
			return true
		}
	}
	return false
}

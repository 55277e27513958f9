package xmfax

import (
	"context"
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

// Submit gives the job to the service in one request.
func (p *Provider) Submit(ctx context.Context, job fax.Job) (dispatch.Receipt, error) {
	const op = "xmfax.submit"
	body := p.sendFax(job)
	upload := webfax.Watch(&body, job.Progress)
	content, err := p.call(ctx, operation{name: "sendFax", body: body})
	whole := upload.End()
	if err != nil {
		return dispatch.Receipt{}, webfax.Outcome(op, err)
	}
	id := submittedID(content)
	if id == "" || !whole {
		return dispatch.Receipt{}, webfax.Outcome(op, webfax.Garbled(op))
	}
	receipt := p.receipt(id, job.Pages)
	receipt.Bytes = job.Bytes()
	return receipt, nil
}

// sendFax has its elements in the order of the vendor's sample. It names nobody: neither the recipient, nor
// the sender, nor a document; the subject is what stands on our own cover page.
func (p *Provider) sendFax(job fax.Job) webservice.Body {
	pieces := []webservice.Piece{webservice.Literal(opening + "<ws:sendFax>" +
		leaf("userId", p.user) + leaf("subject", fax.ShortReference(job.Attempt)) + leaf("comment", "") +
		group("recipient", leaf("number", dialled(job.Number))))}
	for i, part := range job.Parts {
		pieces = append(pieces,
			webservice.Literal("<attachment>"+leaf("name", "document"+strconv.Itoa(i+1)+".pdf")+"<contents>"),
			webservice.Base64(part.Size, part.Open),
			webservice.Literal("</contents></attachment>"))
	}
	pieces = append(pieces, webservice.Literal(p.options()+additional(job)+"</ws:sendFax>"+closing))
	return webservice.Compose(mediaType, pieces...)
}

func (p *Provider) options() string {
	return group("faxOptions",
		leaf("priority", "Normal"), leaf("noOfRetries", strconv.Itoa(p.retries)), leaf("resolution", "High"),
		leaf("notifyOnSuccess", "false"), leaf("notifyOnFailure", "false"), leaf("notifyOnBroadcast", "false"))
}

// additional is how a fax is recognised, and how many pages it must confirm.
func additional(job fax.Job) string {
	return group("additionalData", leaf("custom1", string(job.Attempt)), leaf("custom2", strconv.Itoa(job.Pages)))
}

// dialled writes a number as in the vendor's sample: +1-202-555-0129.
func dialled(n fax.Number) string {
	national := strings.TrimPrefix(n.E164, "+1")
	return "+1-" + national[:3] + "-" + national[3:6] + "-" + national[6:]
}

// submittedID is the identifier in an answer to sendFax, or nothing. It stands in id, with or without a fax
// around it, or is all that the answer says; but then it must hold a digit, for an answer may also be a word.
func submittedID(content *element) string {
	if id := content.value("id", "faxid"); id != "" {
		return identifier(id)
	}
	if id := content.value("broadcastid", "response", "return"); strings.ContainsAny(id, "0123456789") {
		return identifier(id)
	}
	return ""
}

const longestID = 100

// identifier refuses what cannot be one.
func identifier(text string) string {
	if len(text) > longestID || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	return text
}

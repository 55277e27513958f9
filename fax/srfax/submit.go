package srfax

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

// Submit gives the fax to the service, in one request.
func (p *Provider) Submit(ctx context.Context, job fax.Job) (dispatch.Receipt, error) {
	const op = "srfax.submit"
	body, err := p.body(job)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	content, err := p.service.Order(ctx, op, webservice.Request{Body: body}, job.Progress)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	answer, err := parseReply(content)
	if err == nil && !answer.success {
		err = answer.refusal(op)
	}
	if err != nil {
		return dispatch.Receipt{}, webfax.Outcome(op, err)
	}
	id, ok := answer.number()
	if !ok {
		return dispatch.Receipt{}, webfax.Outcome(op, webfax.ErrGarbled)
	}
	receipt := p.receipt(id)
	receipt.Bytes = job.Bytes()
	return receipt, nil
}

// body is the order with the documents, in constant memory.
func (p *Provider) body(job fax.Job) (webservice.Body, error) {
	order, err := json.Marshal(p.signed("Queue_Fax", fields{
		"sCallerID": p.settings.callerID, "sSenderEmail": p.settings.senderEmail,
		"sFaxType": "SINGLE", "sToFaxNumber": job.Number.Digits(),
		"sAccountCode": accountCode(job.Attempt, job.Pages), "sRetries": p.settings.retries,
	}))
	if err != nil {
		return webservice.Body{}, webfax.Outcome("srfax.submit", err)
	}
	pieces := []webservice.Piece{webservice.Literal(strings.TrimSuffix(string(order), "}"))}
	for i, part := range job.Parts {
		head := fmt.Sprintf(`,"sFileName_%d":"%d.pdf","sFileContent_%d":"`, i+1, i+1, i+1)
		pieces = append(pieces, webservice.Literal(head), webservice.Base64(part.Size, part.Open), webservice.Literal(`"`))
	}
	return webservice.Compose(jsonType, append(pieces, webservice.Literal("}"))...), nil
}

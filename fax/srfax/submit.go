package srfax

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
)

// Submit gives the fax to the service, in one request.
func (p *Provider) Submit(ctx context.Context, job fax.Job) (dispatch.Receipt, error) {
	const op = "srfax.submit"
	body, err := p.body(job)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	told := telling{tell: job.Progress, total: body.Size}
	defer told.stop()
	body.Progress = told.progress
	answer, err := p.exchange(ctx, body)
	if err != nil {
		return dispatch.Receipt{}, failure(op, err)
	}
	if !answer.success {
		return dispatch.Receipt{}, failure(op, answer.refusal())
	}
	id, ok := answer.number()
	if !ok || !told.whole() {
		return dispatch.Receipt{}, failure(op, errGarbled)
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
		return webservice.Body{}, failure("srfax.submit", errGarbled)
	}
	pieces := []webservice.Piece{webservice.Literal(strings.TrimSuffix(string(order), "}"))}
	for i, part := range job.Parts {
		head := fmt.Sprintf(`,"sFileName_%d":"%d.pdf","sFileContent_%d":"`, i+1, i+1, i+1)
		pieces = append(pieces, webservice.Literal(head), webservice.Base64(part.Size, part.Open), webservice.Literal(`"`))
	}
	return webservice.Compose(jsonType, append(pieces, webservice.Literal("}"))...), nil
}

// telling passes progress on until the answer is there: the request may be read on for a moment after. It
// knows too whether the request was whole by then; a success that came before is none.
type telling struct {
	mu          sync.Mutex
	tell        func(dispatch.Progress)
	done, total int64
	stopped     bool
}

func (t *telling) progress(done int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done = done
	if t.tell != nil && !t.stopped {
		t.tell(dispatch.Progress{Done: done, Total: t.total, Unit: dispatch.ProgressBytes})
	}
}

func (t *telling) whole() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.done == t.total
}

func (t *telling) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = true
}

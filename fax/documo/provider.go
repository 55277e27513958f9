package documo

import (
	"context"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	providerName = "documo"

	// The service's own limits are not known. These are ours: 200 pages are about three hours of calling.
	mostPages = 200
	mostBytes = 20 << 20

	historyRows  = 100
	historyCalls = 8 // a minute, by the service
	historyBytes = 4 << 20
)

// Provider is an account on Documo mFax. It implements fax.Provider and may be used by several goroutines.
type Provider struct {
	service *webfax.Service
	caller  string // ten digits; empty: the account's own number
	now     func() time.Time
	history pace
}

var _ fax.Provider = (*Provider)(nil)

// Name is documo.
func (p *Provider) Name() string { return providerName }

// Limits are ours: the service's are not known.
func (p *Provider) Limits() fax.Limits { return fax.Limits{Pages: mostPages, Bytes: mostBytes} }

// Test reads one entry of the history, which needs the key and sends nothing.
func (p *Provider) Test(ctx context.Context) error {
	const op = "documo.test"
	body, err := p.entries(ctx, op, 1)
	if err != nil {
		return err
	}
	if _, err := parseHistory(body); err != nil {
		return webfax.Garbled(op)
	}
	return nil
}

// Submit gives the fax to the service, in one request.
func (p *Provider) Submit(ctx context.Context, job fax.Job) (dispatch.Receipt, error) {
	const op = "documo.submit"
	order := webservice.Request{Path: "v1/faxes", Body: webfax.Form(job, p.fields(job), "attachments")}
	answer, err := p.service.Order(ctx, op, order, job.Progress)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	taken, err := parseRecord(answer)
	if err != nil {
		return dispatch.Receipt{}, webfax.Outcome(op, err)
	}
	receipt := p.receipt(webfax.Reference{ID: taken.MessageID, Pages: job.Pages})
	receipt.Bytes = job.Bytes()
	return receipt, nil
}

// fields order one fax without a cover page of the service's. It answers at once, before it has looked at
// the documents: the shorter the wait, the less can be lost in it.
func (p *Provider) fields(job fax.Job) []webfax.Field {
	mark := markOf(job)
	fields := []webfax.Field{
		{"faxNumber", job.Number.Digits()},
		{"coverPage", "false"},
		{"async", "true"},
		{"subject", mark},
		{"notes", mark},
	}
	if p.caller != "" {
		fields = append(fields, webfax.Field{"callerId", p.caller})
	}
	return fields
}

// entries reads the newest of the history.
func (p *Provider) entries(ctx context.Context, op string, limit int) ([]byte, error) {
	if !p.history.take(p.now()) {
		return nil, webfax.Busy(op)
	}
	return p.service.Exchange(ctx, op, webservice.Request{
		Path: "v1/fax/history", Limit: historyBytes,
		Query: url.Values{
			"direction": {"outbound"}, "status": {"all"}, "offset": {"0"}, "limit": {strconv.Itoa(limit)},
		},
	})
}

// info reads one fax.
func (p *Provider) info(ctx context.Context, op string, id string) (record, error) {
	body, err := p.service.Exchange(ctx, op, webservice.Request{Path: "v1/fax/" + id + "/info"})
	if err != nil {
		return record{}, err
	}
	r, err := parseRecord(body)
	if err != nil || r.MessageID != id {
		return record{}, webfax.Garbled(op)
	}
	return r, nil
}

// lookUp looks for the attempt's ID in the history, in one call.
func (p *Provider) lookUp(ctx context.Context, op string, attempt dispatch.ID) (webfax.Reference, bool, error) {
	body, err := p.entries(ctx, op, historyRows)
	if err != nil {
		return webfax.Reference{}, false, err
	}
	rows, err := parseHistory(body)
	if err != nil {
		return webfax.Reference{}, false, webfax.Garbled(op)
	}
	found, ok := findMark(rows, attempt)
	return found, ok, nil
}

func (p *Provider) receipt(r webfax.Reference) dispatch.Receipt {
	return dispatch.Receipt{Provider: providerName, Reference: r.String(), At: p.now()}
}

// pace counts the calls of the last minute.
type pace struct {
	mu    sync.Mutex
	calls []time.Time
}

// take reports whether another call may be made now, and counts it.
func (p *pace) take(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.calls) > 0 && now.Sub(p.calls[0]) >= time.Minute {
		p.calls = p.calls[1:]
	}
	if len(p.calls) >= historyCalls {
		return false
	}
	p.calls = append(p.calls, now)
	return true
}

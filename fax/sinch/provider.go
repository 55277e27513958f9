package sinch

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	providerName = "sinch"

	mostPages = 200      // ours: about three hours of calling
	mostBytes = 20000000 // 20 MB, as the manual of the command line says

	// retryDelay is in seconds, the longest that the service takes: a busy line is left in peace.
	retryDelay = "300"
)

// The labels of a fax.
const (
	labelAttempt = "souspli"
	labelPages   = "pages"
)

// Provider is a project of an account on Sinch. It implements fax.Provider and may be used by several
// goroutines.
type Provider struct {
	service  *webfax.Service
	settings settings
	now      func() time.Time
}

var _ fax.Provider = (*Provider)(nil)

// Name is sinch.
func (p *Provider) Name() string { return providerName }

// Limits are the service's for bytes and ours for pages.
func (p *Provider) Limits() fax.Limits { return fax.Limits{Pages: mostPages, Bytes: mostBytes} }

// Test asks for a list of one fax, which needs the key and the project and sends nothing.
func (p *Provider) Test(ctx context.Context) error {
	const op = "sinch.test"
	body, err := p.service.Exchange(ctx, op, webservice.Request{
		Path: p.path(""), Query: url.Values{"pageSize": {"1"}}, Limit: listBytes,
	})
	if err != nil {
		return err
	}
	if _, err := parseList(body); err != nil {
		return webfax.Garbled(op)
	}
	return nil
}

// Submit gives the fax to the service, in one request.
func (p *Provider) Submit(ctx context.Context, job fax.Job) (dispatch.Receipt, error) {
	const op = "sinch.submit"
	order := webservice.Request{Path: p.path(""), Body: webfax.Form(job, p.fields(job), "file")}
	answer, err := p.service.Order(ctx, op, order, job.Progress)
	if err != nil {
		return dispatch.Receipt{}, err
	}
	taken, err := parseRecord(answer)
	if err != nil {
		return dispatch.Receipt{}, webfax.Outcome(op, err)
	}
	receipt := p.receipt(webfax.Reference{ID: taken.ID, Pages: job.Pages})
	receipt.Bytes = job.Bytes()
	return receipt, nil
}

// fields order one fax in black and white, without page numbers beside those of the documents.
func (p *Provider) fields(job fax.Job) []webfax.Field {
	fields := []webfax.Field{
		{"to", job.Number.E164},
		{"labels[" + labelAttempt + "]", string(job.Attempt)},
		{"labels[" + labelPages + "]", strconv.Itoa(job.Pages)},
		{"imageConversionMethod", "MONOCHROME"},
		{"resolution", "FINE"},
		{"headerPageNumbers", "false"},
		{"maxRetries", p.settings.retries},
		{"retryDelaySeconds", retryDelay},
	}
	if p.settings.from != "" {
		fields = append(fields, webfax.Field{"from", p.settings.from})
	}
	return fields
}

// path is that of a fax, or of all.
func (p *Provider) path(fax string) string {
	path := "v3/projects/" + p.settings.project + "/faxes"
	if fax != "" {
		path += "/" + fax
	}
	return path
}

// info reads one fax.
func (p *Provider) info(ctx context.Context, op string, id string) (record, error) {
	body, err := p.service.Exchange(ctx, op, webservice.Request{Path: p.path(id)})
	if err != nil {
		return record{}, err
	}
	r, err := parseRecord(body)
	if err != nil || r.ID != id {
		return record{}, webfax.Garbled(op)
	}
	return r, nil
}

// forget deletes the documents of a fax at the service, and reports whether they are gone.
func (p *Provider) forget(ctx context.Context, id string) bool {
	_, err := p.service.Exchange(ctx, "sinch.forget", webservice.Request{Method: http.MethodDelete, Path: p.path(id) + "/file"})
	return err == nil || webfax.Absent(err)
}

func (p *Provider) receipt(r webfax.Reference) dispatch.Receipt {
	return dispatch.Receipt{Provider: providerName, Reference: r.String(), At: p.now()}
}

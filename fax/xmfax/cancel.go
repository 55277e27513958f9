package xmfax

import (
	"context"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

// Cancel takes the fax out of the queue, by its identifier there, and looks what became of it. Pages that
// have gone are told by Status.
func (p *Provider) Cancel(ctx context.Context, attempt dispatch.Attempt) error {
	const op = "xmfax.cancel"
	before, err := p.lookUp(ctx, attempt, p.windowOf(attempt))
	switch {
	case err != nil:
		return webfax.Enquiry(op, err)
	case before.record == nil && !before.complete():
		return webfax.Enquiry(op, webfax.Garbled(op))
	case before.record == nil:
		return webfax.NotStopped(op, dispatch.KindNotFound, "fax_job_unknown")
	case !before.queued:
		return tooLate(op)
	}
	_, err = p.call(ctx, operation{name: "cancel", body: request("cancel", leaf("faxId", before.record.id))})
	if err != nil && !faulted(err) {
		return webfax.Enquiry(op, err)
	}
	return p.cancelled(ctx, attempt, err)
}

// cancelled tells what an order to stop came to. refusal is nil when the service took it, which is all that is
// known when the lists do not answer.
func (p *Provider) cancelled(ctx context.Context, attempt dispatch.Attempt, refusal error) error {
	const op = "xmfax.cancel"
	after, err := p.lookUp(ctx, attempt, p.windowOf(attempt))
	ended := err == nil && after.record != nil && !after.queued
	switch {
	case ended && after.record.phase() == fax.Done, ended && refusal != nil:
		return tooLate(op)
	case refusal != nil:
		return &dispatch.Error{
			Op: op, Kind: dispatch.KindRejected, Code: "fax_cancel_refused", Certainty: dispatch.Maybe,
			Detail: webfax.DetailOf(refusal),
		}
	}
	return nil
}

func tooLate(op string) error {
	return &dispatch.Error{Op: op, Kind: dispatch.KindConflict, Code: "fax_too_late", Certainty: dispatch.Maybe}
}

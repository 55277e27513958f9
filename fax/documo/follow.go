package documo

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

const (
	// visibleAfter is when a fax that was taken is certainly shown.
	visibleAfter = 10 * time.Minute
	// keptAtLeast is how long a fax that nobody has a name for may still turn up in the history.
	keptAtLeast = 24 * time.Hour

	soonest = 15 * time.Second
	latest  = 5 * time.Minute
)

// Status reads the fax by its name, or looks it up where a lost answer left none.
func (p *Provider) Status(ctx context.Context, attempt dispatch.Attempt) (fax.Report, error) {
	const op = "documo.status"
	ref, named, err := p.name(ctx, op, attempt)
	if err == nil && !named {
		return p.unseen(attempt, keptAtLeast), nil
	}
	var r record
	if err == nil {
		r, err = p.info(ctx, op, ref.id)
	}
	switch wait := p.peace.left(p.now()); {
	case err == nil:
		return p.report(attempt, ref, r), nil
	case absent(err):
		return p.unseen(attempt, visibleAfter), nil
	case wait > 0:
		return p.waiting(attempt, wait), nil
	}
	return fax.Report{}, enquiry(op, err)
}

// name is how the service calls the attempt's fax.
func (p *Provider) name(ctx context.Context, op string, attempt dispatch.Attempt) (reference, bool, error) {
	if ref, ok := referenceOf(attempt); ok {
		return ref, true, nil
	}
	return p.lookUp(ctx, op, attempt.ID)
}

// unseen is a fax that the service does not show: missing, once it is old enough to be shown.
func (p *Provider) unseen(attempt dispatch.Attempt, old time.Duration) fax.Report {
	report := p.waiting(attempt, pause(p.age(attempt)))
	if p.age(attempt) >= old {
		report.Phase, report.Again = fax.Missing, 0
	}
	return report
}

func (p *Provider) waiting(attempt dispatch.Attempt, again time.Duration) fax.Report {
	report := fax.Report{Receipt: dispatch.Receipt{Provider: providerName}, Again: again}
	if attempt.Receipt != nil {
		report.Receipt = *attempt.Receipt
	}
	return report
}

func (p *Provider) report(attempt dispatch.Attempt, ref reference, r record) fax.Report {
	report := p.waiting(attempt, pause(p.age(attempt)))
	report.Phase, report.Expected, report.Confirmed = r.phase(), ref.pages, r.PagesComplete.n
	report.Receipt.Reference, report.Receipt.At, report.Receipt.Detail = ref.String(), p.now(), r.words()
	switch {
	case report.Phase == fax.Broken:
		report.Failure, report.Counted = r.failure(), r.counted()
	case !r.PagesComplete.known:
		report.Expected = 0 // its word alone is worth nothing
	case r.PagesComplete == r.PagesCount && r.PagesCount.n > ref.pages && ref.pages > 0:
		report.Confirmed = ref.pages
	}
	return report
}

func (p *Provider) age(attempt dispatch.Attempt) time.Duration { return p.now().Sub(attempt.Started) }

// pause grows with the age of a fax.
func pause(age time.Duration) time.Duration { return min(max(age/4, soonest), latest) }

// Find looks for the attempt's ID in the newest of the history: True or Unknown, because what it does not
// show may have been deleted there, or may not be shown yet.
func (p *Provider) Find(
	ctx context.Context, attempt dispatch.Attempt,
) (dispatch.Truth, dispatch.Receipt, error) {
	const op = "documo.find"
	ref, ok, err := p.lookUp(ctx, op, attempt.ID)
	switch {
	case err != nil:
		return dispatch.Unknown, dispatch.Receipt{}, enquiry(op, err)
	case ok:
		return dispatch.True, p.receipt(ref), nil
	}
	return dispatch.Unknown, dispatch.Receipt{}, nil
}

// Cancel refuses: the service is not known to have a way to stop a fax. It says first whether there was one
// to stop: KindNotFound, KindConflict when it has ended, KindRefused while it is under way.
func (p *Provider) Cancel(ctx context.Context, attempt dispatch.Attempt) error {
	const op = "documo.cancel"
	ref, named, err := p.name(ctx, op, attempt)
	var r record
	if err == nil && named {
		r, err = p.info(ctx, op, ref.id)
	}
	switch {
	case err == nil && !named, absent(err):
		return unstopped(op, dispatch.KindNotFound, "fax_job_unknown")
	case err != nil:
		return enquiry(op, err)
	case r.phase() != fax.Waiting:
		return unstopped(op, dispatch.KindConflict, "fax_too_late")
	}
	return unstopped(op, dispatch.KindRefused, "fax_cancel_unavailable")
}

func unstopped(op string, kind dispatch.Kind, code string) error {
	return &dispatch.Error{Op: op, Kind: kind, Code: code, Certainty: dispatch.Maybe}
}

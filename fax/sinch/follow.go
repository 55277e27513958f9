package sinch

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

const (
	// visibleAfter is when a fax that was taken is certainly shown.
	visibleAfter = 10 * time.Minute

	soonest = 5 * time.Second
	latest  = 2 * time.Minute

	documentsKept = "documents kept"
)

// Status reads the fax by its name, or looks it up where a lost answer left none. The documents of one that
// has ended are deleted at the service.
func (p *Provider) Status(ctx context.Context, attempt dispatch.Attempt) (fax.Report, error) {
	const op = "sinch.status"
	r, ref, ok, err := p.read(ctx, op, attempt)
	switch wait := p.peace.left(p.now()); {
	case err == nil && ok:
		report := p.report(attempt, ref, r)
		p.tidy(ctx, r, &report)
		return report, nil
	case err == nil:
		return p.unseen(attempt), nil
	case wait > 0:
		return p.waiting(attempt, wait), nil
	}
	return fax.Report{}, enquiry(op, err)
}

// read gives the attempt's fax as it is now; not ok says that the service does not show it.
func (p *Provider) read(
	ctx context.Context, op string, attempt dispatch.Attempt,
) (r record, ref reference, ok bool, err error) {
	ref, named := referenceOf(attempt)
	if !named {
		r, _, ok, err = p.lookUp(ctx, op, attempt.ID)
		return r, r.reference(), ok, err
	}
	r, err = p.info(ctx, op, ref.id)
	if absent(err) {
		return record{}, ref, false, nil
	}
	return r, ref, err == nil, err
}

// tidy deletes the documents of a fax that has ended, and says so where it fails.
func (p *Provider) tidy(ctx context.Context, r record, report *fax.Report) {
	if !p.settings.forget || report.Phase == fax.Waiting || r.HasFile == "false" {
		return
	}
	if !p.forget(ctx, r.ID) {
		report.Receipt.Detail = fax.CleanDetail(documentsKept + "; " + report.Receipt.Detail)
	}
}

// unseen is a fax that the service does not show: missing, once it is old enough to be shown. One that
// nobody has a name for may still turn up in a list.
func (p *Provider) unseen(attempt dispatch.Attempt) fax.Report {
	age, old := p.age(attempt), visibleAfter
	if attempt.Receipt == nil {
		old = provenUntil
	}
	report := p.waiting(attempt, pause(age))
	if age >= old {
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
	report.Phase, report.Expected, report.Confirmed = r.phase(), ref.pages, r.PagesSent.n
	report.Receipt.Reference, report.Receipt.At, report.Receipt.Detail = ref.String(), p.now(), r.words()
	switch {
	case report.Phase == fax.Broken:
		report.Failure, report.Counted = r.failure(), r.counted()
	case !r.PagesSent.known:
		report.Expected = 0 // its word alone is worth nothing
	case r.PagesSent == r.Pages && r.Pages.n > ref.pages && ref.pages > 0:
		report.Confirmed = ref.pages
	}
	return report
}

func (p *Provider) age(attempt dispatch.Attempt) time.Duration { return p.now().Sub(attempt.Started) }

// pause grows with the age of a fax.
func pause(age time.Duration) time.Duration { return min(max(age/4, soonest), latest) }

// Find looks for the attempt's label in the lists. The package comment says when the answer is False.
func (p *Provider) Find(
	ctx context.Context, attempt dispatch.Attempt,
) (dispatch.Truth, dispatch.Receipt, error) {
	const op = "sinch.find"
	r, read, ok, err := p.lookUp(ctx, op, attempt.ID)
	switch {
	case err != nil:
		return dispatch.Unknown, dispatch.Receipt{}, enquiry(op, err)
	case ok:
		return dispatch.True, p.receipt(r.reference()), nil
	case read.rulesOut(attempt, p.now()):
		return dispatch.False, dispatch.Receipt{}, nil
	}
	return dispatch.Unknown, dispatch.Receipt{}, nil
}

// Cancel refuses: the interface has no call that stops a fax. It says first whether there was one to stop:
// KindNotFound, KindConflict when it has ended, KindRefused while it is under way.
func (p *Provider) Cancel(ctx context.Context, attempt dispatch.Attempt) error {
	const op = "sinch.cancel"
	r, _, ok, err := p.read(ctx, op, attempt)
	switch {
	case err != nil:
		return enquiry(op, err)
	case !ok:
		return unstopped(op, dispatch.KindNotFound, "fax_job_unknown")
	case r.phase() != fax.Waiting:
		return unstopped(op, dispatch.KindConflict, "fax_too_late")
	}
	return unstopped(op, dispatch.KindRefused, "fax_cancel_unavailable")
}

func unstopped(op string, kind dispatch.Kind, code string) error {
	return &dispatch.Error{Op: op, Kind: kind, Code: code, Certainty: dispatch.Maybe}
}

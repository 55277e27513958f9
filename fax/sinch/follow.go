package sinch

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
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
	switch wait := p.service.Left(); {
	case err == nil && ok:
		report := p.report(attempt, ref, r)
		p.tidy(ctx, r, &report)
		return report, nil
	case err == nil:
		return p.unseen(attempt), nil
	case wait > 0:
		return webfax.Waiting(providerName, attempt, wait), nil
	}
	return fax.Report{}, webfax.Enquiry(op, err)
}

// read gives the attempt's fax as it is now; not ok says that the service does not show it.
func (p *Provider) read(
	ctx context.Context, op string, attempt dispatch.Attempt,
) (r record, ref webfax.Reference, ok bool, err error) {
	ref, named := webfax.ReferenceOf(attempt)
	if !named {
		r, _, ok, err = p.lookUp(ctx, op, attempt.ID)
		return r, r.reference(), ok, err
	}
	r, err = p.info(ctx, op, ref.ID)
	if webfax.Absent(err) {
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
	old := visibleAfter
	if attempt.Receipt == nil {
		old = provenUntil
	}
	report := p.waiting(attempt)
	if p.age(attempt) >= old {
		return webfax.Missing(report)
	}
	return report
}

func (p *Provider) report(attempt dispatch.Attempt, ref webfax.Reference, r record) fax.Report {
	report := p.waiting(attempt)
	report.Phase, report.Expected = r.phase(), ref.Pages
	report.Receipt.Reference, report.Receipt.At, report.Receipt.Detail = ref.String(), p.now(), r.words()
	webfax.Confirm(&report, r.PagesSent, r.Pages)
	if report.Phase == fax.Broken {
		report.Failure, report.Counted = r.failure(), r.counted()
	}
	return report
}

func (p *Provider) age(attempt dispatch.Attempt) time.Duration { return p.now().Sub(attempt.Started) }

func (p *Provider) waiting(attempt dispatch.Attempt) fax.Report {
	return webfax.Waiting(providerName, attempt, webfax.Pause(p.age(attempt), soonest, latest))
}

// Find looks for the attempt's label in the lists. The package comment says when the answer is False.
func (p *Provider) Find(
	ctx context.Context, attempt dispatch.Attempt,
) (dispatch.Truth, dispatch.Receipt, error) {
	const op = "sinch.find"
	r, read, ok, err := p.lookUp(ctx, op, attempt.ID)
	switch {
	case err != nil:
		return dispatch.Unknown, dispatch.Receipt{}, webfax.Enquiry(op, err)
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
	return webfax.Unstoppable(op, r.phase(), ok, err)
}

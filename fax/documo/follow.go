package documo

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
		r, err = p.info(ctx, op, ref.ID)
	}
	switch wait := p.service.Left(); {
	case err == nil:
		return p.report(attempt, ref, r), nil
	case webfax.Absent(err):
		return p.unseen(attempt, visibleAfter), nil
	case wait > 0:
		return webfax.Waiting(providerName, attempt, wait), nil
	}
	return fax.Report{}, webfax.Enquiry(op, err)
}

// name is how the service calls the attempt's fax.
func (p *Provider) name(ctx context.Context, op string, attempt dispatch.Attempt) (webfax.Reference, bool, error) {
	if ref, ok := webfax.ReferenceOf(attempt); ok {
		return ref, true, nil
	}
	return p.lookUp(ctx, op, attempt.ID)
}

// unseen is a fax that the service does not show: missing, once it is old enough to be shown.
func (p *Provider) unseen(attempt dispatch.Attempt, old time.Duration) fax.Report {
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
	webfax.Confirm(&report, r.PagesComplete, r.PagesCount)
	if report.Phase == fax.Broken {
		report.Failure, report.Counted = r.failure(), r.counted()
	}
	return report
}

func (p *Provider) age(attempt dispatch.Attempt) time.Duration { return p.now().Sub(attempt.Started) }

func (p *Provider) waiting(attempt dispatch.Attempt) fax.Report {
	return webfax.Waiting(providerName, attempt, webfax.Pause(p.age(attempt), soonest, latest))
}

// Find looks for the attempt's ID in the newest of the history: True or Unknown, because what it does not
// show may have been deleted there, or may not be shown yet.
func (p *Provider) Find(
	ctx context.Context, attempt dispatch.Attempt,
) (dispatch.Truth, dispatch.Receipt, error) {
	const op = "documo.find"
	ref, ok, err := p.lookUp(ctx, op, attempt.ID)
	switch {
	case err != nil:
		return dispatch.Unknown, dispatch.Receipt{}, webfax.Enquiry(op, err)
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
		r, err = p.info(ctx, op, ref.ID)
	}
	if webfax.Absent(err) {
		named, err = false, nil
	}
	return webfax.Unstoppable(op, r.phase(), named, err)
}

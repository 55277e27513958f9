package xmfax

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	// settling is how long a fax that was taken may be on neither list, and how long after a lost answer a
	// request may still be acted on.
	settling = 15 * time.Minute

	soonest = 15 * time.Second
	latest  = 5 * time.Minute
)

// Status reads both lists. A fax that complete lists do not show is missing once it had time to appear.
func (p *Provider) Status(ctx context.Context, attempt dispatch.Attempt) (fax.Report, error) {
	const op = "xmfax.status"
	found, err := p.lookUp(ctx, attempt, p.windowOf(attempt))
	wait := p.peace.Left(p.now())
	switch {
	case err != nil && wait > 0:
		return webfax.Waiting(providerName, attempt, wait), nil
	case err != nil:
		return fax.Report{}, webfax.Enquiry(op, err)
	case found.record != nil:
		return p.report(attempt, found), nil
	case p.age(attempt) < settling:
		return p.waiting(attempt), nil
	case !found.complete():
		return fax.Report{}, webfax.Enquiry(op, webfax.Garbled(op))
	}
	return webfax.Missing(p.waiting(attempt)), nil
}

// waiting is what is known of a fax without news.
func (p *Provider) waiting(attempt dispatch.Attempt) fax.Report {
	return webfax.Waiting(providerName, attempt, webfax.Pause(p.age(attempt), soonest, latest))
}

func (p *Provider) report(attempt dispatch.Attempt, found lookUp) fax.Report {
	r, report := *found.record, p.waiting(attempt)
	report.Expected = r.expected
	if attempt.Receipt != nil {
		if pages := webfax.ParseReference(attempt.Receipt.Reference).Pages; pages > 0 {
			report.Expected = pages
		}
	}
	bytes := report.Receipt.Bytes
	report.Receipt = p.receipt(r.id, report.Expected)
	report.Receipt.Bytes, report.Receipt.Detail = bytes, p.clean(append(r.status, r.reasons...)...)
	if !found.queued {
		report.Phase = r.phase()
	}
	return explained(report, r)
}

// explained adds why the fax failed, or why its last call did, and which pages count. It never calls them
// counted: a service that redials may count those of its last call alone.
func explained(report fax.Report, r record) fax.Report {
	cause, unmet := r.reason()
	if report.Phase == fax.Broken && r.sent == uncounted && !unmet {
		cause = webfax.Uncounted
	}
	if report.Phase == fax.Broken || report.Phase == fax.Waiting && unmet {
		report.Failure = cause.Failure(report.Receipt.Detail)
	}
	return counted(report, r)
}

// counted says which pages of ours were confirmed. A service that counts one page more than we gave it has put
// its own cover page in front; one that counts more than that cannot be understood.
func counted(report fax.Report, r record) fax.Report {
	report.Confirmed = max(r.sent, 0)
	extra := r.total - report.Expected
	switch {
	case report.Phase == fax.Done && r.sent == uncounted:
		report.Expected = 0 // sent, but nobody says how much
	case report.Expected == 0 || extra <= 0 || r.sent < 1:
	case extra == 1 && r.sent <= r.total:
		report.Confirmed = max(r.sent-1, 1)
	case r.sent >= report.Expected:
		report.Expected = 0
	}
	return report
}

func (p *Provider) age(attempt dispatch.Attempt) time.Duration {
	if attempt.Ended.After(attempt.Started) {
		return p.now().Sub(attempt.Ended)
	}
	return p.now().Sub(attempt.Started)
}

// Find looks for our ID on both lists, and a day further back for faxes that prove that its absence means
// something.
func (p *Provider) Find(
	ctx context.Context, attempt dispatch.Attempt,
) (dispatch.Truth, dispatch.Receipt, error) {
	w := p.windowOf(attempt)
	w.from = w.from.Add(-lookBack)
	found, err := p.lookUp(ctx, attempt, w)
	switch {
	case err != nil:
		return dispatch.Unknown, dispatch.Receipt{}, webfax.Enquiry("xmfax.find", err)
	case found.record != nil:
		return dispatch.True, p.receipt(found.record.id, found.record.expected), nil
	case p.age(attempt) >= settling && found.complete() && found.proves(attempt):
		return dispatch.False, dispatch.Receipt{}, nil
	}
	return dispatch.Unknown, dispatch.Receipt{}, nil
}

// proves reports whether lists without the attempt mean that it never came. They do when the history keeps
// an older fax of ours with its ID, and when nothing since the attempt could be it unrecognised.
func (l lookUp) proves(attempt dispatch.Attempt) bool {
	kept := false
	for _, r := range l.history.records {
		kept = kept || r.attempt.Valid() && !r.at.IsZero() && r.at.Before(attempt.Started)
	}
	since := attempt.Started.Add(-clocksApart)
	for _, list := range []listing{l.outgoing, l.history} {
		for _, r := range list.records {
			if r.attempt == "" && !r.at.Before(since) || r.attempt == "" && r.at.IsZero() {
				return false
			}
		}
	}
	return kept
}

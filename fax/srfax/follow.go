package srfax

import (
	"context"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	// A fax that was just taken may not be known yet, and the outbox may not list one that waits: only
	// then is it missing.
	knownByNumber = 30 * time.Minute
	knownByCode   = 24 * time.Hour

	soonest = 15 * time.Second
	latest  = 10 * time.Minute

	day = 24 * time.Hour
	// redialling is how long after its order a fax may still be dated, days for the largest number of
	// retries.
	redialling = 2 * day
)

// Status asks for the fax by its number, or looks for its reference. A service that asks for patience
// is given it.
func (p *Provider) Status(ctx context.Context, attempt dispatch.Attempt) (fax.Report, error) {
	const op = "srfax.status"
	found, ok, err := p.lookUp(ctx, op, attempt)
	wait := p.service.Left()
	switch {
	case err != nil && wait > 0:
		report := p.unheard(attempt)
		report.Again = max(report.Again, wait)
		return report, nil
	case err != nil:
		return fax.Report{}, webfax.Enquiry(op, err)
	case !ok:
		return p.absent(attempt), nil
	}
	return p.report(attempt, found), nil
}

// unheard is a report of a fax of which nothing new is known. The service's rate limit is not published:
// these few enquiries are polite.
func (p *Provider) unheard(attempt dispatch.Attempt) fax.Report {
	return webfax.Waiting(providerName, attempt, webfax.Pause(p.age(attempt), soonest, latest))
}

func (p *Provider) absent(attempt dispatch.Attempt) fax.Report {
	patience := knownByCode
	if numberOf(attempt) != "" {
		patience = knownByNumber
	}
	if p.age(attempt) < patience {
		return p.unheard(attempt)
	}
	return webfax.Missing(p.unheard(attempt))
}

func (p *Provider) report(attempt dispatch.Attempt, r record) fax.Report {
	report := p.unheard(attempt)
	report.Phase, report.Confirmed = r.phase(), r.pages()
	report.Expected, _ = pagesOf(string(r.AccountCode), attempt.ID)
	report.Receipt.Reference, report.Receipt.At = p.reference(attempt, r), p.now()
	if at, ok := r.endedAt(p.settings.zone, attempt.Started, p.now()); ok && r.phase() != fax.Waiting {
		report.Receipt.At = at
	}
	report.Receipt.Detail = r.detail()
	if report.Phase == fax.Broken {
		report = broken(report, reasonOf(string(r.ErrorCode)))
	}
	return report
}

// broken leaves Counted false: what the service calls pages may be those it was given. Such a count is not
// believed where no fax machine was reached.
func broken(report fax.Report, why reason) fax.Report {
	report.Failure = why.cause.Failure(report.Receipt.Detail)
	if some := report.Confirmed < report.Expected; why.unreached && !some {
		report.Confirmed = 0
	}
	return report
}

// reference is the fax's number, or else the account code, by which it can be looked up too.
func (p *Provider) reference(attempt dispatch.Attempt, r record) string {
	for _, known := range []string{numberOf(attempt), r.id(), strings.TrimSpace(string(r.AccountCode))} {
		if known != "" {
			return known
		}
	}
	return ""
}

// numberOf is the fax's number that the receipt keeps; empty when there is none.
func numberOf(attempt dispatch.Attempt) string {
	if attempt.Receipt == nil || !isNumber(attempt.Receipt.Reference) {
		return ""
	}
	return attempt.Receipt.Reference
}

func (p *Provider) age(attempt dispatch.Attempt) time.Duration { return p.now().Sub(attempt.Started) }

// Find looks for the attempt's reference in the outbox. It never says False: see the package comment.
func (p *Provider) Find(ctx context.Context, attempt dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	const op = "srfax.find"
	found, ok, err := p.lookUp(ctx, op, attempt)
	switch {
	case err != nil:
		return dispatch.Unknown, dispatch.Receipt{}, webfax.Enquiry(op, err)
	case !ok:
		return dispatch.Unknown, dispatch.Receipt{}, nil
	}
	return dispatch.True, p.receipt(p.reference(attempt, found)), nil
}

// lookUp finds the attempt's fax by its number, else by its reference.
func (p *Provider) lookUp(ctx context.Context, op string, attempt dispatch.Attempt) (record, bool, error) {
	if id := numberOf(attempt); id != "" {
		records, err := p.list(ctx, op, "Get_FaxStatus", fields{"sFaxDetailsID": id})
		if err != nil {
			return record{}, false, err
		}
		if found, ok := theOne(records, attempt.ID); ok {
			return found, true, nil
		}
	}
	records, err := p.list(ctx, op, "Get_Fax_Outbox", p.period(attempt))
	if err != nil {
		return record{}, false, err
	}
	found, ok := best(records, attempt.ID)
	return found, ok, nil
}

// theOne is the record that was asked for by its number. One without an account code is believed; one
// with another's is somebody else's fax.
func theOne(records []record, attempt dispatch.ID) (record, bool) {
	if len(records) == 1 && !records[0].unknown() && strings.TrimSpace(string(records[0].AccountCode)) == "" {
		return records[0], true
	}
	return best(records, attempt)
}

// period is a few days around the order, in the account's zone and a day wider for one that is set wrong.
func (p *Provider) period(attempt dispatch.Attempt) fields {
	from, to := attempt.Started.Add(-day), attempt.Started.Add(redialling)
	if now := p.now(); to.After(now) {
		to = now
	}
	from, to = from.In(p.settings.zone), to.Add(day).In(p.settings.zone)
	return fields{"sPeriod": "RANGE", "sStartDate": from.Format(dayOnly), "sEndDate": to.Format(dayOnly)}
}

// list asks for records. Words that say that there are none are no failure.
func (p *Provider) list(ctx context.Context, op, action string, f fields) ([]record, error) {
	answer, err := p.ask(ctx, op, action, f)
	switch {
	case err != nil:
		return nil, err
	case answer.success:
		found, err := answer.records()
		if err != nil {
			return nil, webfax.Garbled(op)
		}
		return found, nil
	case containsAny(strings.ToLower(answer.words()), []string{"not found", "no fax"}):
		return nil, nil
	}
	return nil, answer.refusal(op)
}

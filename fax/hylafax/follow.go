package hylafax

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

const (
	// keptAtLeast is how long hfaxd shows a finished job before faxqclean may remove it: 15 minutes
	// unless told otherwise, less a margin for clocks that differ.
	keptAtLeast = 10 * time.Minute

	soonest = 2 * time.Second
	latest  = time.Minute
)

// Status reads the job's state. A job that is in neither queue is missing once it may have been cleaned
// away.
func (p *Provider) Status(ctx context.Context, attempt dispatch.Attempt) (fax.Report, error) {
	var report fax.Report
	err := p.within(ctx, "hylafax.status", func(s *session) error {
		e, ok, err := s.lookUp(ctx, attempt.ID)
		switch {
		case err != nil:
			return err
		case !ok:
			report = p.absent(attempt)
			return nil
		}
		report = p.report(attempt, e)
		if report.Phase == fax.Broken {
			report.Failure = s.reason(e)
		}
		return nil
	})
	if err != nil {
		return fax.Report{}, enquiry("hylafax.status", err)
	}
	return report, nil
}

func (p *Provider) absent(attempt dispatch.Attempt) fax.Report {
	report := fax.Report{Phase: fax.Missing, Receipt: dispatch.Receipt{Provider: providerName}}
	if attempt.Receipt != nil {
		report.Receipt = *attempt.Receipt
	}
	if age := p.age(attempt); age < keptAtLeast {
		report.Phase, report.Again = fax.Waiting, pause(age)
	}
	return report
}

func (p *Provider) report(attempt dispatch.Attempt, e entry) fax.Report {
	report := fax.Report{
		Phase: e.phase(), Confirmed: e.sent, Expected: e.expected, Counted: true, Receipt: p.receipt(e.id),
		Again: pause(p.age(attempt)),
	}
	report.Receipt.Detail = fax.CleanDetail(e.words)
	if attempt.Receipt != nil {
		report.Receipt.Bytes = attempt.Receipt.Bytes
	}
	if e.state == "D" && e.sent == e.total && e.total > e.expected && e.expected > 0 {
		report.Confirmed = e.expected // a server may add a cover page of its own when a call broke off
	}
	return report
}

func (p *Provider) age(attempt dispatch.Attempt) time.Duration {
	return p.config.Clock.Now().Sub(attempt.Started)
}

// pause grows with the age of a fax: a short one is followed closely, a busy line is left in peace.
func pause(age time.Duration) time.Duration { return min(max(age/4, soonest), latest) }

// reason is why a job failed. The words remain when the server does not tell its code.
func (s *session) reason(e entry) *dispatch.Failure {
	code := -1
	if err := s.choose(e); err == nil {
		if answer, err := s.command(213, "JPARM", "STATUSCODE"); err == nil {
			code = parseStatusCode(answer.text)
		}
	}
	return &dispatch.Failure{
		Kind: dispatch.KindRejected.String(), Code: reasonCode(code, e.words), Detail: fax.CleanDetail(e.words),
	}
}

func parseStatusCode(text string) int {
	code, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return -1
	}
	return code
}

// Find looks for the job in both queues. A suspended job is unknown: its session may be about to submit
// it. A job that is in neither certainly never came, but only as long as it could not have been cleaned
// away since.
func (p *Provider) Find(
	ctx context.Context, attempt dispatch.Attempt,
) (dispatch.Truth, dispatch.Receipt, error) {
	e, ok, err := p.lookUp(ctx, attempt.ID)
	switch {
	case err != nil:
		return dispatch.Unknown, dispatch.Receipt{}, enquiry("hylafax.find", err)
	case ok && e.state == "T":
		return dispatch.Unknown, dispatch.Receipt{}, nil
	case ok:
		return dispatch.True, p.receipt(e.id), nil
	case p.age(attempt) < keptAtLeast:
		return dispatch.False, dispatch.Receipt{}, nil
	}
	return dispatch.Unknown, dispatch.Receipt{}, nil
}

// Cancel kills the job. Pages that have gone are told by Status.
func (p *Provider) Cancel(ctx context.Context, attempt dispatch.Attempt) error {
	const op = "hylafax.cancel"
	e, ok, err := p.lookUp(ctx, attempt.ID)
	switch {
	case err != nil:
		return enquiry(op, err)
	case !ok:
		return &dispatch.Error{Op: op, Kind: dispatch.KindNotFound, Code: "fax_job_unknown", Certainty: dispatch.Maybe}
	case e.phase() != fax.Waiting:
		return &dispatch.Error{Op: op, Kind: dispatch.KindConflict, Code: "fax_too_late", Certainty: dispatch.Maybe}
	}
	err = p.kill(ctx, e)
	if _, declined := errors.AsType[*refused](err); declined {
		return &dispatch.Error{Op: op, Kind: dispatch.KindRejected, Code: "fax_cancel_refused", Certainty: dispatch.Maybe}
	}
	if err != nil {
		return enquiry(op, err)
	}
	return nil
}

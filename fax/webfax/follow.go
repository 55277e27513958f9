package webfax

import (
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// Uncounted is the cause of a failure after which nobody knows how many pages arrived. It promises nothing.
const Uncounted fax.Cause = "fax_failed_uncounted"

// Pause is until when a fax is asked for again: it grows with its age, from soonest to latest.
func Pause(age, soonest, latest time.Duration) time.Duration { return min(max(age/4, soonest), latest) }

// Waiting is a report of a fax of which nothing new is known.
func Waiting(provider string, attempt dispatch.Attempt, again time.Duration) fax.Report {
	report := fax.Report{Receipt: dispatch.Receipt{Provider: provider}, Again: again}
	if attempt.Receipt != nil {
		report.Receipt = *attempt.Receipt
	}
	return report
}

// Missing is the report, made final, of a fax that the service would certainly have shown by now.
func Missing(report fax.Report) fax.Report {
	report.Phase, report.Again = fax.Missing, 0
	return report
}

// Confirm says which of the expected pages of a report the service confirms. A page more, where the service
// confirms all of its own count, is a cover page that the account adds; the word for success alone, without
// pages, is worth nothing.
func Confirm(report *fax.Report, sent, total Count) {
	report.Confirmed = sent.N
	switch {
	case report.Phase == fax.Broken:
	case !sent.Known:
		report.Expected = 0
	case sent == total && total.N > report.Expected && report.Expected > 0:
		report.Confirmed = report.Expected
	}
}

// Unstoppable is the refusal of a service that has no call to stop a fax. It says first whether there was one
// to stop: KindNotFound, KindConflict when it has ended, KindRefused while it is under way. err is that of
// reading the fax, found whether the service shows it.
func Unstoppable(op string, phase fax.Phase, found bool, err error) error {
	switch {
	case err != nil:
		return Enquiry(op, err)
	case !found:
		return NotStopped(op, dispatch.KindNotFound, "fax_job_unknown")
	case phase != fax.Waiting:
		return NotStopped(op, dispatch.KindConflict, "fax_too_late")
	}
	return NotStopped(op, dispatch.KindRefused, "fax_cancel_unavailable")
}

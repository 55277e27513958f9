package fax

import (
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Phase is where a provider says that a fax stands.
type Phase uint8

// The phases. The zero value also stands for words that are not known.
const (
	Waiting    Phase = iota // not finished, or not understood
	Done                    // the provider calls it sent
	Broken                  // the provider gave up
	Missing                 // the provider no longer knows it
	HandedOver              // the provider tells people, not programs, how it ended
)

// Report is a provider's answer about a fax, before it is judged.
type Report struct {
	Phase     Phase
	Confirmed int               // pages that the receiving machine confirmed
	Expected  int               // pages that were given to the provider, cover page included; 0: not known
	Counted   bool              // the provider counts pages as they go, over all its calls: Confirmed 0 means none
	Failure   *dispatch.Failure // why it is Broken, or why the last call failed
	Receipt   dispatch.Receipt
	Again     time.Duration // when to ask again; 0: as the outbox likes
}

// Status judges the report. Delivered needs both the provider's word and every page; the word alone is
// worth nothing, for services have called a fax sent of which no page arrived.
func (r Report) Status() dispatch.Status {
	receipt := r.Receipt
	receipt.Pages = r.Confirmed
	status := dispatch.Status{State: dispatch.Accepted, Receipt: receipt, Failure: r.Failure}
	switch r.Phase {
	case Done:
		return r.done(status)
	case Broken:
		return r.broken(status)
	case Missing:
		return unsettled(status, "fax_outcome_lost")
	case HandedOver:
		return unsettled(status, "fax_handed_over")
	}
	status.Again = r.Again
	return status
}

func (r Report) done(status dispatch.Status) dispatch.Status {
	switch {
	case r.Expected <= 0 || r.Confirmed > r.Expected:
		return unsettled(status, "fax_pages_unknown")
	case r.Confirmed == r.Expected:
		status.State, status.Failure = dispatch.Delivered, nil
		return status
	case r.Confirmed > 0:
		return partial(status)
	}
	return ended(status, dispatch.Failed, "fax_no_pages")
}

func (r Report) broken(status dispatch.Status) dispatch.Status {
	if r.Confirmed > 0 {
		return partial(status)
	}
	status = ended(status, dispatch.Failed, string(NotExplained))
	cause := Cause(status.Failure.Code)
	status.Failure.Doubtful = status.Failure.Doubtful || cause.Doubtful()
	status.Retry = r.Counted && r.Confirmed == 0 && cause.Redial()
	return status
}

// partial keeps the provider's words, not its code: the sentences of those say that nothing arrived.
func partial(status dispatch.Status) dispatch.Status {
	failure := dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: "fax_partial"}
	if status.Failure != nil {
		failure.Detail = status.Failure.Detail
	}
	status.State, status.Failure = dispatch.Partial, &failure
	return status
}

// ended sets a final state; code is the reason when the provider gave none.
func ended(status dispatch.Status, state dispatch.State, code string) dispatch.Status {
	failure := dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: code}
	if status.Failure != nil && status.Failure.Code != "" {
		failure = *status.Failure
	}
	status.State, status.Failure = state, &failure
	return status
}

// unsettled stays accepted for good: a person must ask the recipient.
func unsettled(status dispatch.Status, code string) dispatch.Status {
	status.Settled = true
	status.Failure = &dispatch.Failure{Kind: dispatch.KindUncertain.String(), Code: code}
	return status
}

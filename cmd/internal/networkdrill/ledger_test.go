package networkdrill_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/souspli/souspli/cmd/internal/drilltest"
	"github.com/souspli/souspli/dispatch"
)

// ledger compares what a server really holds with what the log says of one dispatch.
type ledger struct {
	dispatch dispatch.Dispatch
	held     []drilltest.Arrival // all that the server holds
	sha256   string              // of what was sent
	asks     bool                // the server can be asked whether an attempt arrived
}

// copies are the arrivals under the reference of one of the dispatch's attempts.
func (l ledger) copies() (n int) {
	for _, a := range l.dispatch.Attempts {
		n += len(l.under(a.ID))
	}
	return n
}

func (l ledger) under(attempt dispatch.ID) (found []drilltest.Arrival) {
	for _, a := range l.held {
		if strings.HasPrefix(string(attempt), a.Reference) {
			found = append(found, a)
		}
	}
	return found
}

// breaches are the laws that the log broke.
func (l ledger) breaches() (all []string) {
	if n := l.copies(); n > 1 {
		all = append(all, fmt.Sprintf("stands %d times", n))
	}
	for _, a := range l.dispatch.Attempts {
		all = append(all, l.wrongAttempt(a)...)
	}
	if wrong := l.wrongState(); wrong != "" {
		all = append(all, wrong)
	}
	return all
}

// wrongAttempt is what the log says of an attempt against what arrived.
func (l ledger) wrongAttempt(a dispatch.Attempt) (all []string) {
	arrived := l.under(a.ID)
	for _, one := range arrived {
		if one.SHA256 != l.sha256 {
			all = append(all, "what arrived is not what was sent")
		}
	}
	switch {
	case a.Certainty == dispatch.Sent && l.copies() == 0:
		all = append(all, fmt.Sprintf("attempt %d counts as sent, and nothing arrived", a.N))
	case a.Certainty == dispatch.Unsent && len(arrived) > 0:
		all = append(all, fmt.Sprintf("attempt %d counts as unsent, and arrived", a.N))
	}
	return all
}

// wrongState is what the dispatch is called against what arrived.
func (l ledger) wrongState() string {
	arrived := l.copies() > 0
	switch d := l.dispatch; d.State {
	case dispatch.Accepted, dispatch.Delivered:
		if !arrived {
			return fmt.Sprintf("is %s, and lost", d.State)
		}
	case dispatch.Failed:
		if arrived {
			return "is failed, and arrived"
		}
	case dispatch.Uncertain:
		return l.wrongDoubt(arrived)
	default:
		return fmt.Sprintf("never came to rest: %s", d.State)
	}
	return ""
}

// wrongDoubt is an unknown that could be known.
func (l ledger) wrongDoubt(arrived bool) string {
	doubtful := func(a dispatch.Attempt) bool { return a.Certainty == dispatch.Maybe }
	switch {
	case !slices.ContainsFunc(l.dispatch.Attempts, doubtful):
		return "is unknown without an attempt in doubt"
	case l.asks && arrived:
		return "is unknown, and the server could have told"
	}
	return ""
}

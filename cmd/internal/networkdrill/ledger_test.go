package networkdrill_test

import (
	"fmt"
	"strings"

	"github.com/souspli/souspli/dispatch"
)

// ledger compares what a server really holds with what the log says of one dispatch.
type ledger struct {
	dispatch dispatch.Dispatch
	held     []arrival // all that the server holds
	sha256   string    // of what was sent
	asks     bool      // the server can be asked whether an attempt arrived
}

// copies are the arrivals under the reference of one of the dispatch's attempts.
func (l ledger) copies() (n int) {
	for _, a := range l.dispatch.Attempts {
		n += len(l.under(a.ID))
	}
	return n
}

func (l ledger) under(attempt dispatch.ID) (found []arrival) {
	for _, a := range l.held {
		if strings.HasPrefix(string(attempt), a.reference) {
			found = append(found, a)
		}
	}
	return found
}

// breaches are the laws that the log broke.
func (l ledger) breaches() (all []string) {
	copies, d := l.copies(), l.dispatch
	say := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	if copies > 1 {
		say("stands %d times", copies)
	}
	doubts := false
	for _, a := range d.Attempts {
		for _, arrived := range l.under(a.ID) {
			if arrived.sha256 != l.sha256 {
				say("what arrived is not what was sent")
			}
		}
		switch {
		case a.Certainty == dispatch.Sent && copies == 0:
			say("attempt %d counts as sent, and nothing arrived", a.N)
		case a.Certainty == dispatch.Unsent && len(l.under(a.ID)) > 0:
			say("attempt %d counts as unsent, and arrived", a.N)
		case a.Certainty == dispatch.Maybe:
			doubts = true
		}
	}
	switch arrived := copies > 0; {
	case (d.State == dispatch.Accepted || d.State == dispatch.Delivered) && !arrived:
		say("is %s, and lost", d.State)
	case d.State == dispatch.Failed && arrived:
		say("is failed, and arrived")
	case d.State == dispatch.Uncertain && !doubts:
		say("is unknown without an attempt in doubt")
	case d.State == dispatch.Uncertain && l.asks && arrived:
		say("is unknown, and the server could have told")
	case d.State == dispatch.Queued && !d.AwaitsPerson(), d.State == dispatch.Sending:
		say("never came to rest: %s", d.State)
	}
	return all
}

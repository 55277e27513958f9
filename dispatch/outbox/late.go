package outbox

import (
	"time"

	"github.com/souspli/souspli/dispatch"
)

// tellLate stores that an attempt is known to have been sent although its dispatch went on without it:
// another program or a person came first. An unknown becomes accepted; elsewhere the attempt alone is
// corrected, so that nobody sends it again unknowingly.
func (r *runner) tellLate(t dispatch.Transition) {
	for _, from := range []dispatch.State{
		dispatch.Uncertain, dispatch.Queued, dispatch.Sending, dispatch.Failed, dispatch.Cancelled,
	} {
		late := t
		late.From, late.To, late.Holder = from, from, ""
		late.Event.Details = attemptDetails(*t.Attempt)
		late.Event.Details["late"] = "true"
		switch from {
		case dispatch.Uncertain:
			late.To = dispatch.Accepted
		case dispatch.Queued:
			late.NextAt = r.Clock.Now()
		default:
			late.NextAt = time.Time{}
		}
		if r.keepLate(late) {
			r.Log.Warn("an attempt was known to be sent only late", "dispatch", t.Dispatch, "state", late.To)
			return
		}
	}
}

// keepLate stores a late transition and reports false when the dispatch is not in its state.
func (r *runner) keepLate(t dispatch.Transition) bool {
	for wait := keepFirst; ; wait = min(2*wait, keepMost) {
		err := r.apply(r.store, t)
		switch dispatch.KindOf(err) {
		case dispatch.KindConflict, dispatch.KindNotFound:
			return false
		}
		if err == nil {
			return true
		}
		r.logError("a late result could not be stored", err, "dispatch", t.Dispatch)
		select {
		case <-r.quit:
			return false
		case <-r.Clock.After(wait):
		}
	}
}

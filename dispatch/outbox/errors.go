package outbox

import "github.com/souspli/souspli/dispatch"

// The codes of the outbox's own errors and failures.
const (
	CodeBusy        = "outbox_busy"         // another program, or this one, is sending
	CodeStopped     = "outbox_stopped"      // stopped before everything due was tried
	CodeInterrupted = "attempt_interrupted" // found open when the lease was taken
	CodePanicked    = "attempt_panicked"    // a fault of the program while it ran
	CodeNotStarted  = "attempt_not_started" // its start could not be stored
	CodeNotFound    = "not_found_there"     // the other side certainly never got it
	CodeGoesOn      = "upload_goes_on"      // nobody got it, and its upload goes on where a stop cut it off
	CodeOverdue     = "outcome_overdue"     // taken, and after a day no end is known
)

func (o *Outbox) fail(kind dispatch.Kind, code string, cause error) error {
	return &dispatch.Error{Op: "outbox.run", Kind: kind, Code: code, Certainty: dispatch.Unsent, Err: cause}
}

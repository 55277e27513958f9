package fax

import "github.com/souspli/souspli/dispatch"

// Cause is why a fax did not arrive: the one vocabulary that every provider's words are put into. It is the
// code of its sentence. A code that is none of these promises nothing: no other call, no doubt.
type Cause string

// The causes.
const (
	Busy          Cause = "fax_busy"
	NoAnswer      Cause = "fax_no_answer"
	Congestion    Cause = "fax_congestion"     // the network could not put the call through
	NoCarrier     Cause = "fax_no_carrier"     // answered, and no fax machine was heard
	NotAFax       Cause = "fax_not_a_fax"      // a person or an answering machine
	NumberDead    Cause = "fax_number_dead"    // nobody has it, or no longer
	NumberRefused Cause = "fax_number_refused" // the provider or the network does not call it
	Dropped       Cause = "fax_dropped"        // the call broke off
	Rejected      Cause = "fax_rejected"       // the other machine refused a page, or went away
	LineDown      Cause = "fax_line"           // the provider's own
	Unprepared    Cause = "fax_unprepared"     // a document that the provider cannot print
	Unreached     Cause = "fax_unreached"      // every permitted call was made; why they failed is not told
	Expired       Cause = "fax_expired"        // the time given to the fax ran out
	Killed        Cause = "fax_killed"         // a person stopped it
	NotExplained  Cause = "fax_failed"
)

// Redial reports whether calling again later may help and cannot repeat a page: no call ever got through.
// A dropped call is left out, for a page may be printed that nobody confirmed; and so is whatever a person
// heard at the other end.
func (c Cause) Redial() bool { return c == Busy || c == NoAnswer || c == Congestion }

// Doubtful reports whether the number itself may be wrong, so that no other fax should go there before a
// person has verified it.
func (c Cause) Doubtful() bool {
	return c == NoCarrier || c == NotAFax || c == NumberDead || c == NumberRefused
}

// Failure is the cause as a receipt keeps it, with the provider's own words or code, which it cleans.
func (c Cause) Failure(words string) *dispatch.Failure {
	return &dispatch.Failure{
		Kind: dispatch.KindRejected.String(), Code: string(c), Detail: CleanDetail(words), Doubtful: c.Doubtful(),
	}
}

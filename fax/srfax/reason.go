package srfax

import (
	"strings"

	"github.com/souspli/souspli/fax"
)

// reason is why a fax failed.
type reason struct {
	cause     fax.Cause
	unreached bool // no fax machine was ever spoken to
}

// reasons are words of ErrorCode, an open set in which Busy, No Answer and No Remote Fax come most.
var reasons = []struct {
	words  []string
	reason reason
}{
	{[]string{"busy"}, reason{fax.Busy, true}},
	{[]string{"no answer"}, reason{fax.NoAnswer, true}},
	{[]string{"congestion", "circuits"}, reason{fax.Congestion, true}},
	{[]string{"human", "voice", "person answered"}, reason{fax.NotAFax, true}},
	{[]string{"no remote fax", "no fax", "no carrier"}, reason{fax.NoCarrier, true}},
	{[]string{"not in service", "unallocated", "invalid number"}, reason{fax.NumberDead, true}},
	{[]string{"blocked", "not permitted"}, reason{fax.NumberRefused, true}},
	{[]string{"convert", "conversion"}, reason{fax.Unprepared, true}},
	{[]string{"cancel", "stopped"}, reason{fax.Killed, false}},
	{[]string{"dropped", "hung up"}, reason{fax.Dropped, false}},
	{[]string{"remote", "disconnect"}, reason{fax.Rejected, false}},
}

// reasonOf is fax.NotExplained for words that are not known.
func reasonOf(words string) reason {
	words = strings.ToLower(words)
	for _, known := range reasons {
		if containsAny(words, known.words) {
			return known.reason
		}
	}
	return reason{cause: fax.NotExplained}
}

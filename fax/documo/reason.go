package documo

import (
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

// phases are the words for an end. All others, known or not, leave a fax under way: processing, queued,
// scheduled, transmitting, retrying.
var phases = map[string]fax.Phase{
	"success": fax.Done, "succeeded": fax.Done, "successful": fax.Done, "sent": fax.Done, "delivered": fax.Done,
	"complete": fax.Done, "completed": fax.Done,
	"failed": fax.Broken, "failure": fax.Broken, "fail": fax.Broken, "error": fax.Broken, "rejected": fax.Broken,
	"undelivered": fax.Broken, "canceled": fax.Broken, "cancelled": fax.Broken, "expired": fax.Broken,
	"partial": fax.Broken, "partial success": fax.Broken, "partially sent": fax.Broken,
	"busy": fax.Broken, "no answer": fax.Broken,
}

func (r record) phase() fax.Phase {
	word := strings.NewReplacer("_", " ", "-", " ").Replace(strings.ToLower(strings.TrimSpace(string(r.Status))))
	return phases[word]
}

// reasons are words of failures, the more telling first. Apart says that the call never came to a page.
var reasons = []struct {
	words string
	cause fax.Cause
	apart bool
}{
	{"cancel", fax.Killed, false},
	{"busy", fax.Busy, true},
	{"no answer", fax.NoAnswer, true},
	{"not answer", fax.NoAnswer, true},
	{"ring timeout", fax.NoAnswer, true},
	{"congestion", fax.Congestion, true},
	{"not in service", fax.NumberDead, true},
	{"disconnected number", fax.NumberDead, true},
	{"unallocated", fax.NumberDead, true},
	{"invalid number", fax.NumberDead, true},
	{"human", fax.NotAFax, true},
	{"voice", fax.NotAFax, true},
	{"not a fax", fax.NotAFax, true},
	{"no fax", fax.NotAFax, true},
	{"no carrier", fax.NoCarrier, true},
	{"no remote fax", fax.NoCarrier, true},
	{"convert", fax.Unprepared, true},
	{"conversion", fax.Unprepared, true},
	{"expired", fax.Expired, false},
	{"partial", fax.Rejected, false},
	{"dropped", fax.Dropped, false},
	{"disconnect", fax.Rejected, false},
	{"hung up", fax.Rejected, false},
	{"remote", fax.Rejected, false},
}

// words are what the service says of the result.
func (r record) words() string {
	return fax.CleanDetail(strings.Join([]string{
		string(r.Status), string(r.ResultCode), string(r.ResultInfo), string(r.ErrorCode), string(r.ErrorInfo),
	}, " "))
}

// cause is why a fax failed, and whether the call never came to a page.
func (r record) cause() (fax.Cause, bool) {
	words := strings.ToLower(r.words())
	for _, known := range reasons {
		if strings.Contains(words, known.words) {
			return known.cause, known.apart
		}
	}
	return fax.NotExplained, false
}

// failure is why a fax failed. What came without a count of pages may have left some, unless its cause
// excludes that.
func (r record) failure() *dispatch.Failure {
	cause, apart := r.cause()
	if !r.PagesComplete.Known && !apart {
		cause = webfax.Uncounted
	}
	return cause.Failure(r.words())
}

// counted reports whether no page told means that none arrived: the call never came to one, and there was no
// other call before it.
func (r record) counted() bool {
	_, apart := r.cause()
	return apart && r.PagesComplete.Known && r.Attempts.Known && r.Attempts.N <= 1
}

package sinch

import (
	"strconv"
	"strings"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

// phase reads the service's four states. Words that are not known leave a fax under way.
func (r record) phase() fax.Phase {
	switch strings.ToUpper(strings.TrimSpace(string(r.Status))) {
	case "COMPLETED":
		return fax.Done
	case "FAILURE":
		return fax.Broken
	}
	return fax.Waiting
}

// The types of errors whose codes are known. The same number means different things in two of them.
const (
	callError       = "CALL_ERROR"
	faxError        = "FAX_ERROR"
	conversionError = "DOCUMENT_CONVERSION_ERROR"
)

// unpaid is a cause of this service's own, which promises nothing.
const unpaid fax.Cause = "fax_account_unpaid"

// reason is what an error of the service means for us. Apart says that the call never came to a page.
type reason struct {
	cause fax.Cause
	apart bool
}

var callReasons = map[int]reason{
	11: {fax.Dropped, false},   // prematurely
	15: {fax.Congestion, true}, // congestion
	16: {fax.NoAnswer, true},   // rang too long
	17: {fax.Busy, true},       //
	19: {fax.NoCarrier, true},  // hung up at once
	30: {fax.NoAnswer, true},   // no answer from a fax machine
	32: {fax.NoCarrier, true},  // incompatible destination
	34: {fax.NumberDead, true}, // number not operational
	43: {fax.Congestion, true}, // no connection
	49: {fax.NumberDead, true}, // number not active
}

var faxReasons = map[int]reason{
	6:   {fax.Rejected, false}, // trouble with the far side
	7:   {fax.Rejected, true},  // far side takes no image of the size
	8:   {fax.Rejected, false}, // no response after a page
	10:  {fax.Rejected, false}, // gave up after the permitted retries
	12:  {fax.Rejected, true},  // no response to DCS or TCF
	13:  {fax.NoCarrier, true},
	14:  {fax.NoCarrier, true}, // no first message
	18:  {fax.Rejected, false},
	20:  {fax.Rejected, false},
	21:  {fax.Rejected, false}, // disconnected after a page
	22:  {fax.Rejected, true},  // bad response to training
	25:  {fax.Rejected, true},  // far side takes no image of the resolution
	26:  {fax.NoCarrier, true},
	28:  {fax.Rejected, true}, // training failed
	29:  {fax.Rejected, false},
	31:  {fax.Rejected, true},  // incompatible machine
	38:  {fax.Rejected, true},  // hung up before receiving
	40:  {fax.LineDown, false}, // telephony
	41:  {fax.Rejected, true},  // disconnected while waiting for DCS or DIS
	44:  {fax.LineDown, false}, // telephony
	46:  {unpaid, true},
	48:  {fax.NoAnswer, false}, // or out of paper
	53:  {fax.Rejected, false},
	60:  {fax.Rejected, false},
	63:  {fax.Rejected, false},
	68:  {fax.Rejected, true}, // incompatible machine
	75:  {fax.Killed, false},  // cancelled by a user
	76:  {fax.Expired, false}, // cancelled by time
	77:  {fax.Rejected, false},
	80:  {fax.Rejected, true},  // disconnected while waiting for DIS
	82:  {fax.Rejected, false}, // trouble with the far side
	84:  {fax.Rejected, false},
	113: {fax.Unprepared, true}, // the file was deleted
	117: {fax.Rejected, true},   // no pages received
	131: {fax.Rejected, false},  // incomplete transmission
	132: {fax.NotAFax, true},    // no fax tone: a person, or a machine of another kind
	133: {fax.NumberRefused, true},
}

// reason of a failure; what is not known may have left pages behind.
func (r record) reason() reason {
	known, ok := reason{}, false
	switch strings.ToUpper(string(r.ErrorType)) {
	case callError:
		known, ok = callReasons[r.ErrorCode.N]
	case faxError:
		known, ok = faxReasons[r.ErrorCode.N]
	case conversionError:
		known, ok = reason{fax.Unprepared, true}, true
	}
	if !ok {
		return reason{fax.NotExplained, false}
	}
	return known
}

// words are what the service says of the result.
func (r record) words() string {
	parts := []string{string(r.Status), string(r.ErrorType)}
	if r.ErrorCode.Known {
		parts = append(parts, strconv.Itoa(r.ErrorCode.N))
	}
	return fax.CleanDetail(strings.Join(append(parts, string(r.ErrorMessage)), " "))
}

// failure is why a fax failed. What came without a count of pages may have left some, unless its reason
// excludes that.
func (r record) failure() *dispatch.Failure {
	why := r.reason()
	if !r.PagesSent.Known && !why.apart {
		why.cause = webfax.Uncounted
	}
	return why.cause.Failure(r.words())
}

// counted reports whether no page told means that none arrived: the call never came to one, and there was no
// other call before it.
func (r record) counted() bool {
	return r.PagesSent.Known && r.Retries == webfax.Count{N: 0, Known: true} && r.reason().apart
}

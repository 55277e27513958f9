package desk

import (
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Done is what a person says of a dispatch that they carried themselves. The zero value says that whoever records it
// did it just now.
type Done struct {
	At    time.Time // zero: now
	By    string    // empty: whoever records it
	Note  string    // such as a confirmation number
	Pages int       // on the report of a fax machine; 0: not said
}

// mostSheets is more than a fax machine sends at once.
const mostSheets = 10_000

// clockSlack is how far the clocks of two computers may differ.
const clockSlack = 2 * time.Minute

// validateDone refuses what cannot have happened.
func (d *Desk) validateDone(done Done) error {
	switch {
	case done.At.After(d.config.Now().Add(clockSlack)):
		return invalid("done_in_future", "done")
	case done.Pages < 0 || done.Pages > mostSheets:
		return invalid("unknown_value", "done_pages")
	}
	return printable(map[string]string{"done": done.By, "note": done.Note})
}

// doneDetails are what the log keeps of it. The event itself is of when it was recorded.
func (d *Desk) doneDetails(done Done, channel dispatch.ChannelKind) map[string]string {
	at := done.At
	if at.IsZero() {
		at = d.config.Now()
	}
	details := map[string]string{"done_at": at.UTC().Format(time.RFC3339)}
	if by := strings.TrimSpace(done.By); by != "" {
		details["done_by"] = by
	}
	if note := strings.TrimSpace(done.Note); note != "" {
		details["note"] = note
	}
	if channel == dispatch.TraditionalFax && done.Pages > 0 {
		details["done_pages"] = strconv.Itoa(done.Pages)
	}
	return details
}

package srfax

import (
	"strconv"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax"
)

// record is a fax as the service tells it. Numbers, names and subjects are not read.
type record struct {
	FileName    text // 20261123083000-1234-1_0|389091764
	SentStatus  text
	DateSent    text // Nov 23/26 08:31 AM, in the account's zone
	EpochTime   text
	Pages       text
	ErrorCode   text
	AccountCode text
}

// id is the fax's number, behind the bar of its file name.
func (r record) id() string {
	_, id, _ := strings.Cut(string(r.FileName), "|")
	if id = strings.TrimSpace(id); !isNumber(id) {
		return ""
	}
	return id
}

// phase reads the words In Progress, Sending Email, Sent and Failed. Others are waited out.
func (r record) phase() fax.Phase {
	switch strings.ToLower(strings.TrimSpace(string(r.SentStatus))) {
	case "sent":
		return fax.Done
	case "failed":
		return fax.Broken
	}
	return fax.Waiting
}

// unknown is how the service says that it has no such fax, beside saying so in words.
func (r record) unknown() bool {
	return strings.EqualFold(strings.TrimSpace(string(r.SentStatus)), "unknown")
}

// pages is zero when the service does not say.
func (r record) pages() int {
	pages, err := strconv.ParseUint(strings.TrimSpace(string(r.Pages)), 10, 16)
	if err != nil {
		return 0
	}
	return int(pages)
}

func (r record) detail() string {
	words := []string{string(r.SentStatus), string(r.ErrorCode)}
	if words[1] == "" {
		words = words[:1]
	}
	return fax.CleanDetail(strings.Join(words, ": "))
}

// dateLayout is how the service writes a moment.
const dateLayout = "Jan 02/06 03:04 PM"

// clockSkew is how far the service's clock may be from ours.
const clockSkew = 5 * time.Minute

// endedAt is when the fax ended, if what the service says can be true: EpochTime, else DateSent.
func (r record) endedAt(zone *time.Location, started, now time.Time) (time.Time, bool) {
	var told []time.Time
	if epoch, err := strconv.ParseInt(strings.TrimSpace(string(r.EpochTime)), 10, 64); err == nil {
		told = append(told, time.Unix(epoch, 0).UTC())
	}
	if date, err := time.ParseInLocation(dateLayout, strings.TrimSpace(string(r.DateSent)), zone); err == nil {
		told = append(told, date.UTC())
	}
	for _, at := range told {
		if !at.Before(started.Add(-clockSkew)) && !at.After(now.Add(clockSkew)) {
			return at, true
		}
	}
	return time.Time{}, false
}

// best chooses among the records of one attempt: one that arrived, else one that may still, else any.
func best(records []record, attempt dispatch.ID) (found record, ok bool) {
	rank := map[fax.Phase]int{fax.Broken: 1, fax.Waiting: 2, fax.Done: 3}
	for _, r := range records {
		if _, ours := pagesOf(string(r.AccountCode), attempt); !ours || r.unknown() {
			continue
		}
		if !ok || rank[r.phase()] > rank[found.phase()] {
			found, ok = r, true
		}
	}
	return found, ok
}

package xmfax

import (
	"context"
	"strconv"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	pageSize  = 100
	mostAsked = 20 // pages of one listing
	// The vendor's samples count from 1 where a time is searched for and from 0 elsewhere.
	firstIndex = 1

	// clocksApart is how far the service's clock may be from ours, and how long a request may lie.
	clocksApart = 15 * time.Minute
	// longestSubmission bounds when a fax was submitted whose attempt has no end.
	longestSubmission = 3 * time.Hour
	// lookBack is how far before an attempt other faxes are looked for that prove what lists show.
	lookBack = 24 * time.Hour

	timeFormat = "2006-01-02T15:04:05.000Z"
	// unmistakable is the length, in characters, of an identifier that no counter reaches.
	unmistakable = 16
)

// queue is one of the service's two lists.
type queue struct {
	find   string
	sorted bool // as in the vendor's sample
}

var (
	outgoing = queue{find: "findOutgoingFaxesAdvanced"}
	outbound = queue{find: "findOutboundFaxesAdvanced", sorted: true}
)

// window is a span of times of submission.
type window struct{ from, to time.Time }

func (p *Provider) windowOf(attempt dispatch.Attempt) window {
	end := attempt.Ended
	if end.IsZero() {
		end = p.now()
		if latest := attempt.Started.Add(longestSubmission); end.After(latest) {
			end = latest
		}
	}
	return window{attempt.Started.Add(-clocksApart), end.Add(clocksApart)}
}

// listing is what one list shows of a window.
type listing struct {
	records  []record
	known    map[string]bool // by identifier
	complete bool
}

// list reads a list until wanted stands on it or its end is seen. Pages overlap by one record, which shows
// that the service counts as we do and that nothing moved in between; otherwise the listing is not complete.
func (p *Provider) list(ctx context.Context, q queue, w window, wanted func(record) bool) (listing, error) {
	l := listing{known: map[string]bool{}}
	for start := firstIndex; !l.complete && len(l.records) < pageSize*mostAsked; {
		page, err := p.page(ctx, q, w, start, pageSize)
		if err != nil {
			return l, err
		}
		if !l.add(page) {
			return l, nil
		}
		if l.has(wanted) {
			return l, nil
		}
		start = firstIndex + len(l.records) - 1
	}
	return l, p.addZeroth(ctx, q, w, &l)
}

// add takes a page over and reports false when it does not go on where the last one ended.
func (l *listing) add(page []record) bool {
	if len(l.records) > 0 && (len(page) == 0 || page[0].id != l.records[len(l.records)-1].id) {
		return false
	}
	before := len(l.records)
	l.merge(page)
	l.complete = len(l.records) == before
	return true
}

func (l *listing) merge(page []record) {
	for _, r := range page {
		if !l.known[r.id] {
			l.known[r.id] = true
			l.records = append(l.records, r)
		}
	}
}

func (l *listing) has(wanted func(record) bool) bool {
	for _, r := range l.records {
		if wanted(r) {
			return true
		}
	}
	return false
}

// addZeroth asks for the record before the first, where the service counts from 0. One that counts from 1
// shows the first again, or refuses.
func (p *Provider) addZeroth(ctx context.Context, q queue, w window, l *listing) error {
	page, err := p.page(ctx, q, w, firstIndex-1, 1)
	if faulted(err) {
		return nil
	}
	l.merge(page)
	return err
}

func (p *Provider) page(ctx context.Context, q queue, w window, start, most int) ([]record, error) {
	fields := []string{
		leaf("userId", p.user), leaf("startIndex", strconv.Itoa(start)), leaf("maxCount", strconv.Itoa(most)),
	}
	if q.sorted {
		fields = append(fields, group("sortInfo", leaf("sortProperty", "SubmittedTime"), leaf("ascending", "true")))
	}
	fields = append(fields, group("searchInfo", group("submittedTime",
		leaf("begin", w.from.UTC().Format(timeFormat)), leaf("end", w.to.UTC().Format(timeFormat)))))
	content, err := p.call(ctx, operation{name: q.find, body: request(q.find, fields...)})
	if err != nil {
		return nil, err
	}
	return records(content)
}

// sought recognises a fax by our ID, or by an identifier that cannot be another's.
func sought(attempt dispatch.Attempt) func(record) bool {
	id := ""
	if attempt.Receipt != nil {
		id = webfax.ParseReference(attempt.Receipt.Reference).ID
	}
	return func(r record) bool {
		if r.attempt != "" {
			return r.attempt == attempt.ID
		}
		return r.id == id && len(id) >= unmistakable
	}
}

// lookUp is what both lists say of an attempt.
type lookUp struct {
	record            *record
	queued            bool
	outgoing, history listing
}

// lookUp reads the queue before the history, so that a fax that ends meanwhile is not missed.
func (p *Provider) lookUp(ctx context.Context, attempt dispatch.Attempt, w window) (lookUp, error) {
	var l lookUp
	var err error
	wanted := sought(attempt)
	if l.outgoing, err = p.list(ctx, outgoing, w, wanted); err != nil {
		return l, err
	}
	if l.record = l.outgoing.last(wanted); l.record != nil {
		l.queued = true
		return l, nil
	}
	l.history, err = p.list(ctx, outbound, w, wanted)
	l.record = l.history.last(wanted)
	return l, err
}

// last is the newest record that is wanted: a person may have had a fax sent again at the service.
func (l *listing) last(wanted func(record) bool) *record {
	for i := len(l.records) - 1; i >= 0; i-- {
		if wanted(l.records[i]) {
			return &l.records[i]
		}
	}
	return nil
}

func (l lookUp) complete() bool { return l.outgoing.complete && l.history.complete }

package sinch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/webservice"
	"github.com/souspli/souspli/fax"
	"github.com/souspli/souspli/fax/webfax"
)

const (
	listRows  = 100 // a page
	listPages = 10
	listBytes = 2 << 20 // of a page

	// provenAfter is when a fax that was taken is certainly listed, and provenUntil when a list still goes
	// back that far: the service's are of a week.
	provenAfter = 5 * time.Minute
	provenUntil = 6 * 24 * time.Hour
	// clocksDiffer is how much the service's clock may be behind ours.
	clocksDiffer = time.Hour
)

// list is what was read of the faxes sent within a week.
type list struct {
	faxes map[string]record // by name
	whole bool
}

// readList reads the list that filter narrows, page by page.
func (p *Provider) readList(ctx context.Context, op string, filter url.Values) (list, error) {
	all := list{faxes: map[string]record{}}
	filter.Set("direction", "OUTBOUND")
	filter.Set("pageSize", strconv.Itoa(listRows))
	for range listPages {
		body, err := p.service.Exchange(ctx, op, webservice.Request{Path: p.path(""), Query: filter, Limit: listBytes})
		if err != nil {
			return list{}, err
		}
		page, err := parseList(body)
		if err != nil {
			return list{}, webfax.Garbled(op)
		}
		if more := all.add(page); !more {
			return all, nil
		}
		filter.Set("page", strconv.Itoa(page.Page.N+1))
	}
	return all, nil
}

// add reports whether another page is worth asking for. The list is whole when it has as many faxes as the
// service counts, or when it has come to an empty page.
func (l *list) add(page listing) (more bool) {
	before := len(l.faxes)
	for _, r := range *page.Faxes {
		l.faxes[r.ID] = r
	}
	l.whole = len(*page.Faxes) == 0 || page.Total.Known && len(l.faxes) >= page.Total.N
	return !l.whole && len(l.faxes) > before && page.Page.Known
}

// find gives the fax with the attempt's label.
func (l list) find(attempt dispatch.ID) (record, bool) {
	for _, r := range l.faxes {
		if r.attempt() == attempt && attempt.Valid() {
			return r, true
		}
	}
	return record{}, false
}

// rulesOut reports whether the attempt is certainly not among the service's faxes. A list proves that only
// when it also shows that labels are told and that what has ended stays listed.
func (l list) rulesOut(attempt dispatch.Attempt, now time.Time) bool {
	if age := now.Sub(attempt.Started); !l.whole || age < provenAfter || age > provenUntil {
		return false
	}
	proven := false
	for _, r := range l.faxes {
		before := !r.created().IsZero() && r.created().Before(attempt.Started.Add(-clocksDiffer))
		if !before && r.attempt() == "" {
			return false // it may be ours
		}
		proven = proven || before && r.attempt().Valid() && r.phase() != fax.Waiting
	}
	return proven
}

// lookUp looks for the attempt's fax: first in the list narrowed to its label, then in the list of all, in
// case the service narrows otherwise than it is thought to.
func (p *Provider) lookUp(ctx context.Context, op string, attempt dispatch.ID) (record, list, bool, error) {
	narrowed, err := p.readList(ctx, op, url.Values{"labels[" + labelAttempt + "]": {string(attempt)}})
	if err != nil && !unknownFilter(err) {
		return record{}, list{}, false, err
	}
	if found, ok := narrowed.find(attempt); ok {
		return found, narrowed, true, nil
	}
	all, err := p.readList(ctx, op, url.Values{})
	if err != nil {
		return record{}, list{}, false, err
	}
	found, ok := all.find(attempt)
	return found, all, ok, nil
}

func unknownFilter(err error) bool {
	return errors.Is(err, webfax.HTTPStatus(http.StatusBadRequest)) || errors.Is(err, webfax.HTTPStatus(http.StatusUnprocessableEntity))
}

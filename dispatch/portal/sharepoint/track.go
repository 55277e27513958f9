package sharepoint

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

// Track tells what became of a deposit: whether anybody opened a document, and whether access goes on. The service
// counts openings and tells no date: Fetched is when it was first heard of.
func (c *Channel) Track(ctx context.Context, attempt dispatch.Attempt) (dispatch.Status, error) {
	const op = "portal.track"
	if !attempt.ID.Valid() || attempt.Receipt == nil {
		return dispatch.Status{}, invalid(op, "attempt", "portal_attempt_invalid")
	}
	status, err := c.track(ctx, attempt)
	if err != nil {
		return status, portal.Unsettled(op, dispatch.KindOf(err), "portal_not_told", err)
	}
	return status, nil
}

func (c *Channel) track(ctx context.Context, attempt dispatch.Attempt) (dispatch.Status, error) {
	status := dispatch.Status{State: dispatch.Accepted, Receipt: *attempt.Receipt}
	status.Receipt.At = c.config.Now()
	_, deposit, err := c.places(ctx, attempt.ID)
	if err != nil {
		return status, err
	}
	var given []permission
	if deposit.exists() {
		if given, err = c.graph.accesses(ctx, deposit.ID); err != nil {
			return status, err
		}
		if err = c.addFetches(ctx, deposit.ID, &status.Receipt); err != nil {
			return status, err
		}
	}
	if len(given) > 0 {
		status.Receipt.Expires = given[0].expires()
	}
	return ended(status, len(given) > 0), nil
}

// ended says how a deposit stands. What was fetched arrived, whatever came after.
func ended(status dispatch.Status, open bool) dispatch.Status {
	r := &status.Receipt
	over := !r.Expires.IsZero() && !r.At.Before(r.Expires)
	if !open && !over && r.Revoked.IsZero() {
		r.Revoked = r.At.UTC().Truncate(time.Second)
	}
	switch {
	case !r.Fetched.IsZero():
		status.State = dispatch.Delivered
	case over:
		status.State, status.Failure = dispatch.Failed, lost("portal_expired")
	case !open:
		status.State, status.Failure = dispatch.Failed, lost("portal_revoked")
	}
	return status
}

func lost(code string) *dispatch.Failure {
	return &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: code}
}

// addFetches counts how often the documents were opened. The message and the manifest are not the document.
func (c *Channel) addFetches(ctx context.Context, deposit string, r *dispatch.Receipt) error {
	files, err := c.graph.children(ctx, deposit)
	if err != nil {
		return err
	}
	fetches := 0
	for _, f := range files {
		if !strings.HasPrefix(f.Name, "document-") {
			continue
		}
		n, err := c.graph.opened(ctx, f.ID)
		if err != nil {
			return err
		}
		fetches += n
	}
	r.Fetches = max(r.Fetches, fetches)
	if r.Fetches > 0 && r.Fetched.IsZero() {
		r.Fetched = r.At.UTC().Truncate(time.Second)
	}
	return nil
}

// mostOpened bounds what one file's count is believed to be.
const mostOpened = 1 << 20

// opened is how often a file was opened, all time; zero where the service keeps no count.
func (g *graph) opened(ctx context.Context, id string) (int, error) {
	type count struct {
		Access struct{ ActionCount int } `json:"access"`
	}
	var told struct { // the documentation shows both the figures and what they stand in
		count
		AllTime count `json:"allTime"`
	}
	status, err := g.do(ctx, request{path: at(id) + "/analytics/allTime"}, &told)
	switch status {
	case http.StatusNotFound, http.StatusForbidden, http.StatusNotImplemented:
		return 0, nil
	}
	return min(max(told.Access.ActionCount, told.AllTime.Access.ActionCount, 0), mostOpened), err
}

package webdav

import (
	"context"
	"net/url"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/portal"
)

const (
	opRecall = "portal.recall"
	opTidy   = "portal.tidy"
)

var _ dispatch.Tidier = (*Channel)(nil)

// Recall removes the deposit of an attempt, finished or not, and makes sure that it is gone. What was already fetched
// cannot be called back: where nothing stands any more, whoever took it has it, which is KindConflict and
// portal_not_there.
func (c *Channel) Recall(ctx context.Context, attempt dispatch.Attempt) error {
	if !attempt.ID.Valid() {
		return portal.Invalid(opRecall, "attempt", "portal_attempt_invalid")
	}
	defer c.client.http.CloseIdleConnections()
	removed, err := c.client.withdraw(ctx, c.client.places(portal.Deposited(attempt)))
	return portal.Recalled(opRecall, attempt, removed, err)
}

// withdraw reports whether anything stood.
func (c *client) withdraw(ctx context.Context, at places) (removed bool, err error) {
	if err := c.reach(ctx); err != nil {
		return false, err
	}
	// Staging first: a MOVE between the two would bring the deposit back.
	for _, folder := range []*url.URL{at.staging, at.final} {
		stood, err := c.remove(ctx, folder)
		if err != nil {
			return false, err
		}
		removed = removed || stood
	}
	return removed, c.vacant(ctx, at.final)
}

// Tidy removes what the attempts of a dispatch that ended had built and never finished. Deposits stay.
func (c *Channel) Tidy(ctx context.Context, l dispatch.Leftover) error {
	attempts := portal.Remembered(l.Upload)
	if len(attempts) == 0 {
		return nil
	}
	defer c.client.http.CloseIdleConnections()
	if err := c.client.tidy(ctx, attempts); err != nil {
		return portal.During(opTidy, dispatch.Unsent, err)
	}
	return nil
}

func (c *client) tidy(ctx context.Context, attempts []dispatch.ID) error {
	if err := c.reach(ctx); err != nil {
		return err
	}
	for _, attempt := range attempts {
		if _, err := c.fence(ctx, c.places(attempt)); err != nil {
			return err
		}
	}
	return nil
}

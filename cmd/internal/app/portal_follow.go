package app

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// reminder is after how long a person is told of what nobody fetched, as the home's settings say, counted anew
// once a person was at it. Every other channel has the outbox's own.
func (c *channels) reminder(ctx context.Context, d dispatch.Dispatch) (time.Duration, string) {
	if d.Channel != dispatch.Portal {
		return 0, ""
	}
	days, err := c.app.Desk.PortalDays(ctx)
	if err != nil {
		return 0, "" // told a little early, which loses nothing
	}
	return time.Duration(days.Reminder)*24*time.Hour + c.attended(ctx, d), desk.CodeNotFetched
}

// attended is how long after its sending a person was last at it.
func (c *channels) attended(ctx context.Context, d dispatch.Dispatch) time.Duration {
	events, err := c.app.store.Events(ctx, d.ID)
	if err != nil || len(d.Attempts) == 0 {
		return 0
	}
	return max(0, desk.Attended(events).Sub(d.Attempts[0].Ended))
}

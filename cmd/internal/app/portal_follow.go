package app

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// reminder is after how long a person is told of what nobody fetched, as the home's settings say. Every
// other channel has the outbox's own.
func (c *channels) reminder(ctx context.Context, d dispatch.Dispatch) (time.Duration, string) {
	if d.Channel != dispatch.Portal {
		return 0, ""
	}
	days, err := c.app.Desk.PortalDays(ctx)
	if err != nil {
		return 0, "" // told a little early, which loses nothing
	}
	return time.Duration(days.Reminder) * 24 * time.Hour, desk.CodeNotFetched
}

package desk

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// tasksStore keeps at hand what may wait for a person, in whatever size the log has. Both lists are oldest first, and
// of more than limit the newest.
type tasksStore interface {
	// Waiting lists what was held back, what has no known end, and what failed and was not put away.
	Waiting(ctx context.Context, since time.Time, limit int) ([]dispatch.Dispatch, error)
	// Untold lists what its service has and whose passphrase is kept, but was not told.
	Untold(ctx context.Context, since time.Time, limit int) ([]dispatch.Dispatch, error)
	// DeliveredSince counts the dispatches of the last days whose delivery was confirmed not before since.
	DeliveredSince(ctx context.Context, since time.Time) (int, error)
}

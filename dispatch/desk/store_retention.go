package desk

import (
	"context"

	"github.com/souspli/souspli/dispatch"
)

// retentionStore keeps how long things are kept, what is held, and what was destroyed.
type retentionStore interface {
	// Retention is how long things are kept: the default until somebody saved another.
	Retention(ctx context.Context) (dispatch.Retention, error)
	SaveRetention(ctx context.Context, r dispatch.Retention, e dispatch.Event) error
	PlaceHold(ctx context.Context, h dispatch.LegalHold, e dispatch.Event) error
	LiftHold(ctx context.Context, id dispatch.ID, e dispatch.Event) error
	// Holds lists the holds that stand, the oldest first.
	Holds(ctx context.Context) ([]dispatch.LegalHold, error)
	// Expired tells what is over at the cutoffs and not held.
	Expired(ctx context.Context, c dispatch.Cutoffs) (dispatch.Expired, error)
	// AnyExpired reports whether documents or dispatches are over at the cutoffs and not held; it is asked often.
	AnyExpired(ctx context.Context, c dispatch.Cutoffs) (bool, error)
	// Destructions lists the runs, one that has not ended first, then the newest.
	Destructions(ctx context.Context) ([]dispatch.Destruction, error)
	// SaveDestruction keeps a run as it stands. Beside one that has not ended, none begins: KindConflict, code
	// "destruction_open".
	SaveDestruction(ctx context.Context, d dispatch.Destruction, e dispatch.Event) error
	// Destroy destroys what is over at d's cutoffs and not held; stopped at any moment, it goes on when called again.
	Destroy(ctx context.Context, d dispatch.Destruction) (dispatch.Destruction, error)
	// Purge makes the bytes of what was destroyed go; whole rewrites the whole database.
	Purge(ctx context.Context, whole bool) error
}

package desk

import (
	"context"

	"github.com/souspli/souspli/dispatch"
)

// setupStore keeps how far a first start is, and the lock of the window.
type setupStore interface {
	// ChangeSetting changes a setting as it is kept now, while nobody else can: v holds it, or what v held before when
	// it was never set, and change makes of v what is kept. An event without a type is not logged; when change fails,
	// nothing is stored.
	ChangeSetting(ctx context.Context, name string, v any, change func() (dispatch.Event, error)) error
}

package desk

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// figuresStore keeps what the log tells in figures.
type figuresStore interface {
	// Figures counts the weeks from the one of since to the last that begins before until. It fails with KindInvalid
	// and period_empty when no week lies between.
	Figures(ctx context.Context, since, until time.Time) (dispatch.Figures, error)
}

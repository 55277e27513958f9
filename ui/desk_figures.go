package ui

import (
	"context"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// deskFigures is what the log tells in figures.
type deskFigures interface {
	Figures(ctx context.Context, since, until time.Time) (dispatch.Figures, error)
	PrintFigures(ctx context.Context, w io.Writer, since, until time.Time, language string) error
}

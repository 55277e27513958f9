package desk

import (
	"context"
	"io"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// figuresWeeks is how many weeks figures cover when nobody says.
const figuresWeeks = 12

// Figures counts the dispatches of whole weeks: from that of since, to the last that begins before until. A zero
// until is the end of the present week, a zero since twelve weeks before the end. It fails with KindInvalid and
// period_empty when no week lies between.
func (d *Desk) Figures(ctx context.Context, since, until time.Time) (dispatch.Figures, error) {
	if until.IsZero() {
		until = dispatch.WeekStart(dispatch.Week(d.config.Now()) + 1)
	}
	if since.IsZero() {
		since = until.AddDate(0, 0, -7*figuresWeeks)
	}
	return d.config.Store.Figures(ctx, since, until)
}

// PrintFigures writes figures as a page, in a language, fr or en.
func (d *Desk) PrintFigures(ctx context.Context, w io.Writer, since, until time.Time, language string) error {
	f, err := d.Figures(ctx, since, until)
	if err != nil {
		return err
	}
	return d.config.PrintFigures(w, f, language)
}

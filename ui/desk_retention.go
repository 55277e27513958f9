package ui

import (
	"context"
	"io"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// deskRetention is how long things are kept, copies of the home and exports.
type deskRetention interface {
	PlanRetention(ctx context.Context) (desk.RetentionPlan, error)
	SaveRetention(ctx context.Context, r dispatch.Retention) error
	DestroyExpired(ctx context.Context) (c dispatch.Certificate, destroyed bool, err error)
	Destructions(ctx context.Context) ([]dispatch.Destruction, error)
	PrintCertificate(ctx context.Context, w io.Writer, id dispatch.ID, language string) error

	Holds(ctx context.Context) ([]dispatch.LegalHold, error)
	PlaceHold(ctx context.Context, scope dispatch.HoldScope, target dispatch.ID, reason string) (dispatch.LegalHold, error)
	LiftHold(ctx context.Context, id dispatch.ID, reason string) error

	CopyStanding(ctx context.Context) (desk.CopyStanding, error)
	SaveCopyFolder(ctx context.Context, folder string) error
	CopyHome(ctx context.Context, to string) (dispatch.Copy, error)
	Export(ctx context.Context, w io.Writer, o desk.ExportOptions) (int, error)
}

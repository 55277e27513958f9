package ui

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// deskTasks is what waits for a person, and what the settings show of accounts.
type deskTasks interface {
	Tasks(ctx context.Context) ([]desk.Task, error)
	PutAway(ctx context.Context, id dispatch.ID, why string) error
	TakeUp(ctx context.Context, id dispatch.ID) error
	DeliveredSince(ctx context.Context, since time.Time) (int, error)
	AccountCheck(ctx context.Context, account dispatch.ID) (desk.AccountCheck, bool, error)
	UndoSeconds(ctx context.Context) (int, error)
	SaveUndoSeconds(ctx context.Context, seconds int) error
	VerificationMonths(ctx context.Context) (int, error)
	SaveVerificationMonths(ctx context.Context, months int) error
}

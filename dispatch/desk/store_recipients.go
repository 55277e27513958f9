package desk

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// recipientsStore tells what was done with recipients, in a log of any size.
type recipientsStore interface {
	// RecipientEvents lists at most limit events that tell of a recipient and of no dispatch, newest first.
	RecipientEvents(ctx context.Context, id dispatch.ID, limit int) ([]dispatch.Event, error)
	// DispatchesTo lists at most limit dispatches to a recipient or to those merged into it, newest first.
	DispatchesTo(ctx context.Context, id dispatch.ID, limit int) ([]dispatch.Dispatch, error)
	// RecipientsLast tells when the newest dispatch to each recipient that had any was made.
	RecipientsLast(ctx context.Context) (map[dispatch.ID]time.Time, error)
	// RestoreRecipient takes the removal of a recipient back. It fails with KindConflict while it is there.
	RestoreRecipient(ctx context.Context, r dispatch.Recipient, e dispatch.Event) error
}

package outbox

import (
	"context"
	"time"

	"github.com/souspli/souspli/dispatch"
)

// Store is what the outbox needs kept.
type Store interface {
	// TakeLease makes holder the only one to run the outbox until the given time, or extends its turn.
	// It reports false while another holder's turn lasts; one that ends more than ten minutes from now was taken by a
	// clock that was wrong, and is none.
	TakeLease(ctx context.Context, holder dispatch.ID, now, until time.Time) (bool, error)
	// DropLease ends holder's turn at once.
	DropLease(ctx context.Context, holder dispatch.ID) error
	// Due lists dispatches in one of the states whose NextAt is set and not after now, oldest NextAt
	// first, each with its attempts: of each account and state at most so many, the oldest.
	Due(ctx context.Context, states []dispatch.State, now time.Time, perAccount int) ([]dispatch.Dispatch, error)
	// InState lists every dispatch in a state, with its attempts: for recovery at start-up.
	InState(ctx context.Context, state dispatch.State) ([]dispatch.Dispatch, error)
	// NextDue is the earliest NextAt of all dispatches; ok is false when none has one.
	NextDue(ctx context.Context) (at time.Time, ok bool, err error)
	// PutOff lists the dispatches that a clock put off that was ahead: whose NextAt lies more than a minute after now,
	// and that changed last after that minute too, or are not held and would wait for more than two days.
	PutOff(ctx context.Context, now time.Time) ([]dispatch.Dispatch, error)
	// UploadState is what an adapter keeps of a dispatch's upload. When the dispatch fails or is cancelled it stays,
	// and Due finds the dispatch at once, until nothing is saved.
	UploadState(id dispatch.ID) dispatch.UploadState
	// Apply stores one transition whole.
	Apply(ctx context.Context, t dispatch.Transition) error
}

// Carrier gives the channel and the parcel of a dispatch.
type Carrier interface {
	// Channel returns the channel of the dispatch's account.
	Channel(ctx context.Context, d dispatch.Dispatch) (dispatch.Channel, error)
	// Parcel makes the dispatch ready for the attempt.
	Parcel(ctx context.Context, d dispatch.Dispatch, attempt dispatch.ID) (dispatch.Parcel, error)
}

// Clock tells and waits for the time.
type Clock interface {
	Now() time.Time
	// After delivers once the clock has advanced by d.
	After(d time.Duration) <-chan time.Time
}

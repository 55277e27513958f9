package portal

import (
	"context"
	"encoding/json"
	"path"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

// mostKept is how many attempts an upload state names: more than the outbox makes.
const mostKept = 16

// kept is an upload state: the attempts of a dispatch, any of which may have left something.
type kept struct {
	Attempts []dispatch.ID `json:"attempts"`
	Unasked  dispatch.ID   `json:"unasked,omitempty"` // the last of them, until it may reach somebody
}

// Remember keeps in the upload state of a dispatch that an attempt begins, and returns those that began before it,
// oldest first. Without an upload state nothing is kept. Its errors are those of [Unreadable].
func Remember(ctx context.Context, upload dispatch.UploadState, attempt dispatch.ID) ([]dispatch.ID, error) {
	return remember(ctx, upload, attempt, false)
}

// RememberUnasked is Remember of an attempt that reaches nobody before it calls Remember: see [Unasked].
func RememberUnasked(ctx context.Context, upload dispatch.UploadState, attempt dispatch.ID) ([]dispatch.ID, error) {
	return remember(ctx, upload, attempt, true)
}

// Unasked reports whether an attempt was at most remembered as unasked. It is for adapters that remember each so.
func Unasked(attempt dispatch.ID, state []byte) bool {
	if len(state) == 0 {
		return true
	}
	var known kept
	return json.Unmarshal(state, &known) == nil && attempt.Valid() && known.Unasked == attempt
}

// Unremembered reports whether an attempt never came so far as to be remembered. It is for adapters that leave nothing
// on the other side before they call [Remember].
func Unremembered(attempt dispatch.ID, state []byte) bool {
	if !attempt.Valid() || len(state) == 0 {
		return attempt.Valid()
	}
	known := Remembered(state)
	return len(known) > 0 && !slices.Contains(known, attempt)
}

func remember(ctx context.Context, upload dispatch.UploadState, attempt dispatch.ID, unasked bool) ([]dispatch.ID, error) {
	const op = "portal.remember"
	if upload == nil {
		return nil, nil
	}
	state, err := upload.Load(ctx)
	if err != nil {
		return nil, Unreadable(op, err)
	}
	known := Remembered(state)
	earlier := slices.DeleteFunc(slices.Clone(known), func(id dispatch.ID) bool { return id == attempt })
	now := append(slices.Clone(earlier), attempt)
	next := kept{Attempts: now[max(0, len(now)-mostKept):]}
	if unasked && !slices.Contains(known, attempt) {
		next.Unasked = attempt
	}
	state, err = json.Marshal(next)
	if err == nil {
		err = upload.Save(ctx, state)
	}
	if err != nil {
		return nil, Unreadable(op, err)
	}
	return earlier, nil
}

// Remembered are the attempts that an upload state names, oldest first; none in a state of another form, which another
// adapter wrote before the account was changed.
func Remembered(state []byte) []dispatch.ID {
	var known kept
	if json.Unmarshal(state, &known) != nil {
		return nil
	}
	return slices.DeleteFunc(known.Attempts, func(id dispatch.ID) bool { return !id.Valid() })
}

// Forget forgets an upload state once nothing is left to go on with. What cannot be forgotten costs a question later.
func Forget(ctx context.Context, upload dispatch.UploadState) {
	if upload != nil {
		_ = upload.Save(ctx, nil)
	}
}

// Deposited is the attempt whose name the deposit of an attempt has: its own, or that of an earlier one which was found
// to stand when it was made.
func Deposited(attempt dispatch.Attempt) dispatch.ID {
	if attempt.Receipt != nil {
		if id := dispatch.ID(path.Base(attempt.Receipt.Reference)); id.Valid() {
			return id
		}
	}
	return attempt.ID
}

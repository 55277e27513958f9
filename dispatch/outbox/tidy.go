package outbox

import (
	"time"

	"github.com/souspli/souspli/dispatch"
)

// tidy takes away what the upload of a dispatch that failed or was cancelled left on the other side. Only then what
// was kept of the upload is forgotten.
func (r *runner) tidy(d dispatch.Dispatch) ended {
	kept := r.Store.UploadState(d.ID)
	state, err := kept.Load(r.store)
	told := dispatch.Event{}
	if err == nil && len(state) > 0 {
		told, err = r.takeAway(d, state)
	}
	if err == nil {
		err = kept.Save(r.store, nil)
	}
	if err != nil {
		return ended{rest: r.leftBehind(d, err) != nil}
	}
	return ended{rest: r.stay(d, time.Time{}, told) != nil}
}

// takeAway asks the channel, and returns the event that tells of it; none of a channel that leaves nothing.
func (r *runner) takeAway(d dispatch.Dispatch, state []byte) (told dispatch.Event, err error) {
	ctx, stop := r.within(enquiryLimit)
	defer stop()
	err = r.guard(d, func() error {
		channel, err := r.Carrier.Channel(ctx, d)
		if err != nil {
			return err
		}
		tidier, ok := channel.(dispatch.Tidier)
		if !ok {
			return nil
		}
		told.Type = dispatch.EventTidied
		return tidier.Tidy(ctx, dispatch.Leftover{Dispatch: d.ID, Attempts: d.Attempts, Upload: state})
	})
	return told, err
}

// leftBehind tells the first failure and the last, and tries again in between.
func (r *runner) leftBehind(d dispatch.Dispatch, cause error) error {
	r.logError("what an upload left could not be taken away", cause, "dispatch", d.ID)
	now := r.Clock.Now()
	first := d.NextAt.Equal(d.Updated) // due since it ended, and nothing told since
	elapsed := now.Sub(untouched(d))
	next, told := now.Add(growing(elapsed, askLeast, tidyMost)), dispatch.Event{}
	if elapsed >= tidyGiveUp {
		next = time.Time{}
	}
	if first || next.IsZero() {
		told = dispatch.Event{Type: dispatch.EventLeftBehind, Details: map[string]string{
			"kind": dispatch.KindOf(cause).String(), "code": dispatch.CodeOf(cause),
		}}
	}
	return r.stay(d, next, told)
}

// untouched is since when nothing was uploaded any more.
func untouched(d dispatch.Dispatch) time.Time {
	if len(d.Attempts) == 0 {
		return d.Created
	}
	return d.Attempts[len(d.Attempts)-1].Ended
}

// stay sets when to look at a dispatch again whose state is final.
func (r *runner) stay(d dispatch.Dispatch, next time.Time, told dispatch.Event) error {
	return r.move(dispatch.Transition{Dispatch: d.ID, From: d.State, To: d.State, NextAt: next, Event: told})
}

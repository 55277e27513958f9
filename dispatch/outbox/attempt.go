package outbox

import (
	"context"
	"slices"
	"strconv"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/failpoint"
)

// result is how an attempt ended.
type result struct {
	certainty   dispatch.Certainty
	receipt     dispatch.Receipt
	err         error
	retry       bool // worth another attempt
	interrupted bool // by our own limit or stop, not by the other side
	tracker     bool // the channel can follow
	finder      bool // the channel can be asked
}

// send makes one attempt: stored as started, tried, stored as ended. It tries with what is stored then:
// while d waited for a place, an earlier attempt may have turned out to be sent.
func (r *runner) send(d dispatch.Dispatch) ended {
	a := dispatch.Attempt{ID: dispatch.NewID(r.Random), N: len(d.Attempts) + 1, Started: r.Clock.Now()}
	failpoint.At(failpoint.BeforeStart)
	switch err := r.begin(d, a); {
	case dispatch.KindOf(err) == dispatch.KindConflict || dispatch.KindOf(err) == dispatch.KindNotFound:
		return ended{rest: true}
	case err != nil:
		return r.notStarted(d, a, err)
	}
	failpoint.At(failpoint.Started)
	stored, ok, err := r.beingSent(d.ID)
	if err != nil || !ok {
		return r.notStarted(d, a, err)
	}
	res := r.try(stored, a)
	r.end(stored, a, res)
	return ended{answer: res.err, tried: true}
}

// notStarted ends an attempt before anything was sent. Its start may have been stored in spite of err.
func (r *runner) notStarted(d dispatch.Dispatch, a dispatch.Attempt, err error) ended {
	r.logError("an attempt could not be started", err, "dispatch", d.ID)
	r.end(d, a, result{
		certainty: dispatch.Unsent, retry: true, interrupted: true,
		err: r.fail(dispatch.KindStorage, CodeNotStarted, err),
	})
	return ended{rest: true, failure: err}
}

func (r *runner) begin(d dispatch.Dispatch, a dispatch.Attempt) error {
	return r.apply(r.store, dispatch.Transition{
		Dispatch: d.ID, From: dispatch.Queued, To: dispatch.Sending, Attempt: &a, Holder: r.Holder,
		Event: dispatch.Event{Type: dispatch.EventAttemptStarted, Details: map[string]string{
			"attempt": string(a.ID), "n": strconv.Itoa(a.N),
		}},
	})
}

// try calls the channel once. Until Send is called nothing can have left; from then on only the channel
// can say that nothing did.
func (r *runner) try(d dispatch.Dispatch, a dispatch.Attempt) (res result) {
	if receipt, ok := arrivedEarlier(d); ok {
		return result{certainty: dispatch.Sent, receipt: receipt, tracker: true}
	}
	ctx, stop := r.within(timeLimit(d))
	defer stop()
	res.certainty = dispatch.Unsent
	res.err = r.guard(d, func() error { return r.call(ctx, d, a, &res) })
	res.interrupted = ctx.Err() != nil
	res.retry = dispatch.RetryOf(res.err) || res.interrupted || dispatch.KindOf(res.err) == dispatch.KindStorage // a full disk is no end
	return res
}

// call walks through the stages and keeps in res what is known if one of them panics.
func (r *runner) call(ctx context.Context, d dispatch.Dispatch, a dispatch.Attempt, res *result) error {
	channel, err := r.Carrier.Channel(ctx, d)
	if err != nil {
		return err
	}
	_, res.tracker = channel.(dispatch.Tracker)
	_, res.finder = channel.(dispatch.Finder)
	parcel, err := r.Carrier.Parcel(ctx, d, a.ID)
	if err != nil {
		return err
	}
	failpoint.At(failpoint.ParcelMade)
	if err := channel.Check(ctx, parcel); err != nil {
		return err
	}
	failpoint.At(failpoint.Checked)
	res.certainty = dispatch.Maybe
	res.receipt, err = channel.Send(ctx, parcel, func(p dispatch.Progress) { r.Progress(d.ID, p) })
	res.certainty = dispatch.CertaintyOf(err)
	failpoint.At(failpoint.Returned)
	return err
}

// arrivedEarlier finds an attempt that turned out to be sent after a person had queued its dispatch
// again: it stands for the new one.
func arrivedEarlier(d dispatch.Dispatch) (dispatch.Receipt, bool) {
	for _, a := range d.Attempts {
		if a.Certainty == dispatch.Sent && a.Receipt != nil {
			return *a.Receipt, true
		}
	}
	return dispatch.Receipt{}, false
}

// end stores how an attempt ended, however long that takes.
func (r *runner) end(d dispatch.Dispatch, a dispatch.Attempt, res result) {
	t := r.conclude(d, a, res)
	if r.keep(t) {
		failpoint.At(failpoint.Ended)
		return
	}
	if t.Attempt.Certainty != dispatch.Sent {
		r.Log.Warn("an attempt had been settled before it ended", "dispatch", d.ID, "attempt", a.ID)
		return
	}
	r.tellLate(t)
}

// keep stores a transition that ends an attempt, and tries until it is stored. It reports false when the
// attempt is no longer open, or when the outbox gives up holding results.
func (r *runner) keep(t dispatch.Transition) bool {
	for wait := keepFirst; ; wait = min(2*wait, keepMost) {
		err := r.apply(r.store, t)
		if err == nil {
			return true
		}
		if open, known := r.stillOpen(t.Dispatch, t.Attempt.ID); known && !open {
			return false
		}
		r.logError("the end of an attempt could not be stored", err, "dispatch", t.Dispatch)
		select {
		case <-r.quit:
			return false
		case <-r.Clock.After(wait):
		}
	}
}

// stillOpen asks the store whether an attempt is the open one of its dispatch.
func (r *runner) stillOpen(id, attempt dispatch.ID) (open, known bool) {
	d, ok, err := r.beingSent(id)
	if err != nil || !ok {
		return false, err == nil
	}
	a, ok := openAttempt(d)
	return ok && a.ID == attempt, true
}

// beingSent reads a dispatch as it is stored; ok is false when it is not being sent.
func (r *runner) beingSent(id dispatch.ID) (d dispatch.Dispatch, ok bool, err error) {
	sending, err := r.Store.InState(r.store, dispatch.Sending)
	i := slices.IndexFunc(sending, func(d dispatch.Dispatch) bool { return d.ID == id })
	if err != nil || i < 0 {
		return dispatch.Dispatch{}, false, err
	}
	return sending[i], true, nil
}

package outbox_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
)

const aDay = 24 * time.Hour

// portalPast is what a portal has told after so many days.
type portalPast struct {
	after  time.Duration
	status dispatch.Status
}

// TestPortalIsFollowedAsLongAsItGivesAccess: nobody is troubled before the reminder, what is learned on the
// way is told, and the end is learned however late it comes.
func TestPortalIsFollowedAsLongAsItGivesAccess(t *testing.T) {
	t.Parallel()
	begin := dispatchtest.Epoch()
	receipt := dispatch.Receipt{Provider: "p", Reference: "r", Expires: begin.Add(14 * aDay)}
	with := func(change func(*dispatch.Receipt)) dispatch.Receipt {
		r := receipt
		change(&r)
		return r
	}
	notified := with(func(r *dispatch.Receipt) { r.Notified = begin })
	fetched := with(func(r *dispatch.Receipt) { r.Fetched, r.Fetches = begin.Add(9*aDay), 1 })
	extended := with(func(r *dispatch.Receipt) { r.Expires = begin.Add(30 * aDay) })
	expired := &dispatch.Failure{Kind: dispatch.KindRejected.String(), Code: "portal_expired"}
	waiting := dispatch.Status{State: dispatch.Accepted, Receipt: receipt}
	for name, c := range map[string]struct {
		past   []portalPast
		days   int
		state  dispatch.State
		code   string // of the attempt
		news   int    // events that it was followed
		asking bool   // somebody still looks
	}{
		"nothing heard for four days troubles nobody": {
			[]portalPast{{0, waiting}}, 4, dispatch.Accepted, "", 1, true,
		},
		"after five days a person is told, once": {
			[]portalPast{{0, waiting}}, 8, dispatch.Accepted, "portal_not_fetched", 2, true,
		},
		"a notice is news before": {
			[]portalPast{{0, waiting}, {aDay, dispatch.Status{State: dispatch.Accepted, Receipt: notified}}},
			4, dispatch.Accepted, "", 2, true,
		},
		"a longer access is news, even to whom was told": {
			[]portalPast{{0, waiting}, {6 * aDay, dispatch.Status{State: dispatch.Accepted, Receipt: extended}}},
			20, dispatch.Accepted, "portal_not_fetched", 3, true,
		},
		"fetched after nine days": {
			[]portalPast{{0, waiting}, {9 * aDay, dispatch.Status{State: dispatch.Delivered, Receipt: fetched}}},
			11, dispatch.Delivered, "", 3, false,
		},
		"expired": {
			[]portalPast{{0, waiting}, {14 * aDay, dispatch.Status{State: dispatch.Failed, Receipt: receipt, Failure: expired}}},
			15, dispatch.Failed, "portal_expired", 3, false,
		},
		"a day after its end nobody looks any more": {
			[]portalPast{{0, waiting}}, 16, dispatch.Accepted, "portal_not_fetched", 3, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				b.channel.Tracks = func(dispatch.Attempt) (status dispatch.Status, _ error) {
					for _, p := range c.past {
						if b.clock.Now().Sub(begin) >= p.after {
							status = p.status
						}
					}
					status.Again = time.Hour
					return status, nil
				}
				config := b.config(b.store)
				config.Reminder = inFiveDays
				id := b.queue(b.account)
				o := b.start(config)
				b.pass(time.Duration(c.days)*aDay, 10*time.Minute)
				d := b.wantState(id, c.state)
				if got := b.events(id, dispatch.EventFollowed); got != c.news {
					t.Errorf("%d events, want %d", got, c.news)
				}
				code := ""
				if d.Attempts[0].Error != nil {
					code = d.Attempts[0].Error.Code
				}
				if code != c.code || d.NextAt.IsZero() == c.asking {
					t.Errorf("code %q, next look at %s", code, d.NextAt)
				}
				if d.AwaitsPerson() != (c.code == "portal_not_fetched") {
					t.Errorf("it waits for a person: %v", d.AwaitsPerson())
				}
				o.stop()
			})
		})
	}
}

func inFiveDays(context.Context, dispatch.Dispatch) (time.Duration, string) {
	return 5 * aDay, "portal_not_fetched"
}

// TestPatienceOfAStatus: without a setting of the home, the channel's own patience counts.
func TestPatienceOfAStatus(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.channel.Tracks = func(dispatch.Attempt) (dispatch.Status, error) {
			return dispatch.Status{State: dispatch.Accepted, Patience: 2 * aDay, Late: "late"}, nil
		}
		id := b.queue(b.account)
		o := b.start(b.config(b.store))
		b.pass(36*time.Hour, 10*time.Minute)
		if b.read(id).AwaitsPerson() {
			t.Error("a person is troubled before the channel's patience ends")
		}
		b.pass(24*time.Hour, 10*time.Minute)
		if d := b.read(id); !d.AwaitsPerson() || d.Attempts[0].Error.Code != "late" {
			t.Errorf("after it, the attempt is %+v", d.Attempts[0])
		}
		o.stop()
	})
}

// TestSilentPortal: what nobody can say is not called not fetched.
func TestSilentPortal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.channel.Tracks = func(dispatch.Attempt) (dispatch.Status, error) {
			return dispatch.Status{}, failed(dispatch.KindUnreachable, 0, true)
		}
		config := b.config(b.store)
		config.Reminder = inFiveDays
		id := b.queue(b.account)
		o := b.start(config)
		b.pass(6*aDay, 10*time.Minute)
		if d := b.read(id); !d.AwaitsPerson() || d.Attempts[0].Error.Code != outbox.CodeOverdue {
			t.Errorf("the attempt is %+v", d.Attempts[0])
		}
		o.stop()
	})
}

// TestARecallOutlastsAnOlderAnswer: the portal is asked, a person ends the access meanwhile, and then the older answer
// comes.
func TestARecallOutlastsAnOlderAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		var id dispatch.ID
		asked := 0
		b.channel.Tracks = func(a dispatch.Attempt) (dispatch.Status, error) {
			older := *a.Receipt
			older.Notified = b.clock.Now()
			if asked++; asked == 1 {
				revoked := *a.Receipt
				revoked.Revoked = b.clock.Now()
				a.Receipt = &revoked
				b.must(b.store.Apply(t.Context(), dispatch.Transition{
					Dispatch: id, From: dispatch.Accepted, To: dispatch.Accepted, NextAt: b.clock.Now(), Attempt: &a,
					Event: dispatch.Event{ID: b.newID(), Type: dispatch.EventRecallAnswered, Dispatch: id, At: b.clock.Now()},
				}))
			}
			return dispatch.Status{State: dispatch.Accepted, Receipt: older}, nil
		}
		id = b.queue(b.account)
		o := b.start(b.config(b.store))
		b.pass(20*time.Second, time.Second)
		if d := b.read(id); asked != 1 || d.Attempts[0].Receipt.Revoked.IsZero() || !d.Attempts[0].Receipt.Notified.IsZero() {
			t.Errorf("asked %d times; the older answer is stored over the recall: %+v", asked, d.Attempts[0].Receipt)
		}
		b.pass(time.Minute, time.Second)
		if d := b.read(id); asked < 2 || d.Attempts[0].Receipt.Revoked.IsZero() || d.Attempts[0].Receipt.Notified.IsZero() {
			t.Errorf("asked %d times, and known is %+v", asked, d.Attempts[0].Receipt)
		}
		o.stop()
	})
}

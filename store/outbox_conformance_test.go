package store_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
)

func TestOutboxStore(t *testing.T) {
	t.Parallel()
	dispatchtest.RunOutboxStore(t, func(t *testing.T) dispatchtest.OutboxStore { return newHome(t) })
}

// oneChannel carries everything over a channel in memory.
type oneChannel struct{ *dispatchtest.ScriptedChannel }

func (c oneChannel) Channel(context.Context, dispatch.Dispatch) (dispatch.Channel, error) {
	return c.ScriptedChannel, nil
}

func (c oneChannel) Parcel(_ context.Context, d dispatch.Dispatch, attempt dispatch.ID) (dispatch.Parcel, error) {
	return dispatch.Parcel{Attempt: attempt, At: d.Created}, nil
}

type systemClock struct{}

func (systemClock) Now() time.Time                         { return time.Now() }
func (systemClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// BenchmarkOutbox200 sends 200 dispatches, each released, started and ended in transactions of its own.
func BenchmarkOutbox200(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		h, account := newHome(b), newID()
		for range 200 {
			d := held()
			d.Account, d.NextAt = account, start.AddDate(-1, 0, 0)
			if err := h.Create(b.Context(), d, "", event(dispatch.EventCreated, start)); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		channel := dispatchtest.NewScriptedChannel()
		err := outbox.New(outbox.Config{
			Store: h, Clock: systemClock{}, Random: rand.Reader, Holder: newID(), Carrier: oneChannel{channel},
		}).Settle(b.Context())
		if err != nil || len(channel.Holds()) != 200 {
			b.Fatalf("%d sent: %v", len(channel.Holds()), err)
		}
	}
}

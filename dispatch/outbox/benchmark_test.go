package outbox_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
)

// systemClock is the real one.
type systemClock struct{}

func (systemClock) Now() time.Time                         { return time.Now() }
func (systemClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// BenchmarkSettle200 sends 200 dispatches of one account through a channel in memory: what the outbox
// itself costs.
func BenchmarkSettle200(b *testing.B) {
	for b.Loop() {
		store, account := dispatchtest.NewMemoryStore(), dispatch.NewID(rand.Reader)
		for range 200 {
			d := dispatchtest.SampleDispatch(dispatchtest.Epoch().AddDate(-1, 0, 0))
			d.Account = account
			if err := store.Create(b.Context(), d, "", dispatch.Event{Type: dispatch.EventCreated, Dispatch: d.ID}); err != nil {
				b.Fatal(err)
			}
		}
		channel := dispatchtest.NewScriptedChannel()
		o := outbox.New(outbox.Config{
			Store: store, Clock: systemClock{}, Random: rand.Reader, Holder: dispatch.NewID(rand.Reader),
			Carrier: &carrier{channels: map[dispatch.ID]*dispatchtest.ScriptedChannel{account: channel}},
		})
		if err := o.Settle(b.Context()); err != nil || len(channel.Holds()) != 200 {
			b.Fatalf("%d sent: %v", len(channel.Holds()), err)
		}
	}
}

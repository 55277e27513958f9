package hylafax_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/dispatchtest"
	"github.com/souspli/souspli/dispatch/outbox"
	"github.com/souspli/souspli/fax"
)

// line is one account on a practice machine.
type line struct {
	channel dispatch.Channel
	parcel  dispatch.Parcel
}

// Channel implements outbox.Carrier.
func (l *line) Channel(context.Context, dispatch.Dispatch) (dispatch.Channel, error) {
	return l.channel, nil
}

// Parcel implements outbox.Carrier.
func (l *line) Parcel(_ context.Context, d dispatch.Dispatch, attempt dispatch.ID) (dispatch.Parcel, error) {
	parcel := l.parcel
	parcel.Attempt, parcel.Route = attempt, d.Route
	return parcel, nil
}

// A whole day of an outbox and a fax machine: only numbers that nobody answered are called again.
func TestOnlyWhatReachedNobodyIsFaxedAgain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, number string
		faxes        int // that the machine was given
		state        dispatch.State
		doubtful     bool
	}{
		{"delivered", "+15145550123", 1, dispatch.Delivered, false},
		{"busy", "+15145550199", 3, dispatch.Failed, false},
		{"no answer", "+15145550198", 3, dispatch.Failed, false},
		{"broken off after a page", "+15145550197", 1, dispatch.Partial, false},
		{"a person answers", "+15145550196", 1, dispatch.Failed, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			clock := dispatchtest.NewClock(dispatchtest.Epoch())
			m := machine(t, nil, clock.Now)
			store := dispatchtest.NewMemoryStore()
			d := dispatchtest.SampleDispatch(clock.Now())
			d.Route = dispatch.Route{Channel: dispatch.CloudFax, Address: test.number}
			event := dispatch.Event{ID: newID(), Type: dispatch.EventCreated, Dispatch: d.ID, At: clock.Now()}
			if err := store.Create(t.Context(), d, "", event); err != nil {
				t.Fatal(err)
			}
			o := outbox.New(outbox.Config{
				Store: store, Clock: clock, Random: rand.Reader, Holder: newID(),
				Carrier: &line{fax.New(clientOf(t, m, clock), coverTexts), dispatchtest.SampleParcel(t)},
			})
			for range 24 {
				if err := o.Settle(t.Context()); err != nil {
					t.Fatal(err)
				}
				clock.Advance(time.Hour)
			}
			d, err := store.Dispatch(t.Context(), d.ID)
			if err != nil {
				t.Fatal(err)
			}
			last := d.Attempts[len(d.Attempts)-1]
			if d.State != test.state || count(t, m) != test.faxes || len(d.Attempts) != test.faxes {
				t.Errorf("%s after %d attempts, %d faxes", d.State, len(d.Attempts), count(t, m))
			}
			if (last.Error != nil && last.Error.Doubtful) != test.doubtful {
				t.Errorf("the number: %+v", last.Error)
			}
		})
	}
}

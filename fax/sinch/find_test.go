package sinch_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/fax/faxtest"
)

// ours is a fax that Souspli sent some time before, and that has ended.
func (b bench) ours(before time.Duration) faxtest.SinchFax {
	return faxtest.SinchFax{
		Fields:  map[string]string{"labels[souspli]": string(dispatch.NewID(rand.Reader)), "labels[pages]": "1"},
		Created: b.clock.Now().Add(-before), Status: "COMPLETED",
	}
}

// others is a fax that another program sends now.
func (b bench) others() faxtest.SinchFax {
	return faxtest.SinchFax{Created: b.clock.Now(), Status: "IN_PROGRESS"}
}

// An attempt whose answer was lost is found, and one that never came is called absent only by a list that
// proves itself.
func TestFind(t *testing.T) {
	t.Parallel()
	taken, lost := faxtest.WebAnswer{Take: true, Cut: true}, faxtest.WebAnswer{Cut: true}
	tests := []struct {
		name   string
		config faxtest.SinchConfig
		answer faxtest.WebAnswer
		before time.Duration // age of an ended fax of ours; 0: there is none
		others bool          // another program sends, too
		age    time.Duration // of the attempt when it is looked for
		want   dispatch.Truth
	}{
		{"taken", faxtest.SinchConfig{}, taken, 0, true, time.Minute, dispatch.True},
		{"taken, and the filter is ignored", faxtest.SinchConfig{NoFilter: true}, taken, day, true, time.Minute, dispatch.True},
		{"taken, on the last of many pages", faxtest.SinchConfig{NoFilter: true, Largest: 1}, taken, day, true, time.Minute, dispatch.True},
		{"taken, and labels are not told", faxtest.SinchConfig{Unlabeled: true}, taken, day, false, time.Hour, dispatch.Unknown},
		{"not taken", faxtest.SinchConfig{}, lost, day, false, time.Hour, dispatch.False},
		{"not taken, and the filter is refused", faxtest.SinchConfig{BadFilter: true}, lost, day, false, time.Hour, dispatch.False},
		{"not taken, and lists have no total", faxtest.SinchConfig{Uncounted: true}, lost, day, false, time.Hour, dispatch.False},
		{"not taken, a moment ago", faxtest.SinchConfig{}, lost, day, false, 4 * time.Minute, dispatch.Unknown},
		{"not taken, long ago", faxtest.SinchConfig{}, lost, 2 * time.Hour, false, 6*day + 12*time.Hour, dispatch.Unknown},
		{"not taken, and nothing proves the list", faxtest.SinchConfig{}, lost, 0, false, time.Hour, dispatch.Unknown},
		{"not taken, and the proof is too young", faxtest.SinchConfig{}, lost, time.Minute, false, time.Hour, dispatch.Unknown},
		{"not taken, and another program sends without labels", faxtest.SinchConfig{}, lost, day, true, time.Hour, dispatch.Unknown},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.config.Script = faxtest.RESTScript{faxtest.RESTSubmit: test.answer}
			b := newBench(t, test.config)
			if test.before > 0 {
				b.service.Add(b.ours(test.before))
			}
			if test.others {
				b.service.Add(b.others())
			}
			attempt := b.lost()
			if _, err := b.Submit(t.Context(), b.job); dispatch.CertaintyOf(err) != dispatch.Maybe {
				t.Fatal(err)
			}
			b.clock.Advance(test.age)
			found, receipt, err := b.Find(t.Context(), attempt)
			if found != test.want || err != nil || found.Is() && receipt.Reference[len(receipt.Reference)-2:] != "/3" {
				t.Errorf("%v, %+v, %v, want %v", found, receipt, err, test.want)
			}
		})
	}
}

const day = 24 * time.Hour

// A list that is longer than what is read of it proves nothing.
func TestLongListProvesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, faxtest.SinchConfig{Largest: 1})
	for range 11 {
		b.service.Add(b.ours(day))
	}
	attempt := b.lost()
	b.clock.Advance(time.Hour)
	if found, _, err := b.Find(t.Context(), attempt); found != dispatch.Unknown || err != nil {
		t.Errorf("%v, %v", found, err)
	}
	if n := b.service.Asked(faxtest.RESTList); n > 11 {
		t.Errorf("asked %d times", n)
	}
}

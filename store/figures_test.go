package store_test

import (
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/store/storetest"
)

// someMonths is a clinic's log of a quarter, stored in a home.
func someMonths(t *testing.T, n int) (home, []dispatch.Dispatch) {
	t.Helper()
	h := newHome(t)
	documents := map[dispatch.DocumentKind]dispatch.Document{dispatch.Prescription: addDocument(t, h, []byte("%PDF-1.4"))}
	clinic := storetest.NewClinic(storetest.Options{Seed: 7, People: 40, Size: n, Days: 60, Last: start, Documents: documents})
	var past []dispatch.Dispatch
	for i := range n {
		past = append(past, clinic.Dispatch(i))
	}
	if err := h.AddPast(t.Context(), past); err != nil {
		t.Fatal(err)
	}
	return h, past
}

// counted is what the figures must be, by walking all dispatches.
func counted(all []dispatch.Dispatch) (made map[dispatch.ChannelKind]dispatch.Outcomes, took map[dispatch.ChannelKind][]time.Duration) {
	made, took = map[dispatch.ChannelKind]dispatch.Outcomes{}, map[dispatch.ChannelKind][]time.Duration{}
	for _, d := range all {
		o := made[d.Channel]
		o.Count(d.State, 1)
		made[d.Channel] = o
		if d.State == dispatch.Delivered {
			took[d.Channel] = append(took[d.Channel], d.Updated.Sub(d.Created))
		}
	}
	return made, took
}

func figures(t *testing.T, h home, since, until time.Time) dispatch.Figures {
	t.Helper()
	f, err := h.Figures(t.Context(), since, until)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFiguresAreThoseOfEveryDispatch(t *testing.T) {
	t.Parallel()
	h, past := someMonths(t, 700)
	f := figures(t, h, past[0].Created, start)
	want, took := counted(past)
	got := map[dispatch.ChannelKind]dispatch.Outcomes{}
	for _, c := range f.Channels {
		got[c.Channel] = c.Outcomes
		slices.Sort(took[c.Channel])
		exact := took[c.Channel][len(took[c.Channel])/2]
		if off := math.Abs(float64(c.Median-exact)) / float64(exact); off > 0.15 {
			t.Errorf("%s: half are delivered within %s, figures say %s", c.Channel, exact, c.Median)
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	var weeks dispatch.Outcomes
	for _, week := range f.Weeks {
		for _, c := range week.Channels {
			weeks.Add(c.Outcomes)
		}
	}
	if weeks.Made != len(past) {
		t.Errorf("the weeks hold %d dispatches, want %d", weeks.Made, len(past))
	}
}

func TestFiguresNameWhomItFailsTo(t *testing.T) {
	t.Parallel()
	h, past := someMonths(t, 700)
	failed := map[dispatch.ID]int{}
	names := map[dispatch.ID]string{}
	for _, d := range past {
		if names[d.Recipient.ID] = d.Recipient.Name; d.State == dispatch.Failed || d.State == dispatch.Partial {
			failed[d.Recipient.ID]++
		}
	}
	got := figures(t, h, past[0].Created, start).Failures
	if len(got) == 0 || got[0].Failed != slices.Max(slices.Collect(maps.Values(failed))) {
		t.Fatalf("the worst is %v", got)
	}
	for i, f := range got {
		if f.Failed != failed[f.Recipient] || f.Name != names[f.Recipient] || f.Address == "" {
			t.Errorf("%+v, want %d failures", f, failed[f.Recipient])
		}
		if i > 0 && f.Failed > got[i-1].Failed {
			t.Error("a worse one comes later")
		}
	}
	one, other := got[0].Recipient, got[1].Recipient
	h.sql(t, `INSERT INTO recipient_aliases (id, kept) VALUES ('`+string(other)+`', '`+string(one)+`')`)
	if merged := figures(t, h, past[0].Created, start).Failures[0]; merged.Recipient != one || merged.Failed < failed[one]+failed[other] && got[0].Channel == got[1].Channel {
		t.Errorf("one who was merged into another counts apart: %+v", merged)
	}
}

func TestFiguresFollowEveryTransition(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	want := dispatch.Outcomes{}
	for _, state := range []dispatch.State{
		dispatch.Held, dispatch.Queued, dispatch.Sending, dispatch.Accepted, dispatch.Delivered, dispatch.Partial, dispatch.Failed,
		dispatch.Uncertain, dispatch.Cancelled, dispatch.ByHand,
	} {
		inState(t, h, state)
		want.Count(state, 1)
	}
	got := figures(t, h, start, start.Add(time.Second))
	if len(got.Channels) != 1 || got.Channels[0].Outcomes != want || len(got.Weeks) != 1 {
		t.Fatalf("got %+v, want %+v", got.Channels, want)
	}
	if median := got.Channels[0].Median.Round(2 * time.Second); median < 28*time.Second || median > 32*time.Second {
		t.Errorf("delivered after 30 s, figures say %s", got.Channels[0].Median)
	}
}

// A server further on gives back what one before it had delivered.
func TestWhatComesBackWasNotDelivered(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	d := inState(t, h, dispatch.Delivered)
	later := dispatch.Transition{
		Dispatch: d.ID, From: dispatch.Delivered, To: dispatch.Delivered, Event: event(dispatch.EventFollowed, start.Add(time.Hour)),
	}
	if err := h.Apply(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	back := dispatch.Transition{
		Dispatch: d.ID, From: dispatch.Delivered, To: dispatch.Failed, Event: event(dispatch.EventBounced, start.Add(2*time.Hour)),
	}
	if err := h.Apply(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	f := figures(t, h, start, start.Add(time.Second))
	if c := f.Channels[0]; c.Delivered != 0 || c.Failed != 1 || c.Median != 0 {
		t.Errorf("%+v", c)
	}
	if len(f.Failures) != 1 || f.Failures[0].Recipient != d.Recipient.ID {
		t.Errorf("failures: %+v", f.Failures)
	}
}

func TestFiguresOfNoPeriod(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for name, period := range map[string][2]time.Time{
		"the end first":    {start, start.AddDate(0, 0, -8)},
		"before all weeks": {time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC), start},
		"a century":        {time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2080, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := h.Figures(t.Context(), period[0], period[1])
			wantError{dispatch.KindInvalid, "period_empty"}.check(t, err)
		})
	}
	if f := figures(t, h, start, start.AddDate(0, 0, 14)); len(f.Weeks) != 3 || len(f.Channels) != 0 {
		t.Errorf("an empty home: %+v", f)
	}
}

func TestPastIsProvenAndFound(t *testing.T) {
	t.Parallel()
	h, past := someMonths(t, 200)
	events := int64(0)
	for _, d := range past {
		events += 1 + int64(len(d.Attempts))
		if d.State == dispatch.Cancelled && len(d.Attempts) == 0 {
			events++
		}
	}
	verified(t, h, events)
	for _, d := range []dispatch.Dispatch{past[0], past[120], past[199]} {
		got := stored(t, h, d.ID)
		if got.State != d.State || len(got.Attempts) != len(d.Attempts) || !got.Created.Equal(d.Created) || got.Tries != len(d.Attempts) {
			t.Errorf("stored %+v\nwant %+v", got, d)
		}
		page, err := h.Search(t.Context(), dispatch.Filter{Query: d.Subject})
		if err != nil || !slices.ContainsFunc(page.Dispatches, func(found dispatch.Dispatch) bool { return found.ID == d.ID }) {
			t.Errorf("%q is not found: %v", d.Subject, err)
		}
	}
	err := h.AddPast(t.Context(), []dispatch.Dispatch{held()})
	if dispatch.KindOf(err) != dispatch.KindInternal {
		t.Errorf("what the outbox would still send is taken: %v", err)
	}
}

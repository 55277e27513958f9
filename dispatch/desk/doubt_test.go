package desk_test

import (
	"crypto/rand"
	"slices"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

const faxNumber = "+15145550142"

// queued sends a fax to the recipient and ends its undo window.
func (r *rig) queued(to dispatch.Recipient) dispatch.ID {
	r.t.Helper()
	d, err := r.Send(r.t.Context(), r.draft(to))
	must(r.t, err)
	r.apply(d.ID, dispatch.Transition{From: dispatch.Held, To: dispatch.Queued, NextAt: r.clock.Now(), Event: dispatch.Event{Type: dispatch.EventReleased}})
	return d.ID
}

// heeded does what the composition root does around a transition of the outbox.
func (r *rig) heeded(id dispatch.ID, t dispatch.Transition) error {
	r.t.Helper()
	t.Dispatch, t.Event.Dispatch, t.Event.At = id, id, r.clock.Now()
	if err := r.Heed(r.t.Context(), t); err != nil {
		return err
	}
	return r.store.Apply(r.t.Context(), t)
}

func (r *rig) apply(id dispatch.ID, t dispatch.Transition) {
	r.t.Helper()
	must(r.t, r.heeded(id, t))
}

// begin starts an attempt, or reports why it does not start.
func (r *rig) begin(id dispatch.ID) (dispatch.Attempt, error) {
	r.t.Helper()
	a := dispatch.Attempt{ID: dispatch.NewID(rand.Reader), N: 1, Started: r.clock.Now()}
	return a, r.heeded(id, dispatch.Transition{
		From: dispatch.Queued, To: dispatch.Sending, Attempt: &a, Event: dispatch.Event{Type: dispatch.EventAttemptStarted},
	})
}

// ends sends a queued fax, and lets the provider tell its end.
func (r *rig) ends(id dispatch.ID, state dispatch.State, failure *dispatch.Failure) {
	r.t.Helper()
	a, err := r.begin(id)
	must(r.t, err)
	a.Ended, a.Certainty, a.Receipt = r.clock.Now(), dispatch.Sent, &dispatch.Receipt{Provider: "hylafax", Reference: "7"}
	r.apply(id, dispatch.Transition{From: dispatch.Sending, To: dispatch.Accepted, NextAt: r.clock.Now(), Attempt: &a, Event: dispatch.Event{Type: dispatch.EventAttemptEnded}})
	a.Error = failure
	r.apply(id, dispatch.Transition{From: dispatch.Accepted, To: state, Attempt: &a, Event: dispatch.Event{Type: dispatch.EventFollowed}})
}

var (
	answered = &dispatch.Failure{Kind: "rejected", Code: "fax_not_a_fax", Doubtful: true}
	busy     = &dispatch.Failure{Kind: "rejected", Code: "fax_busy"}
	lineDown = &dispatch.Failure{Kind: "rejected", Code: "fax_line"}
)

func (r *rig) faxRoute(id dispatch.ID) dispatch.Route {
	r.t.Helper()
	kept, err := r.Recipient(r.t.Context(), id)
	must(r.t, err)
	route, _ := kept.Route(dispatch.CloudFax)
	return route
}

// What a fax came to speaks for or against its number, wherever the number stands.
func TestOutcomesAreKeptWithTheNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		state   dispatch.State
		failure *dispatch.Failure
		doubt   string
		failed  string
	}{
		{"a person answered", dispatch.Failed, answered, "fax_not_a_fax", ""},
		{"busy at every call", dispatch.Failed, busy, "", "fax_busy"},
		{"some pages", dispatch.Partial, &dispatch.Failure{Kind: "rejected", Code: "fax_partial"}, "", "fax_partial"},
		{"the clinic's own line", dispatch.Failed, lineDown, "", ""},
		{"delivered", dispatch.Delivered, nil, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			to := r.recipient(dispatch.ExternalPartner, faxRoute)
			other := r.recipient(dispatch.ExternalPartner, faxRoute)
			elsewhere := r.recipient(dispatch.ExternalPartner, dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550143"})
			r.ends(r.queued(to), c.state, c.failure)
			for _, id := range []dispatch.ID{to.ID, other.ID} {
				route := r.faxRoute(id)
				if codeOf(route.Doubtful) != c.doubt || codeOf(route.Failed) != c.failed || route.InDoubt() != (c.doubt != "") {
					t.Errorf("%+v %+v", route.Doubtful, route.Failed)
				}
			}
			if route := r.faxRoute(elsewhere.ID); route.Doubtful != nil || route.Failed != nil {
				t.Error("another number is blamed")
			}
		})
	}
}

func codeOf(doubt *dispatch.Doubt) string {
	if doubt == nil {
		return ""
	}
	return doubt.Code
}

func TestDeliveryForgetsWhatFailed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.ExternalPartner, faxRoute)
	r.ends(r.queued(to), dispatch.Failed, busy)
	s, err := r.Suggest(t.Context(), r.draft(to))
	must(t, err)
	option, _ := s.Option()
	if !s.Ready() || !slices.Equal(option.Notices, []desk.Notice{desk.NoticeNumberFailed}) || codeOf(option.Doubt) != "fax_busy" {
		t.Errorf("a number that failed must say so, and stop nothing: %+v", option)
	}
	r.ends(r.queued(to), dispatch.Delivered, nil)
	if route := r.faxRoute(to.ID); route.Failed != nil {
		t.Error("delivered, and still told as failed")
	}
}

// A person answered one fax: every other one to that number waits for a person, whatever it waited for,
// and only asking the recipient lets it go.
func TestDoubtHoldsWhatWaits(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.ExternalPartner, faxRoute)
	other := r.recipient(dispatch.ExternalPartner, faxRoute)
	elsewhere := r.recipient(dispatch.ExternalPartner, dispatch.Route{Channel: dispatch.CloudFax, Address: "+15145550143", Verification: verified})
	fails, waits, free := r.queued(to), r.queued(other), r.queued(elsewhere)
	window, err := r.Send(t.Context(), r.draft(to))
	must(t, err)
	r.ends(fails, dispatch.Failed, answered)

	r.wantWaiting(waits, true)
	r.wantWaiting(free, false)
	if _, err := r.begin(free); err != nil {
		t.Errorf("another number is held: %v", err)
	}
	r.apply(window.ID, dispatch.Transition{From: dispatch.Held, To: dispatch.Queued, NextAt: r.clock.Now(), Event: dispatch.Event{Type: dispatch.EventReleased}})
	if _, err := r.begin(window.ID); dispatch.KindOf(err) != dispatch.KindConflict {
		t.Errorf("a fax out of its undo window was dialled: %v", err)
	}
	r.wantWaiting(window.ID, true)

	if _, err := r.LetGo(t.Context(), waits); dispatch.KindOf(err) != dispatch.KindHeld {
		t.Errorf("let go of without a verification: %v", err)
	}
	r.clock.Advance(time.Hour)
	_, err = r.VerifyRoute(t.Context(), to.ID, dispatch.CloudFax, desk.TypedTwice)
	must(t, err)
	if _, err := r.LetGo(t.Context(), waits); dispatch.KindOf(err) != dispatch.KindHeld {
		t.Errorf("typing the number again is no answer: %v", err)
	}
	_, err = r.VerifyRoute(t.Context(), to.ID, dispatch.CloudFax, "called them")
	must(t, err)
	r.wantWaiting(waits, true)
	_, err = r.LetGo(t.Context(), waits)
	must(t, err)
	r.wantWaiting(waits, false)
	if _, err := r.begin(waits); err != nil {
		t.Errorf("verified, let go of, and not sent: %v", err)
	}
	if _, err := r.LetGo(t.Context(), free); dispatch.CodeOf(err) != "not_held_back" {
		t.Errorf("%v", err)
	}
	must(t, r.Cancel(t.Context(), window.ID))
}

// Once the card has another number, nothing is said against the old one any more: what was prepared for it
// is never let go all the same.
func TestWhatIsHeldIsNotLetGoToAnOldNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		routes []dispatch.Route
	}{
		{"another number, verified", []dispatch.Route{{Channel: dispatch.CloudFax, Address: "+15145550149", Verification: verified}}},
		{"no fax any more", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			to := r.recipient(dispatch.ExternalPartner, faxRoute)
			fails, waits := r.queued(to), r.queued(to)
			r.ends(fails, dispatch.Failed, answered)
			r.wantWaiting(waits, true)
			to.Routes, r.woken = c.routes, 0
			_, err := r.SaveRecipient(t.Context(), to)
			must(t, err)
			_, err = r.LetGo(t.Context(), waits)
			if dispatch.KindOf(err) != dispatch.KindRefused || dispatch.CodeOf(err) != desk.CodeNumberChanged || dispatch.CertaintyOf(err) != dispatch.Unsent {
				t.Errorf("let go of to the old number: %v", err)
			}
			if r.wantWaiting(waits, true); r.woken != 0 {
				t.Error("the outbox was woken")
			}
			must(t, r.Cancel(t.Context(), waits))
		})
	}
}

func (r *rig) wantWaiting(id dispatch.ID, want bool) {
	r.t.Helper()
	d, err := r.Show(r.t.Context(), id)
	must(r.t, err)
	events, err := r.Events(r.t.Context(), id)
	must(r.t, err)
	held := slices.ContainsFunc(events, func(e dispatch.Event) bool { return e.Type == dispatch.EventHeldBack })
	if waits := d.State == dispatch.Queued && d.AwaitsPerson(); waits != want || want && !held {
		r.t.Errorf("%s awaits a person: %v, want %v; told: %v", d.State, waits, want, held)
	}
}

// The doubt stays with the number: no saving of a card, and no new card, takes it away.
func TestDoubtStaysWithTheNumber(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	to := r.recipient(dispatch.ExternalPartner, faxRoute)
	seen := to // as a window shows it, before
	_, err := r.DoubtRoute(t.Context(), to.ID)
	must(t, err)
	if code := codeOf(r.faxRoute(to.ID).Doubtful); code != dispatch.NotHere {
		t.Errorf("doubted by a person: %q", code)
	}
	r.clock.Advance(time.Hour)
	seen.Routes[0].Verification = &dispatch.Verification{By: "clerk", How: desk.TypedTwice, At: r.clock.Now()}
	_, err = r.SaveRecipient(t.Context(), seen)
	must(t, err)
	if !r.faxRoute(to.ID).InDoubt() {
		t.Error("saving an old card forgot the doubt")
	}
	if fresh := r.recipient(dispatch.ExternalPartner, newFax); !r.faxRoute(fresh.ID).InDoubt() {
		t.Error("a new card of the same number is not in doubt")
	}
	moved := seen
	moved.Routes = []dispatch.Route{{Channel: dispatch.CloudFax, Address: "+15145550149"}}
	_, err = r.SaveRecipient(t.Context(), moved)
	must(t, err)
	if r.faxRoute(to.ID).Doubtful != nil {
		t.Error("the right number is doubted for the wrong one")
	}
}

func TestVerificationIsAskedAgain(t *testing.T) {
	t.Parallel()
	at := func(r *rig, months int, how string) dispatch.Route {
		return dispatch.Route{
			Channel: dispatch.CloudFax, Address: faxNumber,
			Verification: &dispatch.Verification{By: "clerk", How: how, At: r.clock.Now().AddDate(0, -months, -1)},
		}
	}
	for _, c := range []struct {
		name    string
		route   func(*rig) dispatch.Route
		setting int
		doubted bool
		want    desk.Unverified
	}{
		{"eleven months ago", func(r *rig) dispatch.Route { return at(r, 11, "call") }, 0, false, ""},
		{"a year and a day ago", func(r *rig) dispatch.Route { return at(r, 12, "call") }, 0, false, desk.UnverifiedOld},
		{"as long as the clinic says", func(r *rig) dispatch.Route { return at(r, 12, "call") }, 24, false, ""},
		{"longer than the clinic says", func(r *rig) dispatch.Route { return at(r, 3, "call") }, 3, false, desk.UnverifiedOld},
		{"never", func(*rig) dispatch.Route { return newFax }, 0, false, desk.UnverifiedNew},
		{"verified, then somebody else answered", func(r *rig) dispatch.Route { return at(r, 0, "call") }, 0, true, desk.UnverifiedDoubtful},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			if c.setting > 0 {
				must(t, r.SaveVerificationMonths(t.Context(), c.setting))
			}
			to := r.recipient(dispatch.ExternalPartner, c.route(r))
			if c.doubted {
				_, err := r.DoubtRoute(t.Context(), to.ID)
				must(t, err)
			}
			s, err := r.Suggest(t.Context(), r.draft(to))
			must(t, err)
			option, _ := s.Option()
			if option.Unverified != c.want || slices.Contains(option.Needs, desk.NeedVerification) != (c.want != "") {
				t.Errorf("%q, needs %q, want %q", option.Unverified, option.Needs, c.want)
			}
			if c.want == desk.UnverifiedOld && !slices.Equal(option.NeedNames(), []string{"verification_old"}) {
				t.Errorf("%q", option.NeedNames())
			}
		})
	}
	r := newRig(t)
	for _, months := range []int{0, -1, 121} {
		if err := r.SaveVerificationMonths(t.Context(), months); dispatch.KindOf(err) != dispatch.KindInvalid {
			t.Errorf("%d months: %v", months, err)
		}
	}
}

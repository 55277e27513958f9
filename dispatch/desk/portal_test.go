package desk_test

import (
	"context"
	"testing"
	"time"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
	"github.com/souspli/souspli/dispatch/dispatchtest"
)

// portalService is a portal that took a dispatch, and can end and prolong the access to it.
type portalService struct {
	*dispatchtest.ScriptedChannel
	status   dispatch.Status // what it answers when it is followed
	refuses  error
	extended time.Time
	gives    time.Time // the end of access that it answers instead
	revoked  bool
	during   func() // happens while it is asked
}

func (p *portalService) Extend(_ context.Context, a dispatch.Attempt, until time.Time) (dispatch.Receipt, error) {
	p.extended = until
	if p.during != nil {
		p.during()
	}
	receipt := *a.Receipt
	receipt.Expires = until
	if !p.gives.IsZero() {
		receipt.Expires = p.gives
	}
	return receipt, p.refuses
}

func (p *portalService) Recall(context.Context, dispatch.Attempt) error {
	p.revoked = p.refuses == nil
	return p.refuses
}

func (p *portalService) Track(context.Context, dispatch.Attempt) (dispatch.Status, error) {
	return p.status, nil
}

var shares = dispatch.Capabilities{
	Expiry: true, Password: true, Link: true, Revoke: true, Extend: true, Receipts: dispatch.ReceiptsCount,
}

// portalRig has a portal that the clinic approved, and a patient who uses it.
func portalRig(t *testing.T, able *dispatch.Capabilities) (*rig, desk.Draft) {
	t.Helper()
	r := newRig(t)
	r.capable = able
	must(t, r.RemoveAccount(t.Context(), "portal"))
	_, err := r.AddAccount(t.Context(), dispatch.Account{Name: "portal", Channel: dispatch.Portal, Provider: "webdav"}, []byte("pw"), true)
	must(t, err)
	to, err := r.SaveRecipient(t.Context(), dispatch.Recipient{
		Name: "Lise Gagnon", Class: dispatch.Patient, PortalAvailable: dispatch.True,
		Routes: []dispatch.Route{{Channel: dispatch.Portal, Address: "lise"}},
	})
	must(t, err)
	draft := r.draft(to)
	draft.Channel = dispatch.Portal
	return r, draft
}

func TestExpiryOfAPortal(t *testing.T) {
	t.Parallel()
	now := dispatchtest.Epoch()
	inDays := func(n int) time.Time { return now.Add(time.Duration(n) * 24 * time.Hour) }
	for _, c := range []struct {
		name    string
		able    *dispatch.Capabilities
		setting int // days; 0: as it comes
		asked   time.Time
		want    time.Time
		code    string
	}{
		{"two weeks by itself", &shares, 0, time.Time{}, inDays(14), ""},
		{"as the home is set", &shares, 30, time.Time{}, inDays(30), ""},
		{"as the person asks", &shares, 30, inDays(3), inDays(3), ""},
		{"to the second", &shares, 0, inDays(3).Add(time.Millisecond), inDays(3), ""},
		{"a portal that cannot", &dispatch.Capabilities{}, 0, time.Time{}, time.Time{}, ""},
		{"a portal that does not say", nil, 0, time.Time{}, time.Time{}, ""},
		{"asked of a portal that cannot", &dispatch.Capabilities{}, 0, inDays(3), time.Time{}, "portal_no_expiry"},
		{"over already", &shares, 0, now, time.Time{}, "unknown_value"},
		{"too far away", &shares, 0, inDays(91), time.Time{}, "unknown_value"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, draft := portalRig(t, c.able)
			if c.setting != 0 {
				must(t, r.SavePortalDays(t.Context(), desk.PortalDays{Expiry: c.setting, Reminder: 5}))
			}
			draft.Expires = c.asked
			made, err := r.Send(t.Context(), draft)
			if dispatch.CodeOf(err) != c.code || !made.Expires.Equal(c.want) {
				t.Fatalf("ends %s, want %s: %v", made.Expires, c.want, err)
			}
			if err != nil {
				return
			}
			stored, err := r.Show(t.Context(), made.ID)
			must(t, err)
			if !stored.Expires.Equal(c.want) {
				t.Errorf("stored to end %s, want %s", stored.Expires, c.want)
			}
		})
	}
}

func TestPassphraseOfAShare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		able *dispatch.Capabilities
		want string
	}{
		{"a share with a password", &shares, "badu-kofi"},
		{"a share without", &dispatch.Capabilities{Expiry: true}, ""},
		{"a portal that does not say", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, draft := portalRig(t, c.able)
			made, err := r.Send(t.Context(), draft)
			must(t, err)
			got, err := r.Passphrase(t.Context(), made.ID)
			if got != c.want || (c.want == "") != (dispatch.CodeOf(err) == "no_passphrase") {
				t.Errorf("the passphrase is %q: %v", got, err)
			}
		})
	}
}

func TestSuggestionTellsWhatThePortalKeeps(t *testing.T) {
	t.Parallel()
	r, draft := portalRig(t, &shares)
	s, err := r.Suggest(t.Context(), draft)
	must(t, err)
	for _, o := range s.Options {
		told := o.Capabilities != nil && *o.Capabilities == shares && o.Expires.Equal(r.clock.Now().AddDate(0, 0, 14))
		if told != (o.Channel == dispatch.Portal) || !told && (o.Capabilities != nil || !o.Expires.IsZero()) {
			t.Errorf("%s tells %+v until %s", o.Channel, o.Capabilities, o.Expires)
		}
	}
}

func TestPortalDays(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	days, err := r.PortalDays(t.Context())
	if err != nil || days != (desk.PortalDays{Expiry: 14, Reminder: 5}) {
		t.Errorf("%+v, %v", days, err)
	}
	for _, wrong := range []desk.PortalDays{{0, 5}, {91, 5}, {14, 0}, {14, 91}} {
		if err := r.SavePortalDays(t.Context(), wrong); dispatch.KindOf(err) != dispatch.KindInvalid {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	must(t, r.SavePortalDays(t.Context(), desk.PortalDays{Expiry: 1, Reminder: 90}))
	if days, err := r.PortalDays(t.Context()); err != nil || days != (desk.PortalDays{Expiry: 1, Reminder: 90}) {
		t.Errorf("%+v, %v", days, err)
	}
}

// onPortal is a dispatch that a portal has, in a state, with the access that it gives for a week.
func onPortal(t *testing.T, state dispatch.State, change func(*dispatch.Receipt)) (*rig, *portalService, dispatch.ID) {
	t.Helper()
	r, draft := portalRig(t, &shares)
	made, err := r.Send(t.Context(), draft)
	must(t, err)
	r.apply(made.ID, dispatch.Transition{From: dispatch.Held, To: dispatch.Queued, Event: dispatch.Event{Type: dispatch.EventReleased}})
	a, err := r.begin(made.ID)
	must(t, err)
	receipt := dispatch.Receipt{Provider: "p", Reference: "7", Expires: r.clock.Now().AddDate(0, 0, 7)}
	if change != nil {
		change(&receipt)
	}
	a.Ended, a.Certainty, a.Receipt = r.clock.Now(), dispatch.Sent, &receipt
	r.apply(made.ID, dispatch.Transition{
		From: dispatch.Sending, To: dispatch.Accepted, NextAt: r.clock.Now().AddDate(0, 0, 1), Attempt: &a,
		Event: dispatch.Event{Type: dispatch.EventAttemptEnded},
	})
	if state != dispatch.Accepted {
		r.apply(made.ID, dispatch.Transition{
			From: dispatch.Accepted, To: state, Attempt: &a, Event: dispatch.Event{Type: dispatch.EventFollowed},
		})
	}
	s := &portalService{ScriptedChannel: dispatchtest.NewScriptedChannel()}
	r.channel = s
	return r, s, made.ID
}

func TestExtend(t *testing.T) {
	t.Parallel()
	over := func(r *dispatch.Receipt) { r.Expires = dispatchtest.Epoch() }
	ended := func(r *dispatch.Receipt) { r.Revoked = dispatchtest.Epoch() }
	for _, c := range []struct {
		name    string
		state   dispatch.State
		receipt func(*dispatch.Receipt)
		days    int
		refuses error
		code    string
	}{
		{"not fetched yet", dispatch.Accepted, nil, 30, nil, ""},
		{"fetched before", dispatch.Delivered, nil, 30, nil, ""},
		{"failed", dispatch.Failed, nil, 30, nil, "portal_access_over"},
		{"expired", dispatch.Accepted, over, 30, nil, "portal_access_over"},
		{"revoked", dispatch.Accepted, ended, 30, nil, "portal_access_over"},
		{"for too long", dispatch.Accepted, nil, 91, nil, "unknown_value"},
		{"into the past", dispatch.Accepted, nil, -1, nil, "unknown_value"},
		{"to an earlier day", dispatch.Accepted, nil, 6, nil, "portal_not_extended"},
		{"to the same day", dispatch.Accepted, nil, 7, nil, "portal_not_extended"},
		{"refused by the portal", dispatch.Accepted, nil, 30, saying(dispatch.KindRejected, "portal_refused"), "portal_refused"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, s, id := onPortal(t, c.state, c.receipt)
			s.refuses = c.refuses
			before, err := r.Show(t.Context(), id)
			must(t, err)
			until := r.clock.Now().AddDate(0, 0, c.days)
			_, err = r.Extend(t.Context(), id, until)
			after, failed := r.Show(t.Context(), id)
			must(t, failed)
			if dispatch.CodeOf(err) != c.code || after.State != c.state {
				t.Fatalf("%s: %v", after.State, err)
			}
			want := before.Attempts[0].Receipt.Expires
			if c.code == "" {
				want = until
			}
			if got := after.Attempts[0].Receipt.Expires; !got.Equal(want) {
				t.Errorf("access ends %s, want %s", got, want)
			}
			r.wantMilestone(id, dispatch.EventExtended, "expires", c.code == "")
			r.wantMilestone(id, dispatch.EventExtendAsked, "attempt", c.code == "" || c.refuses != nil)
			r.wantMilestone(id, dispatch.EventExtendFailed, "code", c.refuses != nil)
		})
	}
}

// TestAnExtensionThatIsNone: the portal takes it, and gives no more than before, or less. What it gives is kept.
func TestAnExtensionThatIsNone(t *testing.T) {
	t.Parallel()
	for name, days := range map[string]int{"unchanged": 7, "earlier": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, s, id := onPortal(t, dispatch.Accepted, nil)
			s.gives = r.clock.Now().AddDate(0, 0, days)
			after, err := r.Extend(t.Context(), id, r.clock.Now().AddDate(0, 0, 30))
			if dispatch.CodeOf(err) != "portal_not_extended" || !after.Attempts[0].Receipt.Expires.Equal(s.gives) {
				t.Errorf("access ends %s: %v", after.Attempts[0].Receipt.Expires, err)
			}
			r.wantMilestone(id, dispatch.EventExtended, "expires", false)
			r.wantMilestone(id, dispatch.EventExtendFailed, "expires", true)
		})
	}
}

// TestRecallOfWhatIsNotThere: nothing was stopped, so nothing is called revoked.
func TestRecallOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	r, s, id := onPortal(t, dispatch.Accepted, nil)
	s.refuses = saying(dispatch.KindConflict, "portal_not_there")
	after, err := r.Recall(t.Context(), id)
	if dispatch.CodeOf(err) != "portal_not_there" || after.State != dispatch.Accepted || !after.Attempts[0].Receipt.Revoked.IsZero() {
		t.Errorf("%s, %+v: %v", after.State, after.Attempts[0].Receipt, err)
	}
	r.wantMilestone(id, dispatch.EventRecallAnswered, "answer", true)
}

// TestRevokedTwice: the first time stays.
func TestRevokedTwice(t *testing.T) {
	t.Parallel()
	r, s, id := onPortal(t, dispatch.Accepted, nil)
	s.status = dispatch.Status{State: dispatch.Accepted}
	first, err := r.Recall(t.Context(), id)
	must(t, err)
	r.clock.Advance(time.Hour)
	second, err := r.Recall(t.Context(), id)
	must(t, err)
	if a, b := first.Attempts[0].Receipt.Revoked, second.Attempts[0].Receipt.Revoked; a.IsZero() || !a.Equal(b) {
		t.Errorf("revoked %s, then %s", a, b)
	}
}

// TestRevokedWhereNobodyFollows: a drop folder never tells more, so that what was taken away there has ended. Somebody
// may have had it: that is no longer asked.
func TestRevokedWhereNobodyFollows(t *testing.T) {
	t.Parallel()
	r, s, id := onPortal(t, dispatch.Accepted, nil)
	r.channel = struct {
		dispatch.Channel
		dispatch.Recaller
	}{s, s}
	after, err := r.Recall(t.Context(), id)
	a := after.Attempts[0]
	if err != nil || after.State != dispatch.Failed || a.Error == nil || a.Error.Code != "portal_revoked" || a.Receipt.Revoked.IsZero() || !after.NextAt.IsZero() {
		t.Errorf("%s, %+v: %v", after.State, a, err)
	}
	r.wantMilestone(id, dispatch.EventRecallAnswered, "outcome", true)
	told := len(r.eventTypes(id))
	if _, err := r.Recall(t.Context(), id); dispatch.CodeOf(err) != "too_late" || len(r.eventTypes(id)) != told {
		t.Errorf("once more: %v, the log tells %v", err, r.eventTypes(id))
	}
}

// wantMilestone looks for an event that tells a milestone.
func (r *rig) wantMilestone(id dispatch.ID, kind dispatch.EventType, milestone string, want bool) {
	r.t.Helper()
	events, err := r.Events(r.t.Context(), id)
	must(r.t, err)
	told := false
	for _, e := range events {
		told = told || e.Type == kind && e.Details[milestone] != ""
	}
	if told != want {
		r.t.Errorf("%s with %s in the log: %v, want %v", kind, milestone, told, want)
	}
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	unfetched := dispatch.Status{
		State: dispatch.Failed, Receipt: dispatch.Receipt{Provider: "p", Reference: "7"},
		Failure: &dispatch.Failure{Kind: "rejected", Code: "portal_revoked"},
	}
	for _, c := range []struct {
		name    string
		state   dispatch.State
		receipt func(*dispatch.Receipt)
		status  dispatch.Status
		after   dispatch.State
		code    string
	}{
		{"before it was fetched", dispatch.Accepted, nil, unfetched, dispatch.Failed, ""},
		{"the portal cannot tell", dispatch.Accepted, nil, dispatch.Status{State: dispatch.Accepted}, dispatch.Accepted, ""},
		{"fetched before: stays delivered", dispatch.Delivered, nil, unfetched, dispatch.Delivered, ""},
		{
			"after access has ended", dispatch.Delivered, func(r *dispatch.Receipt) { r.Expires = dispatchtest.Epoch() },
			unfetched, dispatch.Delivered, "too_late",
		},
		{"failed already", dispatch.Failed, nil, unfetched, dispatch.Failed, "too_late"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, s, id := onPortal(t, c.state, c.receipt)
			s.status = c.status
			after, err := r.Recall(t.Context(), id)
			if dispatch.CodeOf(err) != c.code || after.State != c.after || s.revoked != (c.code == "") {
				t.Fatalf("%s, revoked %v: %v", after.State, s.revoked, err)
			}
			if revoked := !after.Attempts[0].Receipt.Revoked.IsZero(); revoked != (c.code == "") {
				t.Errorf("the receipt is %+v", after.Attempts[0].Receipt)
			}
			r.wantMilestone(id, dispatch.EventRecallAnswered, "revoked", c.code == "")
			if _, err := r.Recall(t.Context(), id); c.state == dispatch.Delivered && dispatch.CodeOf(err) != "too_late" {
				t.Errorf("revoked twice: %v", err)
			}
		})
	}
}

// TestNotifiedWhileItIsProlonged: news that change no state are not lost either.
func TestNotifiedWhileItIsProlonged(t *testing.T) {
	t.Parallel()
	r, s, id := onPortal(t, dispatch.Accepted, nil)
	s.during = func() {
		x, err := r.Show(t.Context(), id)
		must(t, err)
		a := x.Attempts[0]
		a.Receipt.Notified = r.clock.Now()
		r.apply(id, dispatch.Transition{
			From: dispatch.Accepted, To: dispatch.Accepted, Attempt: &a, Event: dispatch.Event{Type: dispatch.EventFollowed},
		})
	}
	until := r.clock.Now().AddDate(0, 0, 30)
	after, err := r.Extend(t.Context(), id, until)
	must(t, err)
	if receipt := after.Attempts[0].Receipt; receipt.Notified.IsZero() || !receipt.Expires.Equal(until) {
		t.Errorf("%+v", receipt)
	}
}

// TestFetchedWhileItIsProlonged: what the outbox learned meanwhile stays.
func TestFetchedWhileItIsProlonged(t *testing.T) {
	t.Parallel()
	r, s, id := onPortal(t, dispatch.Accepted, nil)
	s.during = func() {
		x, err := r.Show(t.Context(), id)
		must(t, err)
		a := x.Attempts[0]
		a.Receipt.Fetched = r.clock.Now()
		r.apply(id, dispatch.Transition{
			From: dispatch.Accepted, To: dispatch.Delivered, Attempt: &a, Event: dispatch.Event{Type: dispatch.EventFollowed},
		})
	}
	until := r.clock.Now().AddDate(0, 0, 30)
	after, err := r.Extend(t.Context(), id, until)
	must(t, err)
	receipt := after.Attempts[0].Receipt
	if after.State != dispatch.Delivered || receipt.Fetched.IsZero() || !receipt.Expires.Equal(until) {
		t.Errorf("%s, %+v", after.State, receipt)
	}
}

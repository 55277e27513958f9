package desk_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/souspli/souspli/dispatch"
	"github.com/souspli/souspli/dispatch/desk"
)

// tasks are the kinds of what waits, most urgent first.
func (r *rig) tasks() []desk.TaskKind {
	r.t.Helper()
	all, err := r.Tasks(r.t.Context())
	must(r.t, err)
	kinds := []desk.TaskKind{}
	for _, task := range all {
		kinds = append(kinds, task.Kind)
	}
	return kinds
}

func (r *rig) wantTasks(want ...desk.TaskKind) {
	r.t.Helper()
	if got := r.tasks(); !slices.Equal(got, want) {
		r.t.Errorf("waiting: %v, want %v", got, want)
	}
}

func TestWhatADispatchAsksOfAPerson(t *testing.T) {
	t.Parallel()
	attempt := func(certainty dispatch.Certainty, why *dispatch.Failure) []dispatch.Attempt {
		return []dispatch.Attempt{{N: 1, Certainty: certainty, Error: why}}
	}
	endless := &dispatch.Failure{Kind: dispatch.KindUncertain.String(), Code: "outcome_overdue"}
	later := dispatchEpochPlus(time.Hour)
	for _, test := range []struct {
		name string
		x    dispatch.Dispatch
		want desk.TaskKind
	}{
		{"in its undo window", dispatch.Dispatch{State: dispatch.Held}, ""},
		{"waiting to leave", dispatch.Dispatch{State: dispatch.Queued, NextAt: later}, ""},
		{"held back", dispatch.Dispatch{State: dispatch.Queued}, desk.TaskHeld},
		{"of unknown outcome", dispatch.Dispatch{State: dispatch.Uncertain}, desk.TaskSettle},
		{"taken", dispatch.Dispatch{State: dispatch.Accepted, Attempts: attempt(dispatch.Sent, nil)}, ""},
		{"taken, without an end", dispatch.Dispatch{State: dispatch.Accepted, Attempts: attempt(dispatch.Sent, endless)}, desk.TaskOverdue},
		{"on a portal, not fetched", dispatch.Dispatch{State: dispatch.Accepted, Channel: dispatch.Portal, Attempts: attempt(dispatch.Sent, endless)}, desk.TaskUnfetched},
		{"delivered", dispatch.Dispatch{State: dispatch.Delivered}, ""},
		{"incomplete", dispatch.Dispatch{State: dispatch.Partial}, desk.TaskPartial},
		{"failed", dispatch.Dispatch{State: dispatch.Failed, Attempts: attempt(dispatch.Unsent, &dispatch.Failure{Code: "fax_busy"})}, desk.TaskFailed},
		{"failed before any attempt", dispatch.Dispatch{State: dispatch.Failed}, desk.TaskFailed},
		{"returned", dispatch.Dispatch{State: dispatch.Failed, Attempts: attempt(dispatch.Sent, &dispatch.Failure{Code: "mail_bounced_full"})}, desk.TaskBounced},
		{"answered by a person", dispatch.Dispatch{State: dispatch.Failed, Attempts: attempt(dispatch.Unsent, &dispatch.Failure{Code: "fax_not_a_fax", Doubtful: true})}, desk.TaskNumber},
		{"cancelled", dispatch.Dispatch{State: dispatch.Cancelled}, ""},
		{"done by hand", dispatch.Dispatch{State: dispatch.ByHand}, ""},
	} {
		task, waits := desk.TaskOf(test.x)
		if task.Kind != test.want || waits != (test.want != "") {
			t.Errorf("%s: %q, %t, want %q", test.name, task.Kind, waits, test.want)
		}
	}
}

func dispatchEpochPlus(d time.Duration) time.Time { return time.Unix(0, 0).Add(d) }

func TestAFailureWaitsUntilItIsPutAway(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	must(t, r.store.SaveSetting(t.Context(), "copies", copied("")))
	r.wantTasks()
	id, _ := r.mailed(dispatch.Unsent)
	r.wantTasks(desk.TaskFailed)
	r.clock.Advance(60 * 24 * time.Hour)
	r.wantTasks(desk.TaskFailed)
	must(t, r.PutAway(t.Context(), id, "Remis en mains propres"))
	r.wantTasks()
	must(t, r.TakeUp(t.Context(), id))
	r.wantTasks(desk.TaskFailed)
	if types := r.eventTypes(id); !slices.Contains(types, dispatch.EventPutAway) || !slices.Contains(types, dispatch.EventTakenUp) {
		t.Errorf("logged %v", types)
	}
	taken, _ := r.mailed(dispatch.Sent)
	if err := r.PutAway(t.Context(), taken, ""); dispatch.CodeOf(err) != "not_put_away" || dispatch.KindOf(err) != dispatch.KindConflict {
		t.Errorf("what may have arrived: %v", err)
	}
	if err := r.PutAway(t.Context(), "nobody", ""); dispatch.KindOf(err) != dispatch.KindNotFound {
		t.Errorf("of nothing: %v", err)
	}
}

func TestWhatMayHaveLeftBeforeARestoreIsAsked(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	sent, err := r.Send(t.Context(), r.draft(r.recipient(dispatch.ExternalPartner, faxRoute)))
	must(t, err)
	must(t, r.store.Apply(t.Context(), dispatch.Transition{Dispatch: sent.ID, From: dispatch.Held, To: dispatch.Queued, Event: dispatch.Event{Type: dispatch.EventReleased}}))
	if got := r.tasks(); !slices.Contains(got, desk.TaskHeld) {
		t.Errorf("before: %v", got)
	}
	r.clock.Advance(time.Minute)
	must(t, r.store.SaveSetting(t.Context(), desk.RestoredSetting, r.clock.Now()))
	if got := r.tasks(); !slices.Contains(got, desk.TaskRestored) || slices.Contains(got, desk.TaskHeld) {
		t.Errorf("restored: %v", got)
	}
}

func TestAPassphraseWaitsUntilItIsGiven(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	x := r.locked(dispatch.Delivered)
	r.wantTasks(desk.TaskTell)
	must(t, r.ConfirmArrival(t.Context(), x.ID))
	r.wantTasks(desk.TaskTell)
	must(t, r.PassphraseGiven(t.Context(), x.ID))
	r.wantTasks()
}

func TestAnAccountThatIsRefusedIsATask(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	accounts, err := r.Accounts(t.Context())
	must(t, err)
	name := accounts[0].Name
	r.test = &dispatch.Error{Op: "smtp", Kind: dispatch.KindCredentials, Code: "smtp_auth_failed"}
	if err := r.TestAccount(t.Context(), name); dispatch.CodeOf(err) != "smtp_auth_failed" {
		t.Fatalf("the test answers %v", err)
	}
	r.wantTasks(desk.TaskAccount)
	check, tested, err := r.AccountCheck(t.Context(), accounts[0].ID)
	if err != nil || !tested || !check.Failed() || !check.At.Equal(r.clock.Now()) {
		t.Errorf("kept %+v, %t, %v", check, tested, err)
	}
	r.clock.Advance(time.Minute)
	r.test = &dispatch.Error{Op: "smtp", Kind: dispatch.KindUnreachable, Code: "smtp_unreachable"}
	_ = r.TestAccount(t.Context(), name)
	r.wantTasks() // a server that is away refuses nobody
	r.test = nil
	must(t, r.TestAccount(t.Context(), name))
	r.wantTasks()
}

func TestTasksAreSortedByUrgencyAndAge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kinds := rapid.SampledFrom(append(desk.TaskKinds(), "of another part"))
		tasks := make([]desk.Task, rapid.IntRange(0, 12).Draw(t, "n"))
		for i := range tasks {
			tasks[i] = desk.Task{Kind: kinds.Draw(t, "kind"), Since: time.Unix(rapid.Int64Range(0, 50).Draw(t, "since"), 0)}
		}
		desk.SortTasks(tasks)
		order := append(desk.TaskKinds(), "of another part")
		for i := 1; i < len(tasks); i++ {
			before, after := slices.Index(order, tasks[i-1].Kind), slices.Index(order, tasks[i].Kind)
			if before > after || before == after && tasks[i-1].Since.After(tasks[i].Since) {
				t.Fatalf("%v before %v", tasks[i-1], tasks[i])
			}
		}
	})
}

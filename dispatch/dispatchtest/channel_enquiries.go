package dispatchtest

import (
	"context"
	"slices"

	"github.com/souspli/souspli/dispatch"
)

func trackerLaws() []law {
	return []law{{"track: what was taken is not failed", NoFault, lawTrack}}
}

func finderLaws() []law {
	return []law{
		{"find: what was taken is found", NoFault, lawFindTaken},
		{"find: what was never sent is not found", NoFault, lawFindNever},
		{"find: after a lost reply never false", ReplyLost, lawFindAfterLostReply},
		{"find: after a cut never true", CutMidway, lawFindAfterCut},
		{"find: nobody answers, nothing is known", Gone, lawFindGone},
	}
}

func lawTrack(t reporter, rig Rig) {
	t.Helper()
	o := tryLawfully(t, rig, rig.Parcel)
	if o.err != nil {
		t.Fatalf("a faultless server: %v", o.err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	status, err := rig.Channel.(dispatch.Tracker).Track(ctx, attemptOf(rig.Parcel, o))
	if err != nil {
		t.Fatalf("track: %v", err)
	}
	if !slices.Contains([]dispatch.State{dispatch.Accepted, dispatch.Delivered, dispatch.Partial}, status.State) {
		t.Errorf("a parcel that was taken is %q", status.State)
	}
}

func lawFindTaken(t reporter, rig Rig) {
	t.Helper()
	o := tryLawfully(t, rig, rig.Parcel)
	if o.err != nil {
		t.Fatalf("a faultless server: %v", o.err)
	}
	o.receipt = dispatch.Receipt{}
	found, receipt, err := find(t, rig, attemptOf(rig.Parcel, o))
	if found != dispatch.True || err != nil {
		t.Fatalf("found is %v, want true: %v", found, err)
	}
	requireReceipt(t, receipt)
}

func lawFindNever(t reporter, rig Rig) {
	t.Helper()
	never := dispatch.Attempt{ID: newID(), N: 1, Started: rig.Parcel.At}
	if found, _, _ := find(t, rig, never); found.Is() {
		t.Errorf("an attempt that was never sent is found")
	}
}

func lawFindAfterLostReply(t reporter, rig Rig) {
	t.Helper()
	o := tryLawfully(t, rig, rig.Parcel)
	if found, _, _ := find(t, rig, attemptOf(rig.Parcel, o)); found == dispatch.False {
		t.Errorf("a parcel that arrived is denied")
	}
}

func lawFindAfterCut(t reporter, rig Rig) {
	t.Helper()
	o := tryLawfully(t, rig, rig.Parcel)
	found, _, _ := find(t, rig, attemptOf(rig.Parcel, o))
	if found.Is() && rig.Received() == 0 {
		t.Errorf("a parcel that was cut is found")
	}
}

func lawFindGone(t reporter, rig Rig) {
	t.Helper()
	attempt := dispatch.Attempt{ID: rig.Parcel.Attempt, N: 1, Started: rig.Parcel.At}
	if found, _, err := find(t, rig, attempt); found != dispatch.Unknown || err == nil {
		t.Errorf("nobody listens, yet found is %v and the error %v", found, err)
	}
}

func find(t reporter, rig Rig, a dispatch.Attempt) (dispatch.Truth, dispatch.Receipt, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	found, receipt, err := rig.Channel.(dispatch.Finder).Find(ctx, a)
	requireDiscreet(t, rig, err)
	if err != nil && found != dispatch.Unknown {
		t.Errorf("find fails and yet says %v", found)
	}
	return found, receipt, err
}

// attemptOf is the attempt as the outbox would have stored it.
func attemptOf(p dispatch.Parcel, o outcome) dispatch.Attempt {
	a := dispatch.Attempt{
		ID: p.Attempt, N: 1, Started: p.At, Ended: p.At,
		Certainty: o.certainty, Error: dispatch.FailureOf(o.err),
	}
	if o.receipt != (dispatch.Receipt{}) {
		a.Receipt = &o.receipt
	}
	return a
}
